package vitruvian.video;

import java.time.Duration;
import java.util.Optional;

/// Frames one after the other, each at its time: a video, or what stands for one. For one thread at
/// a time; to get a frame may be native work, which is not for virtual threads.
public interface FrameSource extends AutoCloseable {
  /// What is known before they are read.
  VideoInfo info();

  /// The next frame, which is the caller's to close; empty at the end.
  Optional<VideoFrame> next();

  /// When the next frame is shown, without taking it; empty at the end.
  Optional<Duration> peek();

  /// The number of the next frame, from 0; of the last at the end.
  long number();

  /// Passes over the next frame, which is quicker than to look at it.
  ///
  /// @return whether there was one
  boolean skip();

  /// Passes over frames that are shown before a time, as far as that is quicker than to decode
  /// them.
  /// Some of them may still come.
  default void advance(Duration to) {}

  /// What is wrong with the source, as far as it was read; the first of several.
  Optional<String> damage();

  /// Frees what is held; frames belong to who got them.
  @Override
  void close();
}
