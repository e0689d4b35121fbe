package vitruvian.memory;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A fixed number of bytes that work must reserve before it allocates: admission by bytes, not by
/// count.
///
/// Reservations are granted in the order in which they were asked for, so that a large picture is
/// not starved by small ones. Safe for use by any number of threads, virtual ones too.
public final class ByteBudget {
  private final long total;
  // Guards free and waiting; nothing foreign is called while it is held.
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Waiter> waiting = new ArrayDeque<>();
  private long free;

  /// @param total the bytes there are, 1 or more
  public ByteBudget(long total) {
    if (total < 1) {
      throw new IllegalArgumentException("a budget needs at least one byte: " + total);
    }
    this.total = total;
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
      if (waiting.isEmpty() && bytes <= free) {
        free -= bytes;
        return Optional.of(new Reservation(this, bytes));
      }
      var self = new Waiter(bytes, lock.newCondition());
      waiting.addLast(self);
      try {
        long nanos = TimeUnit.NANOSECONDS.convert(patience);
        while (!self.granted && nanos > 0) {
          nanos = self.turn.awaitNanos(nanos);
        }
      } catch (InterruptedException interrupted) {
        if (self.granted) {
          free += bytes;
        }
        throw interrupted;
      } finally {
        waiting.remove(self);
        grant();
      }
      return self.granted ? Optional.of(new Reservation(this, bytes)) : Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  private void release(long bytes) {
    lock.lock();
    try {
      free += bytes;
      grant();
    } finally {
      lock.unlock();
    }
  }

  // Called with the lock held.
  private void grant() {
    for (var next = waiting.peekFirst(); next != null; next = waiting.peekFirst()) {
      if (next.bytes > free) {
        return;
      }
      waiting.removeFirst();
      free -= next.bytes;
      next.granted = true;
      next.turn.signal();
    }
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

    private Reservation(ByteBudget budget, long bytes) {
      this.budget = budget;
      this.bytes = new AtomicLong(bytes);
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
        budget.release(before - most);
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

    private Waiter(long bytes, Condition turn) {
      this.bytes = bytes;
      this.turn = turn;
    }
  }
}
