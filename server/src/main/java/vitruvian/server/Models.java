package vitruvian.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import vitruvian.memory.ByteBudget;
import vitruvian.memory.ByteBudget.Reservation;
import vitruvian.tracker.ImageTracker;
import vitruvian.tracker.TrackOptions;

/// The models for which there is memory. Those of the usual options have theirs from the start;
/// others get it out of the requests' budget, once and for good, when they are first asked for.
final class Models {
  private final ByteBudget budget;
  private final int sessions;
  private final Duration patience;
  // Guarded by this.
  private final Set<String> admitted = new HashSet<>();
  private final List<Reservation> reserved = new ArrayList<>();

  Models(ByteBudget budget, int sessions, Duration patience) {
    this.budget = budget;
    this.sessions = sessions;
    this.patience = patience;
    admitted.addAll(ImageTracker.modelBytes(TrackOptions.DEFAULT, sessions).keySet());
  }

  /// Sees to it that there is memory for the models of a request.
  ///
  /// @throws Problem.Thrown where there is none
  synchronized void admit(TrackOptions options) throws InterruptedException {
    var needed = ImageTracker.modelBytes(options, sessions);
    needed.keySet().removeAll(admitted);
    if (needed.isEmpty()) {
      return;
    }
    long bytes = needed.values().stream().mapToLong(Long::longValue).sum();
    long before = reserved.stream().mapToLong(Reservation::bytes).sum();
    // Half stays for pictures, or the models would have nothing to work on.
    if (before + bytes > budget.total() / 2) {
      throw Problem.badParameter(
              String.format(
                  Locale.ROOT,
                  "these options need %d MB more than this service has to spare",
                  bytes >> 20))
          .thrown();
    }
    reserved.add(
        budget
            .reserve(bytes, patience)
            .orElseThrow(
                () ->
                    Problem.overloaded("there is no memory for the models of these options")
                        .thrown()));
    admitted.addAll(needed.keySet());
  }
}
