package vitruvian.landmarks;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;

/// Numbers as decimal digits, without garbage: one instance formats any number of numbers into its
/// own `chars`. Not thread-safe.
///
/// A float becomes its exact value rounded to {@value #DIGITS} significant digits, halves to even,
/// without trailing zeros: plain from 0.001 to below 10,000,000, else with an exponent, as in
/// `1.234567e-8`. Nearly always one multiplication or division of doubles is enough: the float and
/// the power of ten are exact in a double, so the product is wrong by half a unit in its last place
/// at most, and only where that could change the rounding does `BigDecimal` decide.
final class Decimal {
  static final int DIGITS = 7;

  private static final int LEAST = 1_000_000;
  private static final int LIMIT = 10 * LEAST;

  /// Products are below 2^24, so that half a unit in their last place is 2^-30 or less.
  private static final double DOUBT = 0x1p-28;

  private static final double[] POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };

  private static final MathContext ROUNDING = new MathContext(DIGITS, RoundingMode.HALF_EVEN);
  private static final double LOG10_OF_2 = Math.log10(2);

  /// Holds the characters of the last number, from 0 on.
  final char[] chars = new char[32];

  private int length;

  /// Formats a float.
  ///
  /// @param value must be finite
  /// @return how many characters
  int format(float value) {
    length = 0;
    if (value == 0) {
      put('0');
      return length;
    }
    if (value < 0) {
      put('-');
    }
    round(Math.abs((double) value));
    return length;
  }

  /// Formats a duration as milliseconds with three decimals.
  ///
  /// @param value must not be negative
  /// @return how many characters
  int formatMillis(Duration value) {
    length = 0;
    long micros = (value.toNanos() + 500) / 1000;
    putWhole(micros / 1000);
    put('.');
    int rest = (int) (micros % 1000);
    put((char) ('0' + rest / 100));
    put((char) ('0' + rest / 10 % 10));
    put((char) ('0' + rest % 10));
    return length;
  }

  private void round(double value) {
    int exponent = (int) Math.floor(Math.getExponent(value) * LOG10_OF_2);
    double scaled = scaled(value, exponent);
    if (scaled >= LIMIT) {
      exponent++;
      scaled = scaled(value, exponent);
    }
    int digits = (int) scaled;
    double rest = scaled - digits;
    // NaN, where there was no such power of ten, fails the first comparison.
    if (!(scaled >= LEAST) || Math.abs(rest - 0.5) < DOUBT) {
      roundExactly(value);
      return;
    }
    if (rest > 0.5) {
      digits++;
    }
    if (digits == LIMIT) {
      digits = LEAST;
      exponent++;
    }
    put(digits, exponent);
  }

  private void roundExactly(double value) {
    var rounded = new BigDecimal(value).round(ROUNDING);
    int digits = rounded.unscaledValue().intValueExact();
    int exponent = rounded.precision() - rounded.scale() - 1;
    while (digits < LEAST) {
      digits *= 10;
    }
    put(digits, exponent);
  }

  /// The value times the power of ten that leaves [#DIGITS] digits before the point.
  private static double scaled(double value, int exponent) {
    int power = DIGITS - 1 - exponent;
    if (Math.abs(power) >= POWERS.length) {
      return Double.NaN;
    }
    return power >= 0 ? value * POWERS[power] : value / POWERS[-power];
  }

  /// Writes `digits`, of which the first one counts `10^exponent`.
  private void put(int digits, int exponent) {
    int significant = DIGITS;
    int left = digits;
    while (left % 10 == 0) {
      left /= 10;
      significant--;
    }
    if (exponent < -3 || exponent >= DIGITS) {
      putDigits(left, significant, 1);
      put('e');
      if (exponent < 0) {
        put('-');
      }
      putWhole(Math.abs(exponent));
    } else if (exponent < 0) {
      put('0');
      put('.');
      for (int i = exponent + 1; i < 0; i++) {
        put('0');
      }
      putDigits(left, significant, significant);
    } else {
      while (significant <= exponent) {
        left *= 10;
        significant++;
      }
      putDigits(left, significant, exponent + 1);
    }
  }

  /// Writes `count` digits with a point after `whole` of them, if there are more.
  private void putDigits(int digits, int count, int whole) {
    int end = length + count + (count > whole ? 1 : 0);
    int left = digits;
    for (int i = end - 1; i >= length; i--) {
      if (i == length + whole) {
        chars[i] = '.';
      } else {
        chars[i] = (char) ('0' + left % 10);
        left /= 10;
      }
    }
    length = end;
  }

  private void putWhole(long value) {
    int count = 1;
    for (long left = value / 10; left > 0; left /= 10) {
      count++;
    }
    long left = value;
    for (int i = length + count - 1; i >= length; i--) {
      chars[i] = (char) ('0' + left % 10);
      left /= 10;
    }
    length += count;
  }

  private void put(char c) {
    chars[length++] = c;
  }
}
