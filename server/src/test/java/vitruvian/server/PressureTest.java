package vitruvian.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import vitruvian.server.Pressure.Level;

/// The ladder, step by step, at a ceiling of 100.
class PressureTest {
  private final Deque<Long> figures = new ArrayDeque<>();
  private final Deque<Integer> sessions = new ArrayDeque<>();
  private int released;

  // The last figure lasts.
  private long resident() {
    return figures.size() > 1 ? figures.removeFirst() : figures.getFirst();
  }

  private int release() {
    released++;
    return sessions.isEmpty() ? 0 : sessions.removeFirst();
  }

  private Level look(Pressure pressure, long... next) {
    figures.clear();
    for (long figure : next) {
      figures.add(figure);
    }
    pressure.look();
    return pressure.level();
  }

  @Test
  void climbsAndComesDown() {
    var pressure = new Pressure(100, this::resident, this::release);
    assertThat(pressure.level()).isEqualTo(Level.NONE);
    assertThat(look(pressure, 85)).isEqualTo(Level.NONE);
    assertThat(look(pressure, 86)).isEqualTo(Level.TRIMMING);
    assertThat(look(pressure, 90)).isEqualTo(Level.TRIMMING);
    assertThat(released).isZero();
    assertThat(look(pressure, 91)).isEqualTo(Level.TRIMMING);
    assertThat(released).isEqualTo(1);
    assertThat(look(pressure, 95)).isEqualTo(Level.SHEDDING);
    // Not at once, or it would swing.
    assertThat(look(pressure, 94)).isEqualTo(Level.SHEDDING);
    assertThat(look(pressure, 90)).isEqualTo(Level.SHEDDING);
    assertThat(look(pressure, 89)).isEqualTo(Level.TRIMMING);
    assertThat(look(pressure, 85)).isEqualTo(Level.NONE);
  }

  @Test
  void whatTrimmingGivesBackIsEnough() {
    var pressure = new Pressure(100, this::resident, this::release);
    assertThat(look(pressure, 99, 50)).isEqualTo(Level.NONE);
    assertThat(released).isZero();
  }

  @Test
  void whatIdleSessionsGiveBackIsEnough() {
    var pressure = new Pressure(100, this::resident, this::release);
    sessions.add(2);
    assertThat(look(pressure, 99, 99, 80)).isEqualTo(Level.NONE);
    assertThat(released).isEqualTo(1);
  }

  @Test
  void levelsAreNumbersOfTheMetrics() {
    assertThat(List.of(Level.values())).extracting(Level::number).containsExactly(0, 1, 2);
  }
}
