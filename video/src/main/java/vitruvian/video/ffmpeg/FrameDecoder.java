package vitruvian.video.ffmpeg;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import vitruvian.landmarks.ImageSize;
import vitruvian.tracker.image.Orientation;

/// Frames one after the other, of whatever container: what a reader needs to know of them. One
/// thread at a time. Owns native memory until [#close].
public interface FrameDecoder extends AutoCloseable {
  /// The size that the container says its frames are shown in; empty where it does not.
  Optional<ImageSize> announced();

  /// Decodes the next frame. What cannot be decoded is passed over and told by [#damage].
  ///
  /// @return whether there was one
  boolean next();

  /// The first thing that was found wrong with the file, if anything was yet.
  Optional<String> damage();

  /// The size in which the frame decoded last is shown, before it is turned: that of what is
  /// stored, with the shorter side of its pixels stretched until they are square.
  ImageSize size();

  /// When the frame decoded last is shown, in units of [#timeBase]; [Long#MIN_VALUE] if unknown.
  long time();

  /// How long the frame decoded last is shown, in units of [#timeBase]; 0 if unknown.
  long duration();

  /// The unit of times, in seconds.
  Ratio timeBase();

  /// Frames a second on average; perhaps unknown.
  Ratio rate();

  /// How many frames the container says there are; 0 if it does not.
  long frameCount();

  /// How long the file is, in microseconds; 0 if unknown.
  long durationMicros();

  /// The name of the codec, such as `h264`.
  String codec();

  /// How the frame decoded last is turned to stand upright; angles between the quarters are left.
  Orientation orientation();

  /// Whether the frame decoded last may be transparent.
  boolean hasAlpha();

  /// Converts the frame decoded last to integers `0xXXRRGGBB`, or `0xAARRGGBB` where it may be
  /// transparent.
  ///
  /// @param size that comes of it: [#size], or another one to be scaled to
  /// @param pixels at least `stride` times the height
  /// @param stride bytes from row to row; a multiple of 64 that leaves 16 pixels behind the last
  ///     one
  void convert(ImageSize size, MemorySegment pixels, int stride) throws VideoFailure;

  @Override
  void close();
}
