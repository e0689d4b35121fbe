package vitruvian.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import vitruvian.landmarks.ImageSize;
import vitruvian.tracker.DecodeOutcome.Decoded;
import vitruvian.tracker.DecodeOutcome.Refused;
import vitruvian.tracker.ImageDecoder;
import vitruvian.video.FrameSource;
import vitruvian.video.VideoFrame;
import vitruvian.video.VideoInfo;

/// Numbered pictures as the frames of a video. The first number is frame 0, and a number that is
/// missing leaves its time empty. What is no picture is passed over and told by [#damage].
final class PictureSequence implements FrameSource {
  private final Sequence pictures;
  private final ImageDecoder decoder;
  private final double framesPerSecond;
  private final VideoInfo info;
  private Optional<Decoded> ahead;
  private int index;
  private Optional<String> damage = Optional.empty();

  private PictureSequence(
      Sequence pictures, ImageDecoder decoder, double framesPerSecond, Decoded first) {
    this.pictures = pictures;
    this.decoder = decoder;
    this.framesPerSecond = framesPerSecond;
    this.ahead = Optional.of(first);
    long frames = pictures.numbers().getLast() - pictures.numbers().getFirst() + 1;
    this.info =
        new VideoInfo(
            first.original(),
            new ImageSize(first.frame().width(), first.frame().height()),
            OptionalDouble.of(framesPerSecond),
            OptionalLong.of(frames),
            Optional.of(time(frames)),
            "pictures");
  }

  /// What became of the pictures that were to be a video.
  sealed interface Opening {
    record Opened(PictureSequence sequence) implements Opening {}

    record Failed(String why) implements Opening {}
  }

  /// Opens a sequence and decodes its first picture.
  static Opening open(Sequence pictures, ImageDecoder decoder, double framesPerSecond) {
    var file = pictures.file(pictures.numbers().getFirst());
    return switch (decoder.decode(file)) {
      case Refused refused ->
          new Opening.Failed("%s: %s".formatted(file.getFileName(), refused.message()));
      case Decoded decoded ->
          new Opening.Opened(new PictureSequence(pictures, decoder, framesPerSecond, decoded));
    };
  }

  private Duration time(long frames) {
    return Duration.ofNanos(Math.round(frames * 1e9 / framesPerSecond));
  }

  @Override
  public VideoInfo info() {
    return info;
  }

  @Override
  public Optional<VideoFrame> next() {
    if (peek().isEmpty()) {
      return Optional.empty();
    }
    var picture = ahead.orElseThrow();
    ahead = Optional.empty();
    long frame = number();
    index++;
    return Optional.of(
        new VideoFrame(frame, time(frame), time(1), picture.frame(), picture.original()));
  }

  @Override
  public Optional<Duration> peek() {
    while (ahead.isEmpty() && index < pictures.numbers().size()) {
      decodeAhead(pictures.file(pictures.numbers().get(index)));
    }
    return ahead.map(_ -> time(number()));
  }

  private void decodeAhead(Path file) {
    switch (decoder.decode(file)) {
      case Decoded decoded -> ahead = Optional.of(decoded);
      case Refused refused -> {
        index++;
        damage =
            damage.or(() -> Optional.of("%s: %s".formatted(file.getFileName(), refused.message())));
      }
    }
  }

  @Override
  public long number() {
    int next = Math.min(index, pictures.numbers().size() - 1);
    return pictures.numbers().get(next) - pictures.numbers().getFirst();
  }

  @Override
  public boolean skip() {
    boolean there = peek().isPresent();
    dropAhead();
    index += there ? 1 : 0;
    return there;
  }

  private void dropAhead() {
    ahead.ifPresent(decoded -> decoded.frame().close());
    ahead = Optional.empty();
  }

  @Override
  public Optional<String> damage() {
    return damage;
  }

  @Override
  public void close() {
    dropAhead();
  }
}
