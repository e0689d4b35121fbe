package vitruvian.video;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import vitruvian.landmarks.ImageSize;

/// What is known of a video before it is read.
///
/// @param image the size in which its first frame is shown, upright
/// @param frame the same after the side limit
/// @param framesPerSecond on average; with a variable rate individual frames differ
/// @param frames how many, where the file says so or it follows from duration and rate; an estimate
/// @param duration how long, where the file says so
/// @param codec the name of the codec, such as `h264`
public record VideoInfo(
    ImageSize image,
    ImageSize frame,
    OptionalDouble framesPerSecond,
    OptionalLong frames,
    Optional<Duration> duration,
    String codec) {}
