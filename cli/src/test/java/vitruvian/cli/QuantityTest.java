package vitruvian.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class QuantityTest {
  @Test
  void bytesCountIn1024() {
    var bytes = new Quantity.Bytes();
    assertThat(bytes.convert("12345")).isEqualTo(12_345);
    assertThat(bytes.convert("20MB")).isEqualTo(20L << 20);
    assertThat(bytes.convert("3g")).isEqualTo(3L << 30);
  }

  @Test
  void pixelsCountIn1000() {
    assertThat(new Quantity.Pixels().convert("50M")).isEqualTo(50_000_000);
    assertThat(new Quantity.Pixels().convert("7k")).isEqualTo(7_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "M", "-1", "1.5M", "1T", "99999999999999999999", "999999999999G"})
  void whatIsNoQuantityIsRefused(String text) {
    assertThatThrownBy(() -> new Quantity.Bytes().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("is not a number of bytes");
  }
}
