package vitruvian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SummariesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1, 0, 0, 1, 0, 0, 1 | '1 picture, 1 with a person, 0 failed, 0.5 pictures/s'",
        "3, 0, 0, 2, 0, 1, 4 | '3 pictures, 2 with a person, 1 failed, 1.5 pictures/s'",
        "0, 1, 60, 59, 0, 0, 1 | '1 video of 60 frames, 59 with a person, 0 failed, 30.0 frames/s'",
        "2, 2, 1, 3, 0, 0, 4"
            + " | '2 pictures and 2 videos of 1 frame, 3 with a person, 0 failed, 1.5 frames/s'",
        "0, 0, 0, 0, 4, 0, 4"
            + " | '0 pictures, 0 with a person, 4 done before, 0 failed, 0.0 pictures/s'",
        "1, 0, 10, 11, 0, 0, 3 | 'stopped after 1 of 3: 1 picture and 0 videos of 10 frames,"
            + " 11 with a person, 0 failed, 5.5 frames/s'",
        "0, 0, 0, 0, 0, 0, 2 | 'stopped after 0 of 2: 0 pictures, 0 with a person, 0 failed,"
            + " 0.0 pictures/s'"
      })
  void sayWhatBecameOfTheInputs(String numbers, String expected) {
    var all = List.of(numbers.split(", ")).stream().map(Integer::valueOf).toList();
    var summary =
        new Batch.Summary(
            all.get(0),
            all.get(1),
            all.get(2),
            all.get(3),
            all.get(4),
            all.get(5),
            Duration.ofSeconds(2));
    var files =
        IntStream.range(0, all.get(6))
            .mapToObj(i -> new Input(Path.of("in" + i), Path.of("in" + i)))
            .toList();

    assertThat(Summaries.line(summary, new Inputs(files, List.of(), List.of())))
        .isEqualTo(expected);
  }
}
