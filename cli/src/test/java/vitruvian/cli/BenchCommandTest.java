package vitruvian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BenchCommandTest {
  @Test
  void theTableHasEveryPart() {
    var run = Cli.run("bench", "--seconds", 1);

    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains("astronaut", "found      body, face", "pose_detection", "frame to result")
        .contains("everyone in a picture", "1 person", "2 people", "3 people")
        .contains("1 session", "garbage a picture", "process (RSS)")
        .doesNotContain("NaN");
  }

  @Test
  void theMiddleOfSamplesIsTheirMedian() {
    var samples = new Samples();
    assertThat(samples.median()).isNaN();
    for (int i = 0; i < 101; i++) {
      samples.add((i * 37) % 101);
    }
    assertThat(samples.median()).isEqualTo(50);
    samples.add(1000);
    assertThat(samples.median()).isEqualTo(50.5);
    assertThat(samples.median(101)).isEqualTo(1000);
  }
}
