package vitruvian.memory;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// A fixed number of bytes that work must reserve before it allocates: admission by bytes, not by
/// count.
///
/// Reservations are granted in the order in which they were asked for, but while the one in front
/// waits for more than is free, others may pass it as long as they leave it its room: those that
/// have passed it never hold more, all together, than the total without what it asks for. So a
/// small picture does not wait behind a large one, and still:
///
/// * whoever is in front gets its turn at the latest when all that was held at the moment it came
///   to the front is given back, as in strict order: what is held then are only those that passed
///   it, and they leave room;
/// * nobody is passed by one that asks for as much or more.
///
/// Safe for use by any number of threads, virtual ones too.
public final class ByteBudget {
  private final long total;
  private final LongConsumer reclaim;
  // Guards all of the following; nothing foreign is called while it is held.
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Waiter> waiting = new ArrayDeque<>();
  private long free;
  // The first of those that wait, and what those hold that have passed it.
  private @Nullable Waiter front;
  private long past;

  /// @param total the bytes there are, 1 or more
  public ByteBudget(long total) {
    this(total, _ -> {});
  }

  /// A budget of which something is held that can be given back when others need it.
  ///
  /// @param total the bytes there are, 1 or more
  /// @param reclaim called by whoever would have to wait, before it waits, with how many bytes it
  ///     asks for; may give back reservations of this budget, and takes of the caller's patience
  public ByteBudget(long total, LongConsumer reclaim) {
    if (total < 1) {
      throw new IllegalArgumentException("a budget needs at least one byte: " + total);
    }
    this.total = total;
    this.reclaim = reclaim;
    this.free = total;
  }

  /// A budget that is never exhausted.
  public static ByteBudget unlimited() {
    return new ByteBudget(Long.MAX_VALUE);
  }

  /// The bytes there are.
  public long total() {
    return total;
  }

  /// The bytes that nobody has reserved at this moment.
  public long free() {
    lock.lock();
    try {
      return free;
    } finally {
      lock.unlock();
    }
  }

  /// How many callers wait at this moment.
  public int waiting() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /// Reserves bytes, waiting for a turn.
  ///
  /// @param bytes how many, 0 or more
  /// @param patience how long to wait at most; zero or less does not wait
  /// @return the reservation, to be closed when the memory is freed; empty when there was no turn
  ///     in time, and at once when there are not so many bytes in all
  public Optional<Reservation> reserve(long bytes, Duration patience) throws InterruptedException {
    if (bytes < 0) {
      throw new IllegalArgumentException("negative reservation: " + bytes);
    }
    if (bytes > total) {
      return Optional.empty();
    }
    lock.lockInterruptibly();
    try {
      var self = new Waiter(bytes, lock.newCondition());
      waiting.addLast(self);
      grant();
      try {
        long nanos = TimeUnit.NANOSECONDS.convert(patience);
        if (!self.granted && nanos > 0) {
          nanos -= reclaim(bytes);
        }
        while (!self.granted && nanos > 0) {
          nanos = self.turn.awaitNanos(nanos);
        }
      } catch (Throwable interrupted) { // or what reclaiming has thrown
        if (self.granted) {
          giveBack(bytes, self.passed);
        }
        throw interrupted;
      } finally {
        if (!self.granted) {
          waiting.remove(self);
        }
        grant();
      }
      return self.granted
          ? Optional.of(new Reservation(this, bytes, self.passed))
          : Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  // Called with the lock held, and without it calls what is foreign. Returns the time it took.
  private long reclaim(long bytes) {
    long start = System.nanoTime();
    lock.unlock();
    try {
      reclaim.accept(bytes);
    } finally {
      lock.lock();
    }
    return System.nanoTime() - start;
  }

  private void release(long bytes, @Nullable Waiter passed) {
    lock.lock();
    try {
      giveBack(bytes, passed);
      grant();
    } finally {
      lock.unlock();
    }
  }

  // Called with the lock held.
  private void giveBack(long bytes, @Nullable Waiter passed) {
    free += bytes;
    if (passed != null && passed == front) {
      past -= bytes;
    }
  }

  // Called with the lock held, after every change.
  private void grant() {
    var line = waiting.iterator();
    while (line.hasNext()) {
      var next = line.next();
      if (next == waiting.peekFirst() && next != front) {
        front = next;
        past = 0;
      }
      var first = front;
      if (next == first) {
        if (next.bytes <= free) {
          line.remove();
          serve(next);
        }
      } else if (first != null && next.bytes <= Math.min(free, total - first.bytes - past)) {
        line.remove();
        past += next.bytes;
        next.passed = first;
        serve(next);
      }
    }
    if (waiting.isEmpty()) {
      front = null;
    }
  }

  private void serve(Waiter waiter) {
    free -= waiter.bytes;
    waiter.granted = true;
    waiter.turn.signal();
  }

  @Override
  public String toString() {
    lock.lock();
    try {
      return "budget: %d of %d bytes free, %d waiting".formatted(free, total, waiting.size());
    } finally {
      lock.unlock();
    }
  }

  /// Bytes that are spoken for until this is closed. Closing twice is harmless.
  public static final class Reservation implements AutoCloseable {
    private final ByteBudget budget;
    private final AtomicLong bytes;
    private final @Nullable Waiter passed;

    private Reservation(ByteBudget budget, long bytes, @Nullable Waiter passed) {
      this.budget = budget;
      this.bytes = new AtomicLong(bytes);
      this.passed = passed;
    }

    /// How many bytes are reserved at this moment; 0 once it is closed.
    public long bytes() {
      return bytes.get();
    }

    /// Gives back what is reserved beyond `most` bytes, at once. Never reserves more.
    ///
    /// @param most how many bytes stay reserved at most, 0 or more
    public void shrinkTo(long most) {
      if (most < 0) {
        throw new IllegalArgumentException("negative reservation: " + most);
      }
      long before = bytes.getAndUpdate(now -> Math.min(now, most));
      if (before > most) {
        budget.release(before - most, passed);
      }
    }

    @Override
    public void close() {
      shrinkTo(0);
    }
  }

  private static final class Waiter {
    private final long bytes;
    private final Condition turn;
    private boolean granted;
    // Who was in front when this got its turn out of order.
    private @Nullable Waiter passed;

    private Waiter(long bytes, Condition turn) {
      this.bytes = bytes;
      this.turn = turn;
    }
  }
}
