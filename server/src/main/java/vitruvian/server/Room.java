package vitruvian.server;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import vitruvian.memory.ByteBudget;
import vitruvian.memory.ByteBudget.Reservation;

/// The part of the requests' memory that may be taken by what is no picture: bodies, and models
/// that are asked for later. The rest is for pixels alone, or bodies that wait for a picture's turn
/// would keep it from ever having one. Pixels may take this part, too. Safe for any number of
/// threads.
final class Room {
  private final ByteBudget all;
  private final ByteBudget part;
  // What somebody has asked for in vain, as long as nobody has been given anything since.
  private final AtomicLong refused = new AtomicLong();

  /// @param all of the requests' memory
  /// @param forPixels how much of it is for pixels alone, less than all
  /// @param reclaim called as that of a [ByteBudget], with its total
  Room(ByteBudget all, long forPixels, LongBinaryConsumer reclaim) {
    this.all = all;
    long total = all.total() - forPixels;
    this.part = new ByteBudget(total, bytes -> reclaim.accept(bytes, total));
  }

  /// Takes two numbers.
  @FunctionalInterface
  interface LongBinaryConsumer {
    void accept(long bytes, long total);
  }

  /// Bytes that are reserved until this is closed.
  record Held(Reservation part, Reservation all) implements AutoCloseable {
    long bytes() {
      return all.bytes();
    }

    @Override
    public void close() {
      all.close();
      part.close();
    }
  }

  /// Reserves bytes.
  ///
  /// @return empty where there are none in time
  @SuppressWarnings("MustBeClosedChecker") // closed by the caller
  Optional<Held> reserve(long bytes, Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    var first = part.reserve(bytes, patience);
    if (first.isEmpty()) {
      refused.set(bytes);
      return Optional.empty();
    }
    Optional<Held> held = Optional.empty();
    try {
      held =
          all.reserve(bytes, Duration.ofNanos(Math.max(0, end - System.nanoTime())))
              .map(second -> new Held(first.get(), second));
      return held;
    } finally {
      refused.set(held.isEmpty() ? bytes : 0);
      if (held.isEmpty()) {
        first.get().close();
      }
    }
  }

  /// Whether there is no memory: the last one who asked was refused, and would be again.
  boolean isExhausted() {
    return refused.get() > Math.min(part.free(), all.free());
  }

  /// All of the requests' memory.
  long total() {
    return all.total();
  }

  /// The longest body that can be taken: its last step of growth holds two thirds of it twice.
  long longestBody() {
    return part.total() / 5 * 3;
  }

  @Override
  public String toString() {
    return "beside pixels %s; in all %s".formatted(part, all);
  }
}
