package vitruvian.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import vitruvian.server.Service.Counted;
import vitruvian.tracker.ImageTracker;
import vitruvian.tracker.TrackOptions;

/// The models that requests use. Those of the usual options, and those that the operator has
/// chosen, have their memory from the start. Any others get it out of the requests' memory when
/// they
/// are asked for, and give it back when nobody has asked for a while, or when a picture, a body or
/// other models need it that would otherwise never fit: so what can be answered at some time can be
/// answered at any time. Safe for any number of threads.
final class Models {
  private static final Duration IDLE = Duration.ofSeconds(60);

  private final Set<ModelChoice> offered;
  private final Set<String> always = new HashSet<>();
  private final Room room;
  private final long most;
  private final int sessions;
  private final LongSupplier clock;
  private final Release release;
  // Only one asks for memory at a time; whoever asks for models that are there does not need it.
  private final ReentrantLock loading = new ReentrantLock(true);
  // Guards all of the following, and nobody waits for anything else while it is held.
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition left = lock.newCondition();
  private final Map<String, Loaded> loaded = new HashMap<>();

  /// How models are freed.
  @FunctionalInterface
  interface Release {
    /// Frees models by their names.
    void release(Set<String> names) throws InterruptedException;
  }

  private static final class Loaded {
    private final Room.Held held;
    private int users;
    private long usedAt;
    // Nobody new may use it: somebody needs its memory.
    private boolean leaving;

    private Loaded(Room.Held held) {
      this.held = held;
    }
  }

  /// @param offered what requests may choose
  /// @param pinned what of it has its memory already
  /// @param most how many bytes the others may take
  /// @param clock as [System#nanoTime]
  Models(
      Set<ModelChoice> offered,
      Set<ModelChoice> pinned,
      Room room,
      long most,
      int sessions,
      LongSupplier clock,
      Release release) {
    this.offered = Set.copyOf(offered);
    this.room = room;
    this.most = most;
    this.sessions = sessions;
    this.clock = clock;
    this.release = release;
    always.addAll(bytes(pinned, sessions).keySet());
  }

  /// What the models of some choices take, and the usual ones, by name.
  static Map<String, Long> bytes(Set<ModelChoice> choices, int sessions) {
    var bytes = new HashMap<String, Long>();
    ModelChoice.combinations(choices)
        .forEach(options -> bytes.putAll(ImageTracker.modelBytes(options, sessions)));
    return bytes;
  }

  private Map<String, Long> needed(TrackOptions options) {
    var needed = new HashMap<>(ImageTracker.modelBytes(options, sessions));
    needed.keySet().removeAll(always);
    return needed;
  }

  /// Refuses options that can never be served.
  ///
  /// @throws Problem.Thrown where they cannot
  void requirePossible(TrackOptions options) {
    for (var choice : ModelChoice.of(options)) {
      if (!offered.contains(choice)) {
        throw Problem.badParameter(
                "this service does not offer %s (see --models)".formatted(choice.label()))
            .thrown();
      }
    }
    long bytes = sum(needed(options));
    if (bytes > most) {
      throw Problem.badParameter(
              String.format(
                  Locale.ROOT,
                  "these options need %d MB, and this service has %d MB to spare for them",
                  bytes >> 20,
                  most >> 20))
          .thrown();
    }
  }

  private static long sum(Map<String, Long> bytes) {
    return bytes.values().stream().mapToLong(Long::longValue).sum();
  }

  /// Sees to it that there is memory for the models of a request, until this is closed.
  ///
  /// @param beside what the request holds of the requests' memory meanwhile
  /// @param patience how long to wait for it
  /// @throws Problem.Thrown where there is none in time, or there can never be
  Counted use(TrackOptions options, long beside, Duration patience) throws InterruptedException {
    requirePossible(options);
    var needed = needed(options);
    if (needed.isEmpty()) {
      return () -> {};
    }
    if (sum(needed) + beside > room.total()) {
      throw Problem.of(
              422, "image-too-large", "there is no memory for it and for the models of its options")
          .thrown();
    }
    long end = System.nanoTime() + patience.toNanos();
    if (!tryUse(needed.keySet())) {
      if (!loading.tryLock(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        throw none().thrown();
      }
      try {
        load(needed, end);
      } finally {
        loading.unlock();
      }
    }
    return () -> given(needed.keySet());
  }

  private static Problem none() {
    return Problem.overloaded("there is no memory for the models of these options");
  }

  // Only if all are there and stay.
  private boolean tryUse(Set<String> names) {
    lock.lock();
    try {
      var there = new ArrayList<Loaded>();
      for (var name : names) {
        var model = loaded.get(name);
        if (model == null || model.leaving) {
          return false;
        }
        there.add(model);
      }
      there.forEach(model -> model.users++);
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void load(Map<String, Long> needed, long end) throws InterruptedException {
    while (!tryUse(needed.keySet())) {
      awaitLeft(needed.keySet(), end);
      makeRoom(sum(needed), needed.keySet(), most);
      for (var model : needed.entrySet()) {
        load(model.getKey(), model.getValue(), end);
      }
    }
  }

  private void load(String name, long bytes, long end) throws InterruptedException {
    lock.lock();
    try {
      if (loaded.containsKey(name)) {
        return;
      }
    } finally {
      lock.unlock();
    }
    // Somebody may need what is held here so far: then it is given back, and tried again.
    var held =
        room.reserve(bytes, Duration.ofNanos(Math.max(0, end - System.nanoTime())))
            .orElseThrow(() -> none().thrown());
    lock.lock();
    try {
      var model = new Loaded(held);
      model.usedAt = clock.getAsLong();
      loaded.put(name, model);
    } finally {
      lock.unlock();
    }
  }

  private void awaitLeft(Set<String> names, long end) throws InterruptedException {
    lock.lock();
    try {
      while (names.stream().anyMatch(this::isLeaving)) {
        long nanos = end - System.nanoTime();
        if (nanos <= 0) {
          throw none().thrown();
        }
        left.awaitNanos(nanos);
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean isLeaving(String name) {
    var model = loaded.get(name);
    return model != null && model.leaving;
  }

  private void given(Set<String> names) {
    lock.lock();
    try {
      for (var name : names) {
        var model = loaded.get(name);
        if (model != null) {
          model.users--;
          model.usedAt = clock.getAsLong();
        }
      }
    } finally {
      lock.unlock();
    }
    freeLeaving();
  }

  /// Gives back what stands in the way of somebody who asks for bytes that would never be free
  /// otherwise.
  ///
  /// @param total of the budget that is asked
  void reclaim(long bytes, long total) {
    try {
      makeRoom(bytes, Set.of(), total);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // whoever waits is told
    }
  }

  // Those that were used longest ago go first; those in use when they are given back.
  private void makeRoom(long bytes, Set<String> keep, long total) throws InterruptedException {
    lock.lock();
    try {
      long held =
          loaded.entrySet().stream()
              .filter(it -> !it.getValue().leaving && !keep.contains(it.getKey()))
              .mapToLong(it -> it.getValue().held.bytes())
              .sum();
      var longestFirst = new ArrayList<>(loaded.entrySet());
      longestFirst.sort(
          Comparator.<Map.Entry<String, Loaded>>comparingInt(
                  it -> Integer.signum(it.getValue().users))
              .thenComparingLong(it -> it.getValue().usedAt));
      for (var model : longestFirst) {
        if (held + bytes <= total) {
          break;
        }
        if (!model.getValue().leaving && !keep.contains(model.getKey())) {
          model.getValue().leaving = true;
          held -= model.getValue().held.bytes();
        }
      }
    } finally {
      lock.unlock();
    }
    freeLeaving();
  }

  /// Gives back what nobody has used for a while.
  void look() {
    lock.lock();
    try {
      long now = clock.getAsLong();
      for (var model : loaded.values()) {
        if (model.users == 0 && now - model.usedAt > IDLE.toNanos()) {
          model.leaving = true;
        }
      }
    } finally {
      lock.unlock();
    }
    freeLeaving();
  }

  private void freeLeaving() {
    var going = new HashMap<String, Loaded>();
    lock.lock();
    try {
      loaded.forEach(
          (name, model) -> {
            if (model.leaving && model.users == 0) {
              going.put(name, model);
            }
          });
      // Whoever comes now does not free them a second time.
      going.values().forEach(model -> model.users = 1);
    } finally {
      lock.unlock();
    }
    if (going.isEmpty()) {
      return;
    }
    boolean freed = false;
    try {
      release.release(going.keySet());
      freed = true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      settle(going, freed);
    }
  }

  private void settle(Map<String, Loaded> going, boolean freed) {
    lock.lock();
    try {
      for (var model : going.entrySet()) {
        model.getValue().users = 0;
        if (freed) {
          loaded.remove(model.getKey());
        } else {
          model.getValue().leaving = false;
        }
      }
      left.signalAll();
    } finally {
      lock.unlock();
    }
    if (freed) {
      going.values().forEach(model -> model.held.close());
    }
  }

  /// The names of the models that are there beside those that always are.
  List<String> names() {
    lock.lock();
    try {
      return loaded.keySet().stream().sorted().toList();
    } finally {
      lock.unlock();
    }
  }

  /// What requests may choose.
  Set<ModelChoice> offered() {
    return offered;
  }
}
