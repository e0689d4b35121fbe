package vitruvian.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// What a report says, in plain words.
final class Words {
  private static final double WORTH_TELLING = 1 << 20;

  private Words() {}

  /// The verdict, in a few sentences.
  static String verdict(Json report) {
    var words = new ArrayList<String>();
    words.add(memory(report));
    if (report.at("load", "restarted").isTrue()) {
      words.add("The service was started again during the run, so that nothing can be said of it.");
    }
    long failed = (long) report.at("verdict", "failed").number().orElse(0);
    if (failed > 0) {
      words.add(
          "%,d requests, frames or live streams were not answered as they deserve."
              .formatted(failed));
    }
    if (report.at("load", "stopped").isTrue()) {
      words.add("The run was stopped before its time.");
    }
    return String.join(" ", words);
  }

  private static String memory(Json report) {
    return switch (report.at("verdict", "result").text()) {
      case "PASS" ->
          String.format(
              Locale.ROOT,
              "Nothing grows with the requests%s: the upper end of %s is under its budget of %.0f"
                  + " bytes a request%s.",
              bounded(report) ? " but perhaps compiled code, which has a limit of its own" : "",
              bounded(report) ? "all that is left" : "every figure",
              report.at("plan", "budgetBytesPerRequest").asDouble(),
              filled(report));
      case "LEAK" -> "Memory grows with every request: " + named(report, "LEAK") + ".";
      case "FRAGMENTATION" ->
          "What is in use does not grow, but what the allocator keeps does: "
              + named(report, "FRAGMENTATION")
              + ".";
      default -> inconclusive(report);
    };
  }

  private static String inconclusive(Json report) {
    if (report.at("series").values().isEmpty()) {
      return "The service told no figures, so that nothing can be said of its memory.";
    }
    return "Too short or too noisy to tell for %s%s. About %s more would tell."
        .formatted(
            names(report, "INCONCLUSIVE"),
            filled(report),
            time(report.at("verdict", "moreSeconds").number().orElse(0)));
  }

  private static String names(Json report, String verdict) {
    return series(report, verdict).stream()
        .map(series -> series.at("name").text())
        .collect(Collectors.joining(", "));
  }

  private static String named(Json report, String verdict) {
    return series(report, verdict).stream().map(Words::growing).collect(Collectors.joining("; "));
  }

  private static List<Json> series(Json report, String verdict) {
    return report.at("series").values().stream()
        .filter(series -> series.at("verdict").text().equals(verdict))
        .toList();
  }

  private static String growing(Json series) {
    boolean bytes = series.at("unit").text().equals("bytes");
    return String.format(
        Locale.ROOT,
        "%s by %.3g %s a request (90 %%: %.3g to %.3g)",
        series.at("name").text(),
        series.at("slope").asDouble(),
        bytes ? "bytes" : "of them",
        series.at("low").asDouble(),
        series.at("high").asDouble());
  }

  private static boolean bounded(Json report) {
    return !series(report, "BOUNDED").isEmpty();
  }

  private static String filled(Json report) {
    var filled =
        report.at("series").values().stream()
            .filter(series -> series.at("unit").text().equals("bytes"))
            .filter(series -> series.at("filled").number().orElse(0) > WORTH_TELLING)
            .map(series -> series.at("name").text())
            .collect(Collectors.joining(", "));
    return filled.isEmpty() ? "" : " (filled up at first, as a cache does: %s)".formatted(filled);
  }

  /// How many requests were answered.
  static String answers(Json report) {
    var totals = report.at("totals");
    return String.format(
        Locale.ROOT,
        "%.2f %% of %,d requests answered as they deserve; %,d refused for lack of room, %,d"
            + " without answer, %,d not sent, %,d given up by the stop. %,d live streams refused,"
            + " %,d broken; %,d of their frames answered, %,d refused, %,d replaced by later ones.",
        100 * totals.at("answeredShare").asDouble(),
        both(totals, "due") - both(totals, "abandoned"),
        both(totals, "overloaded"),
        both(totals, "unanswered"),
        both(totals, "notSent"),
        both(totals, "abandoned"),
        whole(totals.at("refusedStreams")),
        whole(totals.at("brokenStreams")),
        whole(totals.at("frames", "answered")),
        whole(totals.at("frames", "overloaded")),
        whole(totals.at("frames", "replaced")));
  }

  private static long both(Json totals, String what) {
    return whole(totals.at("pictures", what)) + whole(totals.at("hostile", what));
  }

  private static long whole(Json number) {
    return (long) number.number().orElse(0);
  }

  /// How long good pictures took.
  static String latency(Json report) {
    var whole = report.at("latency", "whole");
    return String.format(
        Locale.ROOT,
        "Pictures from when they were due: p50 %.1f ms, p90 %.1f, p99 %.1f, most %.1f; %.1f"
            + " requests a second.",
        whole.at("p50").asDouble(),
        whole.at("p90").asDouble(),
        whole.at("p99").asDouble(),
        whole.at("max").asDouble(),
        report.at("load", "perSecond").asDouble());
  }

  /// A length of time, for people.
  static String time(double seconds) {
    var time = Duration.ofSeconds((long) Math.ceil(Math.max(1, seconds)));
    if (time.toHours() >= 48) {
      return "%d days".formatted(time.toDays());
    }
    if (time.toMinutes() >= 120) {
      return "%d h %02d min".formatted(time.toHours(), time.toMinutesPart());
    }
    return time.toSeconds() >= 120
        ? "%d min".formatted((time.toSeconds() + 59) / 60)
        : "%d s".formatted(time.toSeconds());
  }
}
