package vitruvian.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vitruvian.tracker.TrackState;

class CheckpointTest {
  @TempDir Path folder;

  private Path written(Checkpoint checkpoint) throws IOException {
    var file = folder.resolve("clip.resume");
    checkpoint.write(file);
    return file;
  }

  private static Checkpoint checkpoint() {
    return new Checkpoint("5 bytes: of a time", 7, 5, 12_345_678_901L, TrackState.FRESH);
  }

  @Test
  void isReadAsItWasWritten() throws IOException {
    var read = Checkpoint.read(written(checkpoint()));

    assertThat(read.run()).isEqualTo("5 bytes: of a time");
    assertThat(read.frames()).isEqualTo(7);
    assertThat(read.withPerson()).isEqualTo(5);
    assertThat(read.position()).isEqualTo(12_345_678_901L);
    assertThat(read.state().toBytes()).isEqualTo(TrackState.FRESH.toBytes());
    assertThat(Cli.files(folder)).containsExactly("clip.resume");
  }

  @ParameterizedTest
  @CsvSource({
    "vitruvian 1, vitruvian 2",
    "frames: 7, frames: 4",
    "frames: 7, frames: many",
    "withPerson: 5, withPerson: -1",
    "position: 12, position: -12",
    "position: 12345678901, half: 1",
    "state: , state: ?",
    "state: , state: AAAA"
  })
  void damageIsRefused(String before, String after) throws IOException {
    var file = written(checkpoint());
    var text = Files.readString(file);
    assertThat(text).contains(before);
    Files.writeString(file, text.replaceFirst(before, after));

    assertThatExceptionOfType(CannotResume.class)
        .isThrownBy(() -> Checkpoint.read(file))
        .withMessageStartingWith(file + " is ")
        .withMessageEndingWith("; run again without --resume");
  }

  @Test
  void everyCutIsRefused() throws IOException {
    var file = written(checkpoint());
    var text = Files.readString(file);
    for (int length = 0; length < text.length() - 2; length++) {
      Files.writeString(file, text.substring(0, length));
      assertThatExceptionOfType(CannotResume.class).isThrownBy(() -> Checkpoint.read(file));
    }
  }
}
