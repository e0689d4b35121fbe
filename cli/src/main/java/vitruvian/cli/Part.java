package vitruvian.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import vitruvian.video.FrameSource;
import vitruvian.video.VideoFrame;
import vitruvian.video.VideoInfo;

/// The part of a video that is tracked. Times and numbers of its frames stay those of the whole.
///
/// A frame belongs to the part in which its time lies, to the nearest millisecond: so parts that
/// follow one another have every frame once.
///
/// @param start since the first frame of the video
/// @param duration empty for all that follows
record Part(Duration start, Optional<Duration> duration) {
  static final Part WHOLE = new Part(Duration.ZERO, Optional.empty());

  // Containers count in milliseconds, and so do people.
  private static final Duration HALF_A_MILLI = Duration.ofNanos(500_000);

  /// Whether a frame at this time comes before the part.
  boolean isBefore(Duration time) {
    return time.plus(HALF_A_MILLI).compareTo(start) < 0;
  }

  /// Whether a frame at this time comes after the part.
  boolean isAfter(Duration time) {
    return duration.isPresent()
        && time.plus(HALF_A_MILLI).compareTo(start.plus(duration.get())) >= 0;
  }

  /// The part of a source. The frames before it are decoded and dropped, here.
  FrameSource of(FrameSource source, StopSignal stop) {
    if (equals(WHOLE)) {
      return source;
    }
    source.advance(start);
    while (!stop.requested() && source.peek().filter(this::isBefore).isPresent()) {
      var _ = source.skip();
    }
    return new Cut(source, this);
  }

  private record Cut(FrameSource source, Part part) implements FrameSource {
    @Override
    public VideoInfo info() {
      var all = source.info();
      var rest = all.duration().map(whole -> whole.minus(part.start)).filter(Duration::isPositive);
      var length =
          part.duration.isPresent() && rest.isPresent()
              ? Optional.of(
                  rest.get().compareTo(part.duration.get()) < 0 ? rest.get() : part.duration.get())
              : rest.or(part::duration);
      double rate = all.framesPerSecond().orElse(0);
      long frames = length.map(time -> Math.round(rate * time.toMillis() / 1e3)).orElse(0L);
      return new VideoInfo(
          all.image(),
          all.frame(),
          all.framesPerSecond(),
          frames > 0 ? OptionalLong.of(frames) : OptionalLong.empty(),
          length,
          all.codec());
    }

    @Override
    public Optional<Duration> peek() {
      return source.peek().filter(time -> !part.isAfter(time));
    }

    @Override
    public Optional<VideoFrame> next() {
      return peek().isEmpty() ? Optional.empty() : source.next();
    }

    @Override
    public long number() {
      return source.number();
    }

    @Override
    public boolean skip() {
      return peek().isPresent() && source.skip();
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
}
