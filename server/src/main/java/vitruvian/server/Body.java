package vitruvian.server;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import vitruvian.memory.Ledger;

/// Bytes that arrive piece by piece, in native memory that grows with them and is reserved before
/// it is taken: whoever promises much and sends little holds little. For one thread at a time.
final class Body implements AutoCloseable {
  // Hundreds of uploads that trickle must not hold the budget.
  private static final long FIRST = 1 << 13;
  private static final long LARGE = 4 << 20;
  private static final int LATER = 4;

  private final Room room;
  private final Ledger ledger;
  private final long most;
  private final Duration patience;
  private final Supplier<Arena> arenas;
  private Part part;
  private long size;

  /// @param most how many bytes are taken at most
  /// @param patience how long the first bytes wait for memory; more of them only a part of that, as
  ///     what waits holds what it has
  Body(Room room, Ledger ledger, long most, Duration patience) {
    this(room, ledger, most, patience, Arena::ofShared);
  }

  /// @param arenas where the memory comes from
  Body(Room room, Ledger ledger, long most, Duration patience, Supplier<Arena> arenas) {
    this.arenas = arenas;
    this.room = room;
    this.ledger = ledger;
    this.most = most;
    this.patience = patience;
    this.part = new Part(null, null, null, MemorySegment.NULL);
  }

  private record Part(
      Room.@Nullable Held reservation,
      Ledger.@Nullable Entry entry,
      @Nullable Arena arena,
      MemorySegment memory) {
    Part with(Ledger.Entry opened) {
      return new Part(reservation, opened, arena, memory);
    }

    Part with(Arena opened) {
      return new Part(reservation, entry, opened, memory);
    }

    Part allocated(long capacity) {
      return new Part(reservation, entry, arena, Objects.requireNonNull(arena).allocate(capacity));
    }

    void free() {
      if (arena != null) {
        arena.close();
      }
      if (entry != null) {
        entry.settle();
      }
      if (reservation != null) {
        reservation.close();
      }
    }
  }

  /// Takes the remaining bytes of a buffer.
  ///
  /// @throws Problem.Thrown where there are too many, or no memory for them
  void append(ByteBuffer bytes) throws InterruptedException {
    long needed = size + bytes.remaining();
    if (needed > most) {
      throw Problem.bodyTooLarge(most).thrown();
    }
    if (needed > part.memory.byteSize()) {
      long capacity = Math.max(needed, next(part.memory.byteSize()));
      // The last step starts at two thirds at most, which Room#longestBody counts on.
      grow(capacity > most - most / 3 ? most : capacity);
    }
    part.memory.asSlice(size).copyFrom(MemorySegment.ofBuffer(bytes));
    size = needed;
  }

  // Both parts are held while it is copied: the large ones grow less.
  private static long next(long capacity) {
    return Math.max(FIRST, capacity < LARGE ? 2 * capacity : capacity + capacity / 2);
  }

  private void grow(long capacity) throws InterruptedException {
    var reservation =
        room.reserve(capacity, size == 0 ? patience : patience.dividedBy(LATER))
            .orElseThrow(
                () -> Problem.overloaded("there is no memory for the body: " + room).thrown());
    // Each step may be the one for which there is no memory.
    var larger = new Part(reservation, null, null, MemorySegment.NULL);
    try {
      larger = larger.with(ledger.open("request body", capacity));
      larger = larger.with(arenas.get());
      larger = larger.allocated(capacity);
      larger.memory.copyFrom(part.memory.asSlice(0, size));
      part.free();
      part = larger;
    } catch (Throwable failure) {
      larger.free();
      throw failure;
    }
  }

  /// What has arrived, as long as this is open and nothing is appended.
  MemorySegment bytes() {
    return part.memory.asSlice(0, size);
  }

  long size() {
    return size;
  }

  @Override
  public void close() {
    part.free();
    part = new Part(null, null, null, MemorySegment.NULL);
    size = 0;
  }
}
