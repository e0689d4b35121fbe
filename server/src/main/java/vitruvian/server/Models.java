package vitruvian.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import vitruvian.tracker.ImageTracker;
import vitruvian.tracker.TrackOptions;

/// The models for which there is memory. Those of the usual options have theirs from the start;
/// others get it out of the requests' budget, once and for good, when they are first asked for.
final class Models {
  private final Room room;
  private final long most;
  private final int sessions;
  private final Duration patience;
  private final Set<String> admitted = ConcurrentHashMap.newKeySet();
  // Who waits for memory holds it, and whoever asks for models that are there does not need it.
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Room.Held> reserved = new ArrayList<>();

  /// @param most how many bytes they may take
  Models(Room room, long most, int sessions, Duration patience) {
    this.room = room;
    this.most = most;
    this.sessions = sessions;
    this.patience = patience;
    admitted.addAll(ImageTracker.modelBytes(TrackOptions.DEFAULT, sessions).keySet());
  }

  /// Sees to it that there is memory for the models of a request, which had better hold none: this
  /// waits.
  ///
  /// @throws Problem.Thrown where there is none
  void admit(TrackOptions options) throws InterruptedException {
    var needed = ImageTracker.modelBytes(options, sessions);
    if (admitted.containsAll(needed.keySet())) {
      return;
    }
    if (!lock.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
      throw none().thrown();
    }
    try {
      needed.keySet().removeAll(admitted);
      if (!needed.isEmpty()) {
        admit(needed);
      }
    } finally {
      lock.unlock();
    }
  }

  private static Problem none() {
    return Problem.overloaded("there is no memory for the models of these options");
  }

  private void admit(Map<String, Long> needed) throws InterruptedException {
    long bytes = needed.values().stream().mapToLong(Long::longValue).sum();
    long before = reserved.stream().mapToLong(Room.Held::bytes).sum();
    if (before + bytes > most) {
      throw Problem.badParameter(
              String.format(
                  Locale.ROOT,
                  "these options need %d MB more than this service has to spare",
                  bytes >> 20))
          .thrown();
    }
    reserved.add(room.reserveForGood(bytes, patience).orElseThrow(() -> none().thrown()));
    admitted.addAll(needed.keySet());
  }
}
