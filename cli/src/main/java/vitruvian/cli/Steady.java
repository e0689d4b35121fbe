package vitruvian.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import vitruvian.video.FrameSource;
import vitruvian.video.VideoFrame;
import vitruvian.video.VideoInfo;

/// Frames of a source at a steady rate, whatever times it gives them.
record Steady(FrameSource source, double framesPerSecond) implements FrameSource {
  private Duration time(long frames) {
    return Duration.ofNanos(Math.round(frames * 1e9 / framesPerSecond));
  }

  @Override
  public VideoInfo info() {
    var all = source.info();
    var length =
        all.frames().isPresent()
            ? Optional.of(time(all.frames().getAsLong()))
            : Optional.<Duration>empty();
    return new VideoInfo(
        all.image(),
        all.frame(),
        OptionalDouble.of(framesPerSecond),
        all.frames(),
        length,
        all.codec());
  }

  @Override
  public Optional<VideoFrame> next() {
    return source
        .next()
        .map(
            frame ->
                new VideoFrame(
                    frame.number(),
                    time(frame.number()),
                    time(1),
                    frame.frame(),
                    frame.original()));
  }

  @Override
  public Optional<Duration> peek() {
    return source.peek().map(_ -> time(source.number()));
  }

  @Override
  public boolean skip() {
    return source.skip();
  }

  @Override
  public long number() {
    return source.number();
  }

  @Override
  public Optional<String> damage() {
    return source.damage();
  }

  @Override
  public void close() {
    source.close();
  }
}
