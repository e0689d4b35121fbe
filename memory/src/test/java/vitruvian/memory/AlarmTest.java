package vitruvian.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The alarm level is what the system property says.
final class AlarmTest {
  private static final String KEY = "vitruvian.leakAlarm";

  private final Optional<String> before = Optional.ofNullable(System.getProperty(KEY));

  @AfterEach
  void restore() {
    before.ifPresentOrElse(
        value -> System.setProperty(KEY, value), () -> System.clearProperty(KEY));
  }

  @Test
  void sampledIsTheDefault() {
    System.clearProperty(KEY);
    assertThat(Alarm.configured()).isEqualTo(Alarm.SAMPLED);
  }

  @ParameterizedTest
  @CsvSource({"off, OFF", "sampled, SAMPLED", "all, ALL", "All, ALL", "OFF, OFF"})
  void levelsAreNamedInAnyCase(String name, Alarm level) {
    System.setProperty(KEY, name);
    assertThat(Alarm.configured()).isEqualTo(level);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "on", "all "})
  void otherNamesAreRefused(String name) {
    System.setProperty(KEY, name);
    assertThatIllegalArgumentException()
        .isThrownBy(Alarm::configured)
        .withMessage("vitruvian.leakAlarm is off, sampled or all, not: " + name);
  }
}
