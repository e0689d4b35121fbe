package vitruvian.server;

import com.google.errorprone.annotations.MustBeClosed;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
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
  static final double HEAP_FOR_ANSWERS = 0.4;
  // And what streams remember of masks and of several people.
  private static final double HEAP_FOR_STREAMS = 0.2;
  // How long sessions are kept for whoever looks for one person after the last one who did.
  private static final Duration KEPT = Duration.ofMinutes(1);
  private static final Duration LOOK = Duration.ofMillis(500);

  private final ServerConfig config;
  private final MemoryPlan plan;
  private final BodyReader.Pace pace;
  private final ByteBudget budget;
  private final Room room;
  private final ByteBudget heap;
  private final ByteBudget heapForPictures;
  private final ByteBudget heapForStreams;
  private final ImageTracker tracker;
  private final Tracking tracking;
  private final ImageDecoder decoder;
  private final Models models;
  private final Metrics metrics = new Metrics();
  private final Turnaround turnaround = new Turnaround();
  private final Turnaround groupTurnaround = new Turnaround();
  private final Pressure pressure;
  private final Connections connections;
  private final Watch watch = new Watch(System::nanoTime);
  private final ExecutorService nativeWork;
  private final Semaphore nativeTurns;
  private final Semaphore turns;
  private final Semaphore places;
  private final Semaphore groupTurns;
  private final Semaphore spareTurns;
  private final Semaphore groupPlaces;
  private final int groups;
  private final int queue;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final Set<StreamEndpoint> streams = ConcurrentHashMap.newKeySet();
  private volatile long lastOfOne = System.nanoTime() - KEPT.toNanos();
  private volatile boolean stopping;
  private volatile Optional<VmcOutput> vmc = Optional.empty();

  /// What the service takes from its surroundings.
  ///
  /// @param resident how much memory the process holds
  /// @param pace of the bodies
  /// @param limits of the connections
  /// @param around the tracking of pictures
  record Conditions(
      LongSupplier resident,
      BodyReader.Pace pace,
      Connections.Limits limits,
      UnaryOperator<Tracking> around) {
    static final Conditions USUAL =
        new Conditions(
            () -> ProcessMemory.residentBytes().orElse(0),
            BodyReader.Pace.USUAL,
            Connections.Limits.USUAL,
            UnaryOperator.identity());

    /// The same with something around the tracking.
    Conditions with(UnaryOperator<Tracking> other) {
      return new Conditions(resident, pace, limits, other);
    }

    /// The same with other limits of the connections.
    Conditions with(Connections.Limits other) {
      return new Conditions(resident, pace, other, around);
    }

    /// The same with bodies of another pace.
    Conditions with(BodyReader.Pace other) {
      return new Conditions(resident, other, limits, around);
    }

    /// The same with another figure of what the process holds.
    Conditions with(LongSupplier other) {
      return new Conditions(other, pace, limits, around);
    }
  }

  @MustBeClosed
  @SuppressWarnings("MustBeClosedChecker") // closed by close
  Service(ServerConfig config, MemoryPlan plan, Conditions conditions) {
    this.config = config;
    this.plan = plan;
    this.pace = conditions.pace;
    long requests = plan.requests();
    this.budget = new ByteBudget(requests, bytes -> reclaim(bytes, requests));
    this.room = new Room(budget, plan.forPixels(), this::reclaim);
    long answers = (long) (Runtime.getRuntime().maxMemory() * HEAP_FOR_ANSWERS);
    this.heap = new ByteBudget(answers);
    this.heapForPictures = new ByteBudget(answers / 2);
    this.heapForStreams =
        new ByteBudget((long) (Runtime.getRuntime().maxMemory() * HEAP_FOR_STREAMS));
    int cores = Runtime.getRuntime().availableProcessors();
    this.nativeWork =
        Executors.newFixedThreadPool(
            cores, Thread.ofPlatform().daemon().name("vitruvian-native-", 0).factory());
    this.nativeTurns = new Semaphore(cores, true);
    this.turns = new Semaphore(plan.sessions(), true);
    this.queue = config.queue().orElse(QUEUE_PER_SESSION * plan.sessions());
    this.places = new Semaphore(plan.sessions() + queue, true);
    this.groups = (plan.sessions() + 1) / 2;
    this.groupTurns = new Semaphore(groups, true);
    this.spareTurns = new Semaphore(plan.sessions() - groups, true);
    this.groupPlaces = new Semaphore(groups + queue / 2, true);
    this.decoder =
        new ImageDecoder(
            new ImageLimits(config.maxBody(), config.maxPixels(), config.maxSide()),
            Ledger.process(),
            budget,
            config.patience());
    this.tracker =
        ImageTracker.open(
            TrackerConfig.DEFAULT.withSessions(plan.sessions()).withPatience(config.patience()),
            TrackOptions.DEFAULT);
    this.tracking = conditions.around.apply(tracker::track);
    this.models =
        new Models(
            config.models().orElse(EnumSet.allOf(ModelChoice.class)),
            plan.pinned(),
            room,
            // Half stays for pictures, or the models would have nothing to work on.
            plan.requests() / 2,
            plan.sessions(),
            System::nanoTime,
            tracker::release);
    this.pressure = new Pressure(plan.ceiling(), conditions.resident, tracker::releaseIdle);
    this.connections = new Connections(conditions.limits, System::nanoTime, metrics);
    try {
      loadPinned();
      watch.every(Pressure.EVERY, "memory", pressure::look);
      watch.every(LOOK, "connections", connections::look);
      watch.every(LOOK, "streams", () -> streams.forEach(StreamEndpoint::look));
      watch.every(LOOK, "models", models::look);
    } catch (Throwable failure) {
      close();
      throw failure;
    }
  }

  private void loadPinned() {
    try {
      for (var options : ModelChoice.combinations(plan.pinned())) {
        tracker.load(options);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new TrackingException(Fault.CLOSED, "interrupted while models were loaded", stopped);
    }
  }

  // Asked for memory only after the start.
  private void reclaim(long bytes, long total) {
    models.reclaim(bytes, total);
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

  Connections connections() {
    return connections;
  }

  Models models() {
    return models;
  }

  Watch watch() {
    return watch;
  }

  ImageTracker.Load load() {
    var load = tracker.load();
    return new ImageTracker.Load(
        load.total(),
        load.busy(),
        load.waiting() + turns.getQueueLength() + groupTurns.getQueueLength());
  }

  int inFlight() {
    return inFlight.get();
  }

  int openStreams() {
    return streams.size();
  }

  /// How many requests wait for a session, and how many may.
  int queue() {
    return queue;
  }

  /// How many requests are between their body and their answer.
  int placesTaken() {
    return plan.sessions() + queue - places.availablePermits();
  }

  private int groupPlacesTaken() {
    return groups + queue / 2 - groupPlaces.availablePermits();
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
    streams.forEach(StreamEndpoint::stop);
  }

  /// Refuses a request before anything is done for it, where that is due.
  ///
  /// @throws Problem.Thrown where it is
  void admit(TrackOptions options) {
    if (stopping) {
      throw Problem.overloaded("the service is stopping").thrown();
    }
    if (pressure.level() == Pressure.Level.SHEDDING) {
      throw Problem.memoryPressure().thrown();
    }
    requirePlace(options);
  }

  // Who would not get a session in time anyway is not to wait for that to be told.
  private void requirePlace(TrackOptions options) {
    if (places.availablePermits() == 0) {
      throw full().thrown();
    }
    if (isOfOne(options) ? waitIsTooLong() : groupsWaitTooLong()) {
      throw Problem.overloaded("more requests wait than are answered in time").thrown();
    }
  }

  private static boolean isOfOne(TrackOptions options) {
    return options.people() == 1;
  }

  // Those who look for several people wait for each other first, and are not in the way before.
  private boolean waitIsTooLong() {
    int ahead = placesTaken() - groupPlacesTaken() - plan.sessions();
    return turnaround.expectedWait(ahead, plan.sessions()).compareTo(config.patience()) > 0;
  }

  private boolean groupsWaitTooLong() {
    int ahead = groupPlacesTaken() - groups;
    return groupTurnaround.expectedWait(ahead, groups).compareTo(config.patience()) > 0;
  }

  /// Whether a request for one person would be refused because of those that wait already.
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
  Counted place(TrackOptions options) {
    requirePlace(options);
    if (!isOfOne(options) && !groupPlaces.tryAcquire()) {
      throw Problem.overloaded("as many requests for several people wait as may").thrown();
    }
    if (!places.tryAcquire()) {
      if (!isOfOne(options)) {
        groupPlaces.release();
      }
      throw full().thrown();
    }
    return () -> {
      places.release();
      if (!isOfOne(options)) {
        groupPlaces.release();
      }
    };
  }

  /// The turn of a picture of several people, before it is decoded: it takes many times what one
  /// person does, so that half of the sessions are enough for them, unless nobody has looked for
  /// one person for a while. Where there is one session, whoever does gets it after one of them.
  ///
  /// @throws Problem.Thrown where there is none in time
  @MustBeClosed
  Counted groupTurn(TrackOptions options, Patience patience) throws InterruptedException {
    if (isOfOne(options)) {
      lastOfOne = System.nanoTime();
      return () -> {};
    }
    if (System.nanoTime() - lastOfOne > KEPT.toNanos() && spareTurns.tryAcquire()) {
      return spareTurns::release;
    }
    if (!groupTurns.tryAcquire(patience.left().toNanos(), TimeUnit.NANOSECONDS)) {
      throw Problem.overloaded("pictures of several people were ahead for too long").thrown();
    }
    return groupTurns::release;
  }

  /// Counts a stream and looks after it, if there may be one more.
  ///
  /// @return whether there may
  synchronized boolean add(StreamEndpoint stream) {
    return streams.size() < config.maxStreams() && streams.add(stream);
  }

  void remove(StreamEndpoint stream) {
    streams.remove(stream);
  }

  /// Whether the last body was refused for want of memory, and the next would be.
  boolean isOutOfBodyMemory() {
    return room.isExhausted();
  }

  /// Room in the Java heap for an answer.
  ///
  /// @throws Problem.Thrown where there is none
  @MustBeClosed
  Reservation heap(long bytes, Duration patience) throws InterruptedException {
    return heap(heap, bytes, patience);
  }

  /// Room in the Java heap, where there is some at once.
  @SuppressWarnings("MustBeClosedChecker") // closed by the caller
  Optional<Reservation> heapAtOnce(long bytes) throws InterruptedException {
    return heap.reserve(bytes, Duration.ZERO);
  }

  /// Room in the Java heap for an answer that is a picture: these have half of it, so that who does
  /// not read them leaves room for the others.
  ///
  /// @throws Problem.Thrown where there is none
  @MustBeClosed
  @SuppressWarnings("MustBeClosedChecker") // closed with the room
  HeapRoom heapForPicture(long bytes, Patience patience) throws InterruptedException {
    var part = heap(heapForPictures, bytes, patience.left());
    try {
      return new HeapRoom(part, heap(bytes, patience.left()));
    } catch (Throwable failure) {
      part.close();
      throw failure;
    }
  }

  /// What is asked for, with as many people as an answer can hold: all are those, and more than
  /// those are refused before they are looked for.
  ///
  /// @param pixels of the picture
  /// @param live whether it is a frame of a stream
  /// @throws Problem.Thrown where there are fewer than are asked for
  TrackOptions fitting(Choices choices, long pixels, boolean live) {
    var options = choices.options();
    if (isOfOne(options)) {
      return options;
    }
    int most = peopleHeap(live).most(options, pixels, heap.total());
    if (live && options.segmentation()) {
      most = (int) Math.min(most, StreamHeap.most(pixels, heapForStreams.total()));
    }
    if (most < (choices.all() ? 2 : options.people())) {
      throw Problem.of(
              422,
              "image-too-large",
              "the answer cannot hold %d people of %d pixels%s, but %d: ask for a smaller maxSide"
                  .formatted(
                      options.people(),
                      pixels,
                      options.segmentation() ? " with their masks" : "",
                      most))
          .thrown();
    }
    return options.withPeople(Math.min(most, options.people()));
  }

  private PeopleHeap peopleHeap(boolean live) {
    return new PeopleHeap(plan.sessions(), live);
  }

  /// Room in the Java heap for several people, from before they are looked for until their answer
  /// is sent; none for one, whose answer is counted when it is made.
  ///
  /// @param options that are [#fitting]
  /// @throws Problem.Thrown where there is none in time
  @SuppressWarnings("MustBeClosedChecker") // closed by the caller
  Optional<Reservation> heapForPeople(
      TrackOptions options, long pixels, boolean live, Patience patience)
      throws InterruptedException {
    return isOfOne(options)
        ? Optional.empty()
        : Optional.of(heap(heap, peopleHeap(live).bytes(options, pixels), patience.left()));
  }

  /// Room in the Java heap for what a stream remembers: of another part than that for answers, so
  /// that streams that are kept leave these their room.
  ///
  /// @throws Problem.Thrown where there is none in time
  @MustBeClosed
  Reservation heapForStream(long bytes, Patience patience) throws InterruptedException {
    return heap(heapForStreams, bytes, patience.left());
  }

  /// What a picture takes, of both.
  record HeapRoom(Reservation part, Reservation all) implements AutoCloseable {
    void shrinkTo(long bytes) {
      all.shrinkTo(bytes);
      part.shrinkTo(bytes);
    }

    @Override
    public void close() {
      all.close();
      part.close();
    }
  }

  @MustBeClosed
  private static Reservation heap(ByteBudget of, long bytes, Duration patience)
      throws InterruptedException {
    if (bytes > of.total()) {
      throw Problem.of(
              422,
              "image-too-large",
              "the answer needs %d bytes, and there are %d: ask for a smaller maxSide"
                  .formatted(bytes, of.total()))
          .thrown();
    }
    return of.reserve(bytes, patience).orElseThrow(() -> noHeap().thrown());
  }

  private static Problem noHeap() {
    return Problem.overloaded("there is no memory for the answer");
  }

  /// Refuses a request for a picture before anything is done for it, where a finished one waits for
  /// room in the heap already: it would be tracked for nothing, and take a turn of others.
  ///
  /// @throws Problem.Thrown where one waits
  void requireHeapForPictures() {
    if (heapForPictures.waiting() > 0) {
      throw noHeap().thrown();
    }
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

  /// How long a request may still wait for its turns, all together.
  ///
  /// @param end by [System#nanoTime]
  record Patience(long end) {
    Duration left() {
      return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }
  }

  /// The patience of a request that begins to wait now.
  Patience patience() {
    return new Patience(System.nanoTime() + config.patience().toNanos());
  }

  /// Decodes a picture.
  ///
  /// @throws Problem.Thrown where it is none, or there is no memory for it, or no decoder in time
  Decoded decode(MemorySegment encoded, int maxSide, Patience patience) {
    DecodeOutcome outcome =
        decoder
            .withMaxSide(maxSide)
            .withPatience(patience.left())
            .on(work -> onPlatformThread(work, patience))
            .decode(encoded);
    return switch (outcome) {
      case Decoded decoded -> decoded;
      case Refused(var reason, String message) -> throw Problem.of(reason, message).thrown();
    };
  }

  /// Refuses options that can never be served.
  ///
  /// @throws Problem.Thrown where they cannot
  void requirePossible(TrackOptions options) {
    models.requirePossible(options);
  }

  /// Sees to it that there is memory for the models of a picture, until this is closed.
  ///
  /// @param beside what the picture itself holds
  /// @throws Problem.Thrown where there is none in time
  @MustBeClosed
  @SuppressWarnings("MustBeClosedChecker") // closed by the caller
  Counted models(TrackOptions options, long beside, Patience patience) throws InterruptedException {
    return models.use(options, beside, patience.left());
  }

  /// Tracks a picture whose models are there.
  ///
  /// @throws Problem.Thrown where no session is free in time
  HolisticResult track(Frame frame, TrackOptions options, Patience patience)
      throws InterruptedException {
    try (var _ = turn(patience)) {
      var result = tracking.track(frame, options);
      (isOfOne(options) ? turnaround : groupTurnaround).add(result.timing().total());
      return result;
    } catch (TrackingException failure) {
      throw refused(failure);
    }
  }

  /// A turn of those that use the sessions.
  @MustBeClosed
  private Counted turn(Patience patience) throws InterruptedException {
    if (!turns.tryAcquire(patience.left().toNanos(), TimeUnit.NANOSECONDS)) {
      throw Problem.overloaded("no session was free in time").thrown();
    }
    return turns::release;
  }

  /// Tracks a stream's frame, whose models are there.
  ///
  /// @throws Problem.Thrown where no session is free in time
  VideoTracker.Tracked track(
      TrackOptions options, Frame frame, Duration time, TrackState state, Patience patience)
      throws InterruptedException {
    try (var _ = turn(patience)) {
      return tracker.video(new VideoOptions(options, true, true)).track(frame, time, state);
    } catch (TrackingException failure) {
      throw refused(failure);
    }
  }

  private static RuntimeException refused(TrackingException failure) {
    return failure.fault() == Fault.BUSY || failure.fault() == Fault.CLOSED
        ? Problem.overloaded(String.valueOf(failure.getMessage())).thrown()
        : failure;
  }

  // As many as there are cores; the others wait here, and not for longer than they may.
  private void onPlatformThread(Runnable work, Patience patience) {
    try {
      if (!nativeTurns.tryAcquire(patience.left().toNanos(), TimeUnit.NANOSECONDS)) {
        throw new RejectedExecutionException("no thread was free in time");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new RejectedExecutionException("interrupted");
    }
    try {
      nativeWork.execute(
          () -> {
            try {
              work.run();
            } finally {
              nativeTurns.release();
            }
          });
    } catch (Throwable failure) {
      nativeTurns.release();
      throw failure;
    }
  }

  /// Runs work that takes a while, such as compressing a picture, on a platform thread.
  ///
  /// @throws Problem.Thrown where none is free in time
  <T> T onPlatformThread(Callable<T> work, Patience patience) throws Exception {
    var task = new FutureTask<>(work);
    try {
      onPlatformThread((Runnable) task, patience);
      return task.get();
    } catch (RejectedExecutionException _) {
      throw Problem.overloaded("no thread was free in time").thrown();
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
    try (watch;
        tracker) {
      nativeWork.shutdown();
    }
  }
}
