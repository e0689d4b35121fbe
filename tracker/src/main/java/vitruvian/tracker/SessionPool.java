package vitruvian.tracker;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import vitruvian.memory.Lifetime;
import vitruvian.tracker.engine.Engine;
import vitruvian.tracker.engine.ModelVariant;
import vitruvian.tracker.pipeline.Crew;

/// A fixed number of sessions, lent one caller at a time, in the order of asking.
final class SessionPool implements AutoCloseable {
  private final TrackerConfig config;
  private final Engine engine;
  private final List<Session> all = new ArrayList<>();
  private final Deque<Session> idle = new ConcurrentLinkedDeque<>();
  // As many permits as there are idle sessions.
  private final Semaphore permits = new Semaphore(0, true);
  private final AtomicBoolean closed = new AtomicBoolean();
  // Holds no bytes itself: names whoever opens a tracker and forgets it, whose models are opened
  // by the sessions' threads.
  private final Lifetime lifetime;

  /// Opens all sessions. If this throws, nothing is left behind.
  SessionPool(TrackerConfig config) {
    this.config = config;
    this.engine = new Engine(config.ledger());
    for (int i = 0; i < config.sessions(); i++) {
      all.add(new Session(engine, i));
    }
    idle.addAll(all);
    permits.release(all.size());
    var sessions = List.copyOf(all);
    var models = engine; // not this: it would never be forgotten
    this.lifetime = Lifetime.of(this, config.ledger(), "tracker", 0, () -> free(models, sessions));
  }

  // All of them, whatever fails.
  private static void free(Engine engine, List<Session> sessions) {
    Optional<RuntimeException> first = Optional.empty();
    try (engine) {
      for (var session : sessions) {
        try {
          session.close();
        } catch (RuntimeException failure) {
          first.ifPresent(failure::addSuppressed);
          first = Optional.of(failure);
        }
      }
      if (first.isPresent()) {
        throw first.get();
      }
    }
  }

  /// Runs something on every session, one after the other, before others use them.
  void warm(Function<Session, ?> work) {
    for (var session : all) {
      session.run(() -> work.apply(session));
    }
  }

  /// Runs something on a free session's thread.
  ///
  /// @throws TrackingException [Fault#BUSY] where none is free in time, [Fault#CLOSED] after close
  /// @throws InterruptedException where the thread is interrupted while it waits for a session
  <T> T lease(Function<Session, T> work) throws InterruptedException {
    if (!permits.tryAcquire(config.patience().toNanos(), TimeUnit.NANOSECONDS)) {
      requireOpen();
      throw new TrackingException(
          Fault.BUSY,
          "sessions: none free within %d ms (size=%d idle=%d waiting=%d)"
              .formatted(
                  config.patience().toMillis(),
                  all.size(),
                  permits.availablePermits(),
                  permits.getQueueLength()));
    }
    try {
      requireOpen();
      var session = idle.removeFirst();
      try {
        return session.run(() -> work.apply(session));
      } finally {
        idle.addFirst(session);
      }
    } finally {
      permits.release();
      Reference.reachabilityFence(this);
    }
  }

  /// A leased session and whichever are idle.
  Crew crew(Session leased) {
    return new SessionCrew(this, leased);
  }

  /// An idle session to help with a picture in progress, unless somebody waits for one: its permit
  /// is taken. A session that was emptied stays so.
  Optional<Session> idle() {
    if (isWanted() || !permits.tryAcquire()) {
      return Optional.empty();
    }
    var session = idle.removeFirst();
    if (session.isOpen()) {
      return Optional.of(session);
    }
    idle.addLast(session);
    permits.release();
    return Optional.empty();
  }

  /// Whether somebody waits for a session: then helpers leave the picture that they help with.
  boolean isWanted() {
    return permits.hasQueuedThreads();
  }

  /// Runs something on the thread of an [#idle] session, which is then given back.
  ///
  /// @param done called behind that, whatever happens
  void help(Session session, Consumer<Session> work, Runnable done) {
    session.start(
        () -> {
          try {
            work.accept(session);
          } finally {
            idle.addLast(session);
            permits.release();
            done.run();
          }
        });
  }

  ImageTracker.Load load() {
    int free = permits.availablePermits();
    return new ImageTracker.Load(all.size(), all.size() - free, permits.getQueueLength());
  }

  /// Empties sessions that nobody uses, all but one.
  int releaseIdle() {
    int emptied = 0;
    while (permits.availablePermits() > 1 && emptied < all.size() - 1 && permits.tryAcquire()) {
      // The one that was used longest ago; whoever comes now takes the one used last.
      var session = idle.removeLast();
      try {
        if (!session.isOpen()) {
          break;
        }
        session.release();
        emptied++;
      } finally {
        idle.addLast(session);
        permits.release();
      }
    }
    return emptied;
  }

  /// Frees some models, of all sessions and what these share.
  void release(Set<ModelVariant> models) throws InterruptedException {
    whileNobodyWorks(
        () -> {
          for (var session : all) {
            session.release(models);
          }
          engine.release(models);
        });
  }

  /// Runs something on every session.
  void onAll(Function<Session, ?> work) throws InterruptedException {
    whileNobodyWorks(() -> warm(work));
  }

  // Whoever asks for a session meanwhile waits.
  private void whileNobodyWorks(Runnable work) throws InterruptedException {
    permits.acquire(all.size());
    try {
      requireOpen();
      work.run();
    } finally {
      permits.release(all.size());
      Reference.reachabilityFence(this);
    }
  }

  private void requireOpen() {
    if (closed.get()) {
      throw new TrackingException(Fault.CLOSED, "the tracker is closed");
    }
  }

  /// Waits for the work in progress, refuses what waits, and frees all sessions and models. The
  /// second call does nothing.
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    permits.acquireUninterruptibly(all.size());
    try {
      lifetime.close();
    } finally {
      Reference.reachabilityFence(this);
      // Whoever still asks is let in, to be told.
      permits.release(all.size());
    }
  }
}
