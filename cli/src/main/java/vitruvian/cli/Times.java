package vitruvian.cli;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/// Lengths of time as people write them: `90s`, `0.5s`, `2m`, `1h`, `1h30m`.
final class Times {
  private Times() {}

  /// The length that an option has.
  static Duration of(String option, String text) {
    try {
      return Duration.parse("PT" + text.strip().toUpperCase(Locale.ROOT));
    } catch (DateTimeParseException _) {
      throw new WrongUsage("%s is a time such as 1s, 0.5s or 2m, not %s".formatted(option, text));
    }
  }
}
