package vitruvian.tracker;

import com.google.errorprone.annotations.MustBeClosed;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import vitruvian.landmarks.HolisticResult;
import vitruvian.memory.ByteBudget;
import vitruvian.memory.Ledger;
import vitruvian.tracker.engine.ModelVariant;
import vitruvian.tracker.pipeline.GroupPipeline;
import vitruvian.tracker.pipeline.HolisticPipeline;

/// Tracks the people in still pictures: each picture alone, with nothing remembered from others.
///
/// ```java
/// try (var tracker = ImageTracker.open()) {
///   switch (tracker.track(Path.of("photo.jpg"))) {
///     case Tracked(var result) -> result.people().forEach(person ->
///         System.out.println(person.pose().at(PoseLandmark.LEFT_WRIST)));
///     case Refused(var reason, var message) -> System.err.println(message);
///   }
/// }
/// ```
///
/// Pixels that are in memory already become a [Frame] first: those of a `BufferedImage`, of OpenCV
/// or of a camera.
///
/// Safe for use by any number of threads, virtual ones too: callers wait for one of the sessions,
/// on whose own platform thread the neural networks run. The same picture with the same options
/// gives the same landmarks, whatever came before and on whichever session. Owns native memory
/// until [#close].
public final class ImageTracker implements AutoCloseable {
  // Some thread that is not the caller's.
  private static final Thread ELSEWHERE = Thread.ofVirtual().unstarted(() -> {});

  private final SessionPool sessions;
  private final TrackerConfig config;
  private final TrackOptions options;
  private volatile @Nullable ImageDecoder decoder;

  private ImageTracker(SessionPool sessions, TrackerConfig config, TrackOptions options) {
    this.sessions = sessions;
    this.config = config;
    this.options = options;
  }

  /// Opens a tracker with the official package's options and a session per core.
  ///
  /// @throws TrackingException [Fault#PLATFORM] or [Fault#ENGINE] where this machine cannot run the
  ///     models, with the reason
  @MustBeClosed
  public static ImageTracker open() {
    return open(TrackerConfig.DEFAULT, TrackOptions.DEFAULT);
  }

  /// Opens a tracker with a session per core.
  ///
  /// @throws TrackingException [Fault#PLATFORM] or [Fault#ENGINE] where this machine cannot run the
  ///     models, with the reason
  @MustBeClosed
  public static ImageTracker open(TrackOptions options) {
    return open(TrackerConfig.DEFAULT, options);
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
      return new ImageTracker(sessions, config, options);
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
    return sessions.lease(session -> track(session, frame, options));
  }

  private HolisticResult track(Session session, Frame frame, TrackOptions options) {
    return options.people() == 1
        ? HolisticPipeline.track(session, frame, options)
        : GroupPipeline.track(sessions.crew(session), frame, options);
  }

  /// Decodes a picture file and tracks it, with the options that the tracker was opened with.
  ///
  /// @see #track(MemorySegment)
  public TrackOutcome track(Path file) throws InterruptedException {
    return trackDecoded(it -> it.decode(file));
  }

  /// Decodes a picture in the Java heap and tracks it, with the options that the tracker was opened
  /// with.
  ///
  /// @see #track(MemorySegment)
  public TrackOutcome track(byte[] encoded) throws InterruptedException {
    return track(MemorySegment.ofArray(encoded));
  }

  /// Decodes a picture and tracks it, with the options that the tracker was opened with.
  ///
  /// @param encoded from the buffer's position to its limit, which stay as they are
  /// @see #track(MemorySegment)
  public TrackOutcome track(ByteBuffer encoded) throws InterruptedException {
    return track(MemorySegment.ofBuffer(encoded));
  }

  /// Decodes a picture - JPEG, PNG, WebP, GIF and others, as [ImageDecoder] does - and tracks it,
  /// with the options that the tracker was opened with.
  ///
  /// Whatever the bytes are, the answer is a value. The decoding is done by the session that tracks
  /// the picture, so no more pictures are in memory at a time than there are sessions; each within
  /// the limits of [TrackerConfig]. Whoever plans memory more closely decodes with an
  /// [ImageDecoder] of their own and tracks the [Frame].
  ///
  /// @param encoded native or in the heap, of any thread; only read, and not needed any more when
  ///     this returns; must not be changed meanwhile
  /// @return the landmarks, with the time of the decoding; or why the picture is none
  /// @throws TrackingException [Fault#BUSY] where no session is free in time, [Fault#CLOSED] after
  ///     [#close], [Fault#PLATFORM] where this machine cannot load the decoders
  /// @throws InterruptedException where the thread is interrupted while it waits for a session
  public TrackOutcome track(MemorySegment encoded) throws InterruptedException {
    if (encoded.isAccessibleBy(ELSEWHERE) || encoded.byteSize() > config.limits().maxBytes()) {
      return trackDecoded(it -> it.decode(encoded));
    }
    // Only this thread may read it.
    try (var arena = Arena.ofShared()) {
      var entry = config.ledger().open("encoded picture", encoded.byteSize());
      try {
        var copy = arena.allocate(encoded.byteSize()).copyFrom(encoded);
        return trackDecoded(it -> it.decode(copy));
      } finally {
        entry.settle();
      }
    }
  }

  private TrackOutcome trackDecoded(Function<ImageDecoder, DecodeOutcome> decoding)
      throws InterruptedException {
    var pictures = decoder();
    return sessions.lease(
        session -> trackDecoded(pictures, decoding, frame -> track(session, frame, options)));
  }

  // On the session's thread.
  private static TrackOutcome trackDecoded(
      ImageDecoder pictures,
      Function<ImageDecoder, DecodeOutcome> decoding,
      Function<Frame, HolisticResult> tracking) {
    long start = System.nanoTime();
    return switch (decoding.apply(pictures)) {
      case DecodeOutcome.Refused(var reason, var message) -> new Refused(reason, message);
      case DecodeOutcome.Decoded(var frame, _) -> {
        try (frame) {
          var decode = Duration.ofNanos(System.nanoTime() - start);
          yield new Tracked(tracking.apply(frame).withDecode(decode));
        }
      }
    };
  }

  // Made when first asked for, since whoever tracks frames alone needs none.
  private ImageDecoder decoder() {
    var made = decoder;
    if (made == null) {
      made =
          new ImageDecoder(
              config.limits(), config.ledger(), ByteBudget.unlimited(), config.patience());
      decoder = made;
    }
    return made;
  }

  /// Where this tracker's native memory is entered, for frames that are made for it.
  public Ledger ledger() {
    return config.ledger();
  }

  /// A stream on the sessions of this tracker, which keeps its own state. Any number of streams may
  /// be open; they cost some kilobytes of the Java heap each.
  public TrackStream stream(VideoOptions videoOptions) {
    return new TrackStream(video(videoOptions));
  }

  /// A tracker for streams on the sessions of this one, whose states the caller keeps.
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
