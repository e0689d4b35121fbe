package vitruvian.cli;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Lengths of time as people write them: `90s`, `0.5s`, `2m`, `1h`, `1h30m`; and places in a video:
/// `90`, `1.5`, `01:30`, `00:01:30.5`.
final class Times {
  private static final Pattern CLOCK =
      Pattern.compile("(?:(?:(\\d{1,6}):)?(\\d{1,6}):)?(\\d{1,9})(?:[.](\\d{1,9}))?");

  private Times() {}

  /// The place in a video that an option has: seconds, `[HH:]MM:SS`, or as in [#of].
  static Duration ofVideo(String option, String text) {
    var clock = CLOCK.matcher(text.strip());
    if (clock.matches()) {
      var fraction = Optional.ofNullable(clock.group(4)).orElse("");
      return Duration.ofHours(number(clock.group(1)))
          .plusMinutes(number(clock.group(2)))
          .plusSeconds(number(clock.group(3)))
          .plusNanos(number((fraction + "000000000").substring(0, 9)));
    }
    try {
      var time = of(option, text);
      if (!time.isNegative()) {
        return time;
      }
    } catch (WrongUsage _) {
      // Said below, with all the forms.
    }
    throw new WrongUsage(
        "%s is a time such as 1.5, 90s, 2m or 00:01:30.5, not %s".formatted(option, text));
  }

  private static long number(@Nullable String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }

  /// The length that an option has.
  static Duration of(String option, String text) {
    try {
      return Duration.parse("PT" + text.strip().toUpperCase(Locale.ROOT));
    } catch (DateTimeParseException _) {
      throw new WrongUsage("%s is a time such as 1s, 0.5s or 2m, not %s".formatted(option, text));
    }
  }
}
