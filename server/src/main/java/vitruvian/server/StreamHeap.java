package vitruvian.server;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import vitruvian.landmarks.FrameResult;
import vitruvian.memory.ByteBudget.Reservation;

/// The room that a live stream takes in the Java heap by what it remembers of its people from frame
/// to frame: masks, and whatever else several people take more than one. Frames change it one after
/// the other; it may be closed at any time, by any thread.
final class StreamHeap implements AutoCloseable {
  // Longer than a tracker remembers whoever is out of sight.
  static final Duration REMEMBERED = Duration.ofSeconds(2);
  private static final int NUMBER = 4;

  // Of the one person of a stream of one.
  static final int ONLY = 0;

  private final Room room;
  private final Optional<Reservation> people;
  private final Map<Integer, Mask> masks = new HashMap<>();
  // Guarded by this.
  private final Deque<Reservation> parts = new ArrayDeque<>();
  private boolean closed;

  /// Where the room comes from.
  @FunctionalInterface
  interface Room {
    /// Reserves bytes.
    ///
    /// @throws Problem.Thrown where there are none in time
    Reservation reserve(long bytes, Service.Patience patience) throws InterruptedException;
  }

  /// Somebody's mask as of the frame in which the person was seen last.
  private record Mask(Duration time, long bytes) {}

  private StreamHeap(Room room, Optional<Reservation> people) {
    this.room = room;
    this.people = people;
  }

  /// The room of a stream before its first frame.
  ///
  /// @throws Problem.Thrown where there is none
  static StreamHeap open(Room room, Choices choices, Service.Patience patience)
      throws InterruptedException {
    long bytes = PeopleHeap.state(choices.options(), choices.motion().wanted());
    return new StreamHeap(
        room, bytes == 0 ? Optional.empty() : Optional.of(room.reserve(bytes, patience)));
  }

  /// How many masks such a room can hold.
  static long most(long pixels, long total) {
    return total / (pixels * NUMBER);
  }

  /// Makes room for the masks of a frame: those of as many people as may be found.
  ///
  /// @param most how many may be
  /// @throws Problem.Thrown where there is none in time; then everything is as it was
  void allow(int most, long pixels, Service.Patience patience) throws InterruptedException {
    long more = most * pixels * NUMBER - held();
    if (more <= 0) {
      return;
    }
    var part = room.reserve(more, patience);
    synchronized (this) {
      parts.addLast(part);
      if (closed) {
        part.close();
      }
    }
  }

  private synchronized long held() {
    return parts.stream().mapToLong(Reservation::bytes).sum();
  }

  /// Keeps the room for what is remembered after a frame, and gives back the rest.
  void keep(FrameResult frame, long pixels) {
    frame
        .result()
        .people()
        .forEach(
            person ->
                masks.put(person.id().orElse(ONLY), new Mask(frame.timestamp(), pixels * NUMBER)));
    masks
        .entrySet()
        .removeIf(
            one ->
                one.getKey() != ONLY
                    && frame.timestamp().minus(one.getValue().time).compareTo(REMEMBERED) > 0);
    keep();
  }

  /// Keeps the room for what was remembered so far, after a frame that failed.
  synchronized void keep() {
    long left = masks.values().stream().mapToLong(Mask::bytes).sum();
    for (var part : parts) {
      part.shrinkTo(left);
      left -= part.bytes();
    }
    parts.removeIf(part -> part.bytes() == 0);
  }

  @Override
  public synchronized void close() {
    closed = true;
    people.ifPresent(Reservation::close);
    parts.forEach(Reservation::close);
  }
}
