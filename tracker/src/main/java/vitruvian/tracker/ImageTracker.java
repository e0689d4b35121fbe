package vitruvian.tracker;

import com.google.errorprone.annotations.MustBeClosed;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import vitruvian.landmarks.HolisticResult;
import vitruvian.tracker.engine.ModelVariant;
import vitruvian.tracker.pipeline.GroupPipeline;
import vitruvian.tracker.pipeline.HolisticPipeline;

/// Tracks the people in still pictures: each picture alone, with nothing remembered from others.
///
/// ```java
/// try (var tracker = ImageTracker.open(TrackerConfig.DEFAULT, TrackOptions.DEFAULT);
///     var frame = Frame.ofRgb(width, height, rgb)) {
///   HolisticResult result = tracker.track(frame);
/// }
/// ```
///
/// Safe for use by any number of threads, virtual ones too: callers wait for one of the sessions,
/// on whose own platform thread the neural networks run. The same picture with the same options
/// gives the same landmarks, whatever came before and on whichever session. Owns native memory
/// until [#close].
public final class ImageTracker implements AutoCloseable {
  private final SessionPool sessions;
  private final TrackOptions options;

  private ImageTracker(SessionPool sessions, TrackOptions options) {
    this.sessions = sessions;
    this.options = options;
  }

  /// Opens a tracker and loads the models that the options need. If this throws, nothing is left
  /// behind.
  ///
  /// @throws TrackingException [Fault#PLATFORM] or [Fault#ENGINE] where this machine cannot run the
  ///     models, with the reason
  @MustBeClosed
  public static ImageTracker open(TrackerConfig config, TrackOptions options) {
    var sessions = new SessionPool(config);
    try {
      sessions.warm(session -> HolisticPipeline.open(session, options));
      return new ImageTracker(sessions, options);
    } catch (Throwable failure) {
      sessions.close();
      throw failure;
    }
  }

  /// Tracks a picture with the options that the tracker was opened with.
  ///
  /// @see #track(Frame, TrackOptions)
  public HolisticResult track(Frame frame) throws InterruptedException {
    return track(frame, options);
  }

  /// Tracks a picture. Models that the options need and the tracker has not loaded yet are loaded
  /// now, and stay.
  ///
  /// @param frame stays the caller's, and must stay open until this returns
  /// @return the landmarks; no people where nobody is found, several from left to right
  /// @throws TrackingException [Fault#BUSY] where no session is free in time, [Fault#CLOSED] after
  ///     [#close]
  /// @throws InterruptedException where the thread is interrupted while it waits for a session
  public HolisticResult track(Frame frame, TrackOptions options) throws InterruptedException {
    return options.people() == 1
        ? sessions.lease(session -> HolisticPipeline.track(session, frame, options))
        : sessions.lease(session -> GroupPipeline.track(sessions.crew(session), frame, options));
  }

  /// A tracker for streams on the sessions of this one.
  public VideoTracker video(VideoOptions videoOptions) {
    return new VideoTracker(sessions, videoOptions);
  }

  /// About how many native bytes each model that the options need takes in so many sessions, by its
  /// name: for plans made before a tracker is opened or asked for something new, or before models
  /// are released.
  public static Map<String, Long> modelBytes(TrackOptions options, int sessions) {
    var bytes = new LinkedHashMap<String, Long>();
    for (var variant : HolisticPipeline.runsOfAPicture(options)) {
      bytes.put(variant.label(), variant.bytes(sessions));
    }
    return bytes;
  }

  /// What the sessions are doing.
  ///
  /// @param total how many there are
  /// @param busy how many track at this moment
  /// @param waiting how many callers wait for one
  public record Load(int total, int busy, int waiting) {}

  /// What the sessions are doing at this moment.
  public Load load() {
    return sessions.load();
  }

  /// Frees what idle sessions hold beyond the models that all share, about 50 MB each; one session
  /// is left as it is. A session that is needed again makes it anew, which takes it a moment.
  ///
  /// @return how many sessions were emptied
  public int releaseIdle() {
    return sessions.releaseIdle();
  }

  /// Loads the models of some options now, in every session, rather than when they are first asked
  /// for. Whoever tracks meanwhile waits.
  ///
  /// @throws TrackingException [Fault#ENGINE] where one does not run, [Fault#CLOSED] after [#close]
  /// @throws InterruptedException where the thread is interrupted while it waits
  public void load(TrackOptions more) throws InterruptedException {
    sessions.onAll(session -> HolisticPipeline.open(session, more));
  }

  /// Frees models that are not needed at present, when no session is in use: whoever tracks
  /// meanwhile waits. One that is needed again is loaded anew, which takes its first picture some
  /// tenths of a second.
  ///
  /// @param names as those of [#modelBytes]; others are ignored
  /// @throws TrackingException [Fault#CLOSED] after [#close]
  /// @throws InterruptedException where the thread is interrupted while it waits
  public void release(Set<String> names) throws InterruptedException {
    var models = EnumSet.allOf(ModelVariant.class);
    models.removeIf(model -> !names.contains(model.label()));
    sessions.release(models);
  }

  /// The models of this tracker without anything around them, to measure its speed against.
  public BareModels bareModels() {
    return new BareModels(sessions, options);
  }

  /// Waits for the pictures in progress, refuses those that wait, and frees all native memory. The
  /// second call does nothing.
  @Override
  public void close() {
    sessions.close();
  }
}
