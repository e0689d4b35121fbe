package vitruvian.cli;

import java.util.Locale;

/// The last line of a run.
final class Summaries {
  private Summaries() {}

  static String line(Batch.Summary summary, Inputs inputs) {
    int all = inputs.files().size();
    int ended = summary.ended();
    return String.format(
        Locale.ROOT,
        "%s%s, %d with a person, %s%d failed, %.1f %s/s",
        ended < all ? "stopped after %d of %d: ".formatted(ended, all) : "",
        done(summary),
        summary.withPerson(),
        summary.before() > 0 ? "%d done before, ".formatted(summary.before()) : "",
        summary.failed() + inputs.unreadable().size(),
        (summary.pictures() + summary.frames()) / Math.max(1e-9, summary.time().toNanos() / 1e9),
        summary.frames() > 0 ? "frames" : "pictures");
  }

  private static String done(Batch.Summary summary) {
    var pictures = count(summary.pictures(), "picture");
    if (summary.frames() == 0) {
      return pictures;
    }
    var videos =
        "%s of %s".formatted(count(summary.videos(), "video"), count(summary.frames(), "frame"));
    return summary.pictures() == 0 ? videos : "%s and %s".formatted(pictures, videos);
  }

  private static String count(long number, String what) {
    return "%d %s%s".formatted(number, what, number == 1 ? "" : "s");
  }
}
