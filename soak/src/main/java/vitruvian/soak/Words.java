package vitruvian.soak;

import static java.lang.Double.NaN;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// What a report says, in plain words.
final class Words {
  private static final double WORTH_TELLING = 1 << 20;

  private Words() {}

  /// The verdict, in a few sentences.
  static String verdict(JsonNode report) {
    var words = new ArrayList<String>();
    words.add(memory(report));
    if (report.at("/load/restarted").booleanValue(false)) {
      words.add("The service was started again during the run, so that nothing can be said of it.");
    }
    long failed = (long) report.at("/verdict/failed").doubleValue(0);
    if (failed > 0) {
      words.add(
          "%,d requests, frames or live streams were not answered as they deserve."
              .formatted(failed));
    }
    if (report.at("/load/stopped").booleanValue(false)) {
      words.add("The run was stopped before its time.");
    }
    return String.join(" ", words);
  }

  private static String memory(JsonNode report) {
    return switch (report.at("/verdict/result").stringValue("")) {
      case "PASS" ->
          String.format(
              Locale.ROOT,
              "Nothing grows with the requests%s: the upper end of %s is under its budget of %.0f"
                  + " bytes a request%s.",
              bounded(report)
                  ? " but what does no harm (%s)".formatted(names(report, "BOUNDED"))
                  : "",
              bounded(report) ? "all that is left" : "every figure",
              report.at("/plan/budgetBytesPerRequest").doubleValue(NaN),
              filled(report));
      case "LEAK" -> leak(report);
      case "FRAGMENTATION" ->
          "What is in use does not grow, but what the allocator keeps does: "
              + named(report, "FRAGMENTATION")
              + ".";
      default -> inconclusive(report);
    };
  }

  private static String leak(JsonNode report) {
    var words = new ArrayList<String>();
    var named = named(report, "LEAK");
    if (!named.isEmpty()) {
      words.add("Memory grows with every request: " + named + ".");
    }
    long forgotten = whole(report.at("/verdict/forgotten"));
    if (forgotten > 0) {
      words.add(
          "Never closed, and freed by the safety net when the collector found it: %,d of what was opened."
              .formatted(forgotten));
    }
    return String.join(" ", words);
  }

  private static String inconclusive(JsonNode report) {
    if (report.path("series").isEmpty()) {
      return "The service told no figures, so that nothing can be said of its memory.";
    }
    return "Too short or too noisy to tell for %s%s. About %s more would tell."
        .formatted(
            names(report, "INCONCLUSIVE"),
            filled(report),
            time(report.at("/verdict/moreSeconds").doubleValue(0)));
  }

  private static String names(JsonNode report, String verdict) {
    return series(report, verdict).stream()
        .map(series -> series.path("name").stringValue(""))
        .collect(Collectors.joining(", "));
  }

  private static String named(JsonNode report, String verdict) {
    return series(report, verdict).stream().map(Words::growing).collect(Collectors.joining("; "));
  }

  private static List<JsonNode> series(JsonNode report, String verdict) {
    return report
        .path("series")
        .valueStream()
        .filter(series -> series.path("verdict").stringValue("").equals(verdict))
        .toList();
  }

  private static String growing(JsonNode series) {
    boolean bytes = series.path("unit").stringValue("").equals("bytes");
    return String.format(
        Locale.ROOT,
        "%s by %.3g %s a request (90 %%: %.3g to %.3g)",
        series.path("name").stringValue(""),
        series.path("slope").doubleValue(NaN),
        bytes ? "bytes" : "of them",
        series.path("low").doubleValue(NaN),
        series.path("high").doubleValue(NaN));
  }

  private static boolean bounded(JsonNode report) {
    return !series(report, "BOUNDED").isEmpty();
  }

  private static String filled(JsonNode report) {
    var filled =
        report
            .path("series")
            .valueStream()
            .filter(series -> series.path("unit").stringValue("").equals("bytes"))
            .filter(series -> series.path("filled").doubleValue(0) > WORTH_TELLING)
            .map(series -> series.path("name").stringValue(""))
            .collect(Collectors.joining(", "));
    return filled.isEmpty() ? "" : " (filled up at first, as a cache does: %s)".formatted(filled);
  }

  /// How many requests were answered.
  static String answers(JsonNode report) {
    var totals = report.path("totals");
    return String.format(
        Locale.ROOT,
        "%.2f %% of %,d requests answered as they deserve; %,d refused for lack of room, %,d"
            + " without answer, %,d not sent, %,d given up by the stop. %,d live streams refused,"
            + " %,d broken; %,d of their frames answered, %,d refused, %,d replaced by later ones.",
        100 * totals.path("answeredShare").doubleValue(NaN),
        both(totals, "due") - both(totals, "abandoned"),
        both(totals, "overloaded"),
        both(totals, "unanswered"),
        both(totals, "notSent"),
        both(totals, "abandoned"),
        whole(totals.path("refusedStreams")),
        whole(totals.path("brokenStreams")),
        whole(totals.at("/frames/answered")),
        whole(totals.at("/frames/overloaded")),
        whole(totals.at("/frames/replaced")));
  }

  private static long both(JsonNode totals, String what) {
    return whole(totals.path("pictures").path(what)) + whole(totals.path("hostile").path(what));
  }

  private static long whole(JsonNode number) {
    return (long) number.doubleValue(0);
  }

  /// How long good pictures took.
  static String latency(JsonNode report) {
    var whole = report.at("/latency/whole");
    return String.format(
        Locale.ROOT,
        "Pictures from when they were due: p50 %.1f ms, p90 %.1f, p99 %.1f, most %.1f; %.1f"
            + " requests a second.",
        whole.path("p50").doubleValue(NaN),
        whole.path("p90").doubleValue(NaN),
        whole.path("p99").doubleValue(NaN),
        whole.path("max").doubleValue(NaN),
        report.at("/load/perSecond").doubleValue(NaN));
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
