package vitruvian.soak;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/// What a soak is to do.
///
/// @param target whom it loads
/// @param admin the operators' port, where the figures are; else it is looked for
/// @param rate how much load
/// @param times how long
/// @param mixture which load
/// @param budget by how many bytes memory may grow with a request, more than 0
public record SoakPlan(
    Target target, Optional<URI> admin, Rate rate, Times times, Mixture mixture, double budget) {
  /// What a service may keep of a request: less than any object that means something.
  public static final double BUDGET = 64;

  public SoakPlan {
    // Checks it as the service's own.
    admin.ifPresent(Target::new);
    if (!(budget > 0 && Double.isFinite(budget))) {
      throw new IllegalArgumentException("a budget is more than 0 bytes: " + budget);
    }
  }

  /// How much load.
  public sealed interface Rate {
    /// So many.
    ///
    /// @param requests a second
    record PerSecond(double requests) implements Rate {
      public PerSecond {
        if (!(requests > 0 && requests <= 100_000)) {
          throw new IllegalArgumentException("a rate is 0 to 100000 a second: " + requests);
        }
      }
    }

    /// A share of what the service answers at most, which is measured first.
    ///
    /// @param share more than 0; more than 1 is overload
    record OfMost(double share) implements Rate {
      public OfMost {
        if (!(share > 0 && share <= 10)) {
          throw new IllegalArgumentException("a share is 0 to 1000 %: " + 100 * share + " %");
        }
      }
    }
  }

  /// How long.
  ///
  /// @param measuring the most, where that is asked for; before it, half as long to warm up
  /// @param warmUp load that does not count yet
  /// @param duration load that counts
  /// @param every between two samples of the figures
  public record Times(Duration measuring, Duration warmUp, Duration duration, Duration every) {
    private static final Duration LONGEST = Duration.ofDays(30);
    private static final int COLLECTIONS = 120;
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(5);

    public Times {
      if (measuring.isNegative() || warmUp.isNegative()) {
        throw new IllegalArgumentException("a time is not less than 0");
      }
      if (duration.compareTo(Duration.ofSeconds(1)) < 0 || duration.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException("the duration is a second to 30 days: " + duration);
      }
      if (every.compareTo(Duration.ofMillis(1)) < 0) {
        throw new IllegalArgumentException("samples are 1 ms apart at least: " + every);
      }
    }

    /// With samples every second, and the usual time for measuring.
    public Times(Duration warmUp, Duration duration) {
      this(Duration.ofSeconds(20), warmUp, duration, Duration.ofSeconds(1));
    }

    Duration load() {
      return warmUp.plus(duration);
    }

    // Several in each window of the verdict, and few enough not to be felt.
    Duration betweenCollections() {
      var part = load().dividedBy(COLLECTIONS);
      return part.compareTo(SHORTEST_PAUSE) > 0 ? part : SHORTEST_PAUSE;
    }
  }
}
