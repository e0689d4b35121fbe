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
  private final AtomicLong forGood = new AtomicLong();

  /// @param all of the requests' memory
  /// @param forPixels how much of it is for pixels alone, less than all
  Room(ByteBudget all, long forPixels) {
    this.all = all;
    this.part = new ByteBudget(all.total() - forPixels);
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
      return Optional.empty();
    }
    Optional<Held> held = Optional.empty();
    try {
      held =
          all.reserve(bytes, Duration.ofNanos(Math.max(0, end - System.nanoTime())))
              .map(second -> new Held(first.get(), second));
      return held;
    } finally {
      if (held.isEmpty()) {
        first.get().close();
      }
    }
  }

  /// Reserves bytes that are never given back.
  ///
  /// @return empty where there are none in time
  @SuppressWarnings("MustBeClosedChecker") // never is
  Optional<Held> reserveForGood(long bytes, Duration patience) throws InterruptedException {
    var held = reserve(bytes, patience);
    held.ifPresent(_ -> forGood.addAndGet(bytes));
    return held;
  }

  /// The longest body that can be taken: its last step of growth holds two thirds of it twice.
  long longestBody() {
    return (part.total() - forGood.get()) / 5 * 3;
  }

  @Override
  public String toString() {
    return "beside pixels %s; in all %s".formatted(part, all);
  }
}
