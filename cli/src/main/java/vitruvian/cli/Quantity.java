package vitruvian.cli;

import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Large numbers as people write them.
final class Quantity {
  private static final Pattern FORM = Pattern.compile("(\\d{1,12})([KMG]?)(B?)");

  private Quantity() {}

  /// Bytes: `20000000`, `20M` or `20MB`, where a K is 1024.
  static final class Bytes implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      return parse(text, 1024, true, "a number of bytes such as 20MB");
    }
  }

  /// Pixels: `50000000` or `50M`, where a K is 1000.
  static final class Pixels implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      return parse(text, 1000, false, "a number of pixels such as 50M");
    }
  }

  private static long parse(String text, long kilo, boolean bytes, String expected) {
    var matcher = FORM.matcher(text.strip().toUpperCase(Locale.ROOT));
    if (!matcher.matches() || (!bytes && !matcher.group(3).isEmpty())) {
      throw new TypeConversionException("'%s' is not %s".formatted(text, expected));
    }
    long factor =
        switch (matcher.group(2)) {
          case "K" -> kilo;
          case "M" -> kilo * kilo;
          case "G" -> kilo * kilo * kilo;
          default -> 1;
        };
    try {
      return Math.multiplyExact(Long.parseLong(matcher.group(1)), factor);
    } catch (ArithmeticException _) {
      throw new TypeConversionException("'%s' is not %s".formatted(text, expected));
    }
  }
}
