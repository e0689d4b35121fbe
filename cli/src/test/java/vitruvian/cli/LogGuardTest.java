package vitruvian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What strangers can cause does not fill the log, and what they say does nothing in it.
class LogGuardTest {
  private final AtomicLong clock = new AtomicLong();
  private final LogGuard guard = new LogGuard(clock::get);

  private boolean tells(String text, Throwable thrown) {
    var line = new LogRecord(Level.WARNING, text);
    line.setLoggerName("some.logger");
    line.setSourceMethodName("method");
    line.setThrown(thrown);
    return guard.isLoggable(line);
  }

  @Test
  void ofOneReasonOnlySoManyLinesAMinuteAreTold() {
    var same = new IllegalStateException();
    int told = 0;
    for (int i = 0; i < 1000; i++) {
      told += tells("text of client " + i, same) ? 1 : 0;
    }
    assertThat(told).isEqualTo(10);
    assertThat(tells("another reason", new ArithmeticException())).isTrue();
    clock.addAndGet(TimeUnit.MINUTES.toNanos(1) + 1);
    assertThat(tells("a minute later", same)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0x1b, 0x9b, 0x85, '\n', '\r', 0x2028, 0x202e, 0x7f, 0})
  void whatCommandsATerminalIsEscaped(int letter) {
    var text = "a" + Character.toString(letter) + "b";
    assertThat(LogGuard.escaped(text, false)).isEqualTo("a\\u%04xb".formatted(letter));
  }

  @Test
  void linesAreNoLongerThanAnybodyReads() {
    assertThat(LogGuard.escaped("x".repeat(1_000_000), true)).hasSizeLessThan(20_000);
    assertThat(LogGuard.escaped("at a\n\tat b", true)).isEqualTo("at a\n\tat b");
    assertThat(LogGuard.escaped("日本 é", false)).isEqualTo("日本 é");
  }
}
