package vitruvian.server;

import com.google.errorprone.annotations.MustBeClosed;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import vitruvian.landmarks.HolisticResult;
import vitruvian.memory.ByteBudget;
import vitruvian.memory.ByteBudget.Reservation;
import vitruvian.memory.Ledger;
import vitruvian.memory.ProcessMemory;
import vitruvian.tracker.DecodeOutcome;
import vitruvian.tracker.DecodeOutcome.Decoded;
import vitruvian.tracker.DecodeOutcome.Refused;
import vitruvian.tracker.Fault;
import vitruvian.tracker.Frame;
import vitruvian.tracker.ImageDecoder;
import vitruvian.tracker.ImageLimits;
import vitruvian.tracker.ImageTracker;
import vitruvian.tracker.TrackOptions;
import vitruvian.tracker.TrackState;
import vitruvian.tracker.TrackerConfig;
import vitruvian.tracker.TrackingException;
import vitruvian.tracker.VideoOptions;
import vitruvian.tracker.VideoTracker;

/// What all requests share: the tracker, the budgets that admit them, and the counts. Any number of
/// threads may use it, virtual ones too.
final class Service implements AutoCloseable {
  private static final int QUEUE_PER_SESSION = 8;
  // Of the Java heap, what answers may take; the rest is for connections, states and garbage.
  private static final double HEAP_FOR_ANSWERS = 0.4;

  private final ServerConfig config;
  private final MemoryPlan plan;
  private final BodyReader.Pace pace;
  private final ByteBudget budget;
  private final Room room;
  private final ByteBudget heap;
  private final ImageTracker tracker;
  private final Tracking tracking;
  private final ImageDecoder decoder;
  private final Models models;
  private final Metrics metrics = new Metrics();
  private final Turnaround turnaround = new Turnaround();
  private final Pressure pressure;
  private final ExecutorService nativeWork;
  private final Semaphore places;
  private final int queue;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger streams = new AtomicInteger();
  private volatile boolean stopping;
  private volatile Optional<VmcOutput> vmc = Optional.empty();

  /// What the service takes from its surroundings.
  ///
  /// @param resident how much memory the process holds
  /// @param pace of the bodies
  /// @param around the tracking of pictures
  record Conditions(LongSupplier resident, BodyReader.Pace pace, UnaryOperator<Tracking> around) {
    static final Conditions USUAL =
        new Conditions(() -> ProcessMemory.residentBytes().orElse(0), BodyReader.Pace.USUAL);

    /// With nothing around the tracking.
    Conditions(LongSupplier resident, BodyReader.Pace pace) {
      this(resident, pace, UnaryOperator.identity());
    }

    /// The same with something around the tracking.
    Conditions with(UnaryOperator<Tracking> other) {
      return new Conditions(resident, pace, other);
    }
  }

  @MustBeClosed
  @SuppressWarnings("MustBeClosedChecker") // closed by close
  Service(ServerConfig config, MemoryPlan plan, Conditions conditions) {
    this.config = config;
    this.plan = plan;
    this.pace = conditions.pace;
    this.budget = new ByteBudget(plan.requests());
    this.room = new Room(budget, plan.forPixels());
    this.heap = new ByteBudget((long) (Runtime.getRuntime().maxMemory() * HEAP_FOR_ANSWERS));
    int cores = Runtime.getRuntime().availableProcessors();
    this.nativeWork =
        Executors.newFixedThreadPool(
            cores, Thread.ofPlatform().daemon().name("vitruvian-native-", 0).factory());
    this.queue = config.queue().orElse(QUEUE_PER_SESSION * plan.sessions());
    this.places = new Semaphore(plan.sessions() + queue, true);
    // Half stays for pictures, or the models would have nothing to work on.
    this.models = new Models(room, plan.requests() / 2, plan.sessions(), config.patience());
    this.decoder =
        new ImageDecoder(
                new ImageLimits(config.maxBody(), config.maxPixels(), config.maxSide()),
                Ledger.process(),
                budget,
                config.patience())
            .on(nativeWork);
    this.tracker =
        ImageTracker.open(
            TrackerConfig.DEFAULT.withSessions(plan.sessions()).withPatience(config.patience()),
            TrackOptions.DEFAULT);
    this.tracking = conditions.around.apply(tracker::track);
    this.pressure = new Pressure(plan.ceiling(), conditions.resident, tracker::releaseIdle);
    pressure.start();
  }

  ServerConfig config() {
    return config;
  }

  MemoryPlan plan() {
    return plan;
  }

  BodyReader.Pace pace() {
    return pace;
  }

  ByteBudget budget() {
    return budget;
  }

  Metrics metrics() {
    return metrics;
  }

  Pressure pressure() {
    return pressure;
  }

  ImageTracker.Load load() {
    return tracker.load();
  }

  int inFlight() {
    return inFlight.get();
  }

  int openStreams() {
    return streams.get();
  }

  /// How many requests wait for a session, and how many may.
  int queue() {
    return queue;
  }

  /// How many requests are between their body and their answer.
  int placesTaken() {
    return plan.sessions() + queue - places.availablePermits();
  }

  /// Where live streams are played, if anywhere.
  Optional<VmcOutput> vmc() {
    return vmc;
  }

  /// Plays live streams from now on; the output stays the caller's.
  void playTo(VmcOutput output) {
    vmc = Optional.of(output);
  }

  boolean isStopping() {
    return stopping;
  }

  /// No new work from now on.
  void stop() {
    stopping = true;
  }

  /// Refuses a request before anything is done for it, where that is due.
  ///
  /// @throws Problem.Thrown where it is
  void admit() {
    if (stopping) {
      throw Problem.overloaded("the service is stopping").thrown();
    }
    if (pressure.level() == Pressure.Level.SHEDDING) {
      throw Problem.memoryPressure().thrown();
    }
    requirePlace();
  }

  // Who would not get a session in time anyway is not to wait for that to be told.
  private void requirePlace() {
    if (places.availablePermits() == 0) {
      throw full().thrown();
    }
    if (waitIsTooLong()) {
      throw Problem.overloaded("more requests wait than are answered in time").thrown();
    }
  }

  private boolean waitIsTooLong() {
    int ahead = placesTaken() - plan.sessions();
    return turnaround.expectedWait(ahead, plan.sessions()).compareTo(config.patience()) > 0;
  }

  /// Whether a request would be refused because of those that wait already.
  boolean isFull() {
    return places.availablePermits() == 0 || waitIsTooLong();
  }

  private Problem full() {
    return Problem.overloaded("%d requests are waiting already".formatted(queue));
  }

  /// Counts a request that is being worked on, until it is closed; then it has been served.
  @MustBeClosed
  Counted arrived() {
    inFlight.incrementAndGet();
    return () -> {
      metrics.count(Status.SERVED, "");
      inFlight.decrementAndGet();
    };
  }

  /// Something that is counted as long as it lasts.
  interface Counted extends AutoCloseable {
    @Override
    void close();
  }

  /// A place among those that wait for a session, until it is closed.
  ///
  /// @throws Problem.Thrown where all are taken, or too many to be served in time
  @MustBeClosed
  Counted place() {
    requirePlace();
    if (!places.tryAcquire()) {
      throw full().thrown();
    }
    return places::release;
  }

  /// Counts a stream, if there may be one more.
  Optional<Counted> stream() {
    if (streams.incrementAndGet() > config.maxStreams()) {
      streams.decrementAndGet();
      return Optional.empty();
    }
    return Optional.of(streams::decrementAndGet);
  }

  /// Room in the Java heap for an answer.
  ///
  /// @throws Problem.Thrown where there is none
  @MustBeClosed
  Reservation heap(long bytes) throws InterruptedException {
    return heap.reserve(bytes, config.patience())
        .orElseThrow(() -> Problem.overloaded("there is no memory for the answer").thrown());
  }

  /// How long a body may be: as configured, or less where there is no memory for it.
  long maxBody() {
    return Math.min(config.maxBody(), room.longestBody());
  }

  /// A new body, of so many bytes at most.
  @MustBeClosed
  Body body(long most) {
    return new Body(room, Ledger.process(), most, config.patience());
  }

  /// Decodes a picture.
  ///
  /// @throws Problem.Thrown where it is none, or there is no memory for it
  Decoded decode(MemorySegment encoded, int maxSide) {
    DecodeOutcome outcome = decoder.withMaxSide(maxSide).decode(encoded);
    return switch (outcome) {
      case Decoded decoded -> decoded;
      case Refused(var reason, String message) -> throw Problem.of(reason, message).thrown();
    };
  }

  /// Sees to it that there is memory for the models of a picture, before anything else is held.
  ///
  /// @throws Problem.Thrown where there is none
  void requireModels(TrackOptions options) throws InterruptedException {
    models.admit(options);
  }

  /// Tracks a picture whose models are there.
  ///
  /// @throws Problem.Thrown where no session is free in time
  HolisticResult track(Frame frame, TrackOptions options) throws InterruptedException {
    try {
      var result = tracking.track(frame, options);
      turnaround.add(result.timing().total());
      return result;
    } catch (TrackingException failure) {
      throw refused(failure);
    }
  }

  /// A tracker for a stream.
  ///
  /// @throws Problem.Thrown where there is no memory for its models
  VideoTracker video(TrackOptions options) throws InterruptedException {
    models.admit(options);
    return tracker.video(new VideoOptions(options, true, true));
  }

  /// Tracks a stream's frame.
  ///
  /// @throws Problem.Thrown where no session is free in time
  VideoTracker.Tracked track(VideoTracker video, Frame frame, Duration time, TrackState state)
      throws InterruptedException {
    try {
      return video.track(frame, time, state);
    } catch (TrackingException failure) {
      throw refused(failure);
    }
  }

  private static RuntimeException refused(TrackingException failure) {
    return failure.fault() == Fault.BUSY || failure.fault() == Fault.CLOSED
        ? Problem.overloaded(String.valueOf(failure.getMessage())).thrown()
        : failure;
  }

  /// Runs work that takes a while, such as compressing a picture, on a platform thread.
  <T> T onPlatformThread(Callable<T> work) throws Exception {
    try {
      return nativeWork.submit(work).get();
    } catch (ExecutionException failure) {
      switch (failure.getCause()) {
        case Exception known -> throw known;
        case Error fatal -> throw fatal;
        case null, default -> throw failure;
      }
    }
  }

  /// Waits for what is being tracked, and frees everything.
  @Override
  public void close() {
    stopping = true;
    try (pressure;
        tracker) {
      nativeWork.shutdown();
    }
  }
}
