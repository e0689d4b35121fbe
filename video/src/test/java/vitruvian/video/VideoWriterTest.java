package vitruvian.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vitruvian.landmarks.ImageSize;
import vitruvian.memory.Ledger;

class VideoWriterTest {
  private static final ImageSize SIZE = new ImageSize(96, 64);
  private static final Duration MILLI = Duration.ofMillis(1);
  private static final List<Duration> TIMES = Clips.times(60, 40);

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("clip.mp4");
  }

  private Path before() {
    return folder.resolve("clip.mp4.before");
  }

  @SuppressWarnings("MustBeClosedChecker") // closed by the tests
  private static VideoWriter open(Path file) throws IOException {
    return VideoWriter.open(file, SIZE, 25, Ledger.process());
  }

  @SuppressWarnings("MustBeClosedChecker") // closed by the tests
  private static VideoWriter resume(Path file, ImageSize size, long frames) throws IOException {
    return VideoWriter.resume(file, size, 25, frames, Ledger.process());
  }

  /// Writes some frames and breaks off.
  private static Path brokenOff(Path file, int frames) throws IOException {
    try (var writer = open(file)) {
      Clips.frames(writer, SIZE, TIMES.subList(0, frames), 0);
    }
    return file;
  }

  private static void goOn(Path file, int frames) throws IOException {
    try (var writer = resume(file, SIZE, frames)) {
      Clips.frames(writer, SIZE, TIMES, frames);
      writer.finish();
    }
  }

  private void assertWhole() throws IOException {
    var reading = Clips.read(file());
    assertThat(reading.timestamps()).isEqualTo(TIMES);
    assertThat(reading.damage()).isEmpty();
    Clips.assertAlike(reading.shots(), SIZE);
    assertThat(before()).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "96, 64, 96, 64",
    "97, 65, 96, 64",
    "17, 33, 16, 32",
    "8, 8, 16, 16",
    "1, 1, 16, 16",
    "2, 40, 16, 320",
    "640, 360, 640, 360",
    "4000, 2400, 3718, 2230"
  })
  void whatIsWrittenCanBeReadAgain(int width, int height, int readWidth, int readHeight)
      throws IOException {
    var size = new ImageSize(width, height);
    var read = new ImageSize(readWidth, readHeight);

    var reading = Clips.read(Clips.write(file(), size, Clips.times(3, 40)));

    assertThat(reading.shots()).hasSize(3);
    assertThat(VideoWriter.encoded(size)).isEqualTo(read);
    for (int i = 0; i < 3; i++) {
      var shot = reading.shots().get(i);
      assertThat(shot.size()).isEqualTo(read);
      assertThat(Clips.difference(shot.pixels(), taken(Clips.pixels(size, i), size, read)))
          .isLessThan(20);
    }
  }

  // Without the last row or column of an odd side, and the nearest pixels where it is scaled.
  private static int[] taken(int[] pixels, ImageSize size, ImageSize read) {
    int width = size.width() < 16 ? size.width() : size.width() & ~1;
    int height = size.height() < 16 ? size.height() : size.height() & ~1;
    var taken = new int[read.width() * read.height()];
    for (int y = 0; y < read.height(); y++) {
      for (int x = 0; x < read.width(); x++) {
        taken[y * read.width() + x] =
            pixels[y * height / read.height() * size.width() + x * width / read.width()];
      }
    }
    return taken;
  }

  @Test
  void framesOfAnotherSizeAreScaled() throws IOException {
    var other = new ImageSize(192, 128);
    try (var writer = open(file())) {
      writer.write(Clips.pixels(SIZE, 0), SIZE, TIMES.get(0));
      writer.write(Clips.pixels(other, 1), other, TIMES.get(1));
      writer.write(Clips.pixels(new ImageSize(31, 21), 2), new ImageSize(31, 21), TIMES.get(2));
      writer.write(Clips.pixels(SIZE, 3), SIZE, TIMES.get(3));
      writer.finish();
    }

    var shots = Clips.read(file()).shots();
    assertThat(shots).hasSize(4).extracting(Clips.Shot::size).containsOnly(SIZE);
    // Resampled in another way.
    assertThat(Clips.difference(shots.get(1).pixels(), Clips.pixels(SIZE, 1))).isLessThan(15);
    assertThat(Clips.difference(shots.get(3).pixels(), Clips.pixels(SIZE, 3))).isLessThan(6);
  }

  @Test
  void timesThatDoNotRiseAreTolerated() throws IOException {
    var times = List.of(0, 40, 40, 40, 20, 120).stream().map(Duration::ofMillis).toList();
    var reading = Clips.read(Clips.write(file(), SIZE, times));

    assertThat(reading.shots()).hasSize(6);
    assertThat(reading.timestamps()).isSorted().doesNotHaveDuplicates();
    assertThat(reading.timestamps().getLast()).isEqualTo(Duration.ofMillis(120));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-9, 0.001, 1000, 90_000, 1e12})
  void absurdRatesAreTolerated(double rate) throws IOException {
    try (var writer = VideoWriter.open(file(), SIZE, rate, Ledger.process())) {
      Clips.frames(writer, SIZE, Clips.times(5, 40), 0);
      writer.finish();
    }

    assertThat(Clips.read(file()).timestamps()).isEqualTo(Clips.times(5, 40));
  }

  // Frames come at any distance from the average, and the file is flushed in between: what a muxer
  // then takes as the length of the last frame must not make the next one late.
  @Test
  void timesAreThoseGivenAtAnyRateAndWhereverItWasFlushed() throws IOException {
    var times = new ArrayList<Duration>();
    var time = Duration.ZERO;
    for (int i = 0; i < 40; i++) {
      times.add(time);
      time = time.plusNanos(i % 20 < 15 ? 33_366_700 : 2_000_000_000);
    }
    try (var writer = VideoWriter.open(file(), SIZE, 3, Ledger.process())) {
      for (int i = 0; i < times.size(); i++) {
        if (i % 7 == 5) {
          writer.flush(times.get(i));
        }
        writer.write(Clips.pixels(SIZE, i), SIZE, times.get(i), Duration.ofMillis(700));
      }
      writer.finish();
    }

    var reading = Clips.read(file());
    assertThat(reading.timestamps()).hasSameSizeAs(times);
    for (int i = 0; i < times.size(); i++) {
      assertThat(reading.timestamps().get(i)).as("frame %d", i).isCloseTo(times.get(i), MILLI);
    }
    var end = times.getLast().plusMillis(700);
    assertThat(reading.info().duration().orElseThrow()).isCloseTo(end, MILLI);
  }

  @Test
  void whatWasFlushedCanBePlayedWhateverComes() throws IOException {
    try (var writer = open(file())) {
      for (int flushed : new int[] {1, 12, 40}) {
        int from = flushed == 1 ? 0 : flushed == 12 ? 1 : 12;
        Clips.frames(writer, SIZE, TIMES.subList(0, flushed), from);
        writer.flush(TIMES.get(flushed));
        var copy = Files.copy(file(), folder.resolve("copy%d.mp4".formatted(flushed)));
        var reading = Clips.read(copy);
        assertThat(reading.timestamps()).isEqualTo(TIMES.subList(0, flushed));
        Clips.assertAlike(reading.shots(), SIZE);
      }
    }
  }

  @Test
  void aClosedWriterLeavesAllFramesAndWritesNoMore() throws IOException {
    var writer = open(file());
    Clips.frames(writer, SIZE, TIMES.subList(0, 30), 0);
    writer.close();
    writer.close();

    assertThat(Clips.read(file()).timestamps()).isEqualTo(TIMES.subList(0, 30));
    assertThatIllegalStateException().isThrownBy(() -> Clips.frames(writer, SIZE, TIMES, 30));
    assertThatIllegalStateException().isThrownBy(() -> writer.flush(Duration.ZERO));
    assertThatIllegalStateException().isThrownBy(writer::finish);
  }

  @Test
  void aFinishedFileIsNotWrittenTo() throws IOException {
    try (var writer = open(file())) {
      Clips.frames(writer, SIZE, TIMES, 0);
      writer.finish();
      assertThatIllegalStateException().isThrownBy(() -> writer.flush(Duration.ZERO));
      assertThatIllegalStateException().isThrownBy(writer::finish);
      assertThatIllegalStateException()
          .isThrownBy(() -> writer.write(Clips.pixels(SIZE, 0), SIZE, Duration.ofHours(1)));
    }
    assertWhole();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 12, 25, 26, 40})
  void goesOnWithAFileThatWasBrokenOff(int frames) throws IOException {
    var first = Clips.read(brokenOff(file(), 40)).traces().subList(0, frames);

    goOn(file(), frames);

    assertWhole();
    assertThat(Clips.read(file()).traces()).startsWith(first.toArray(String[]::new));
  }

  @Test
  void goesOnWithAFinishedFile() throws IOException {
    Clips.write(file(), SIZE, TIMES);
    goOn(file(), 17);
    assertWhole();
  }

  // As a kill in the middle of a write leaves it.
  @Test
  void goesOnBehindWhatWasFlushedBeforeAKill() throws IOException {
    var killed = folder.resolve("killed.mp4");
    try (var writer = open(killed)) {
      Clips.frames(writer, SIZE, TIMES.subList(0, 30), 0);
      writer.flush(TIMES.get(30));
      long flushed = Files.size(killed);
      Clips.frames(writer, SIZE, TIMES, 30);
      writer.flush(Duration.ofMinutes(1));
      var all = Files.readAllBytes(killed);
      Files.write(file(), Arrays.copyOf(all, (int) (flushed + all.length) / 2));
    }

    goOn(file(), 30);

    assertWhole();
  }

  @Test
  void goesOnAfterGoingOnWasKilled() throws IOException {
    brokenOff(before(), 40);
    Files.write(file(), new byte[100]);

    goOn(file(), 40);

    assertWhole();
  }

  // Otherwise going on with a later file would take its frames.
  @Test
  void aNewFileDropsWhatIsLeftOfAnOldOne() throws IOException {
    brokenOff(before(), 40);

    brokenOff(file(), 40);

    assertThat(before()).doesNotExist();
  }

  @Test
  void timesRiseAlsoBehindOnesThatWereMadeUp() throws IOException {
    var still = Collections.nCopies(10, Duration.ZERO);
    Clips.write(file(), SIZE, still);
    try (var writer = resume(file(), SIZE, 10)) {
      writer.write(Clips.pixels(SIZE, 10), SIZE, Duration.ZERO);
      writer.write(Clips.pixels(SIZE, 11), SIZE, Duration.ofSeconds(1));
      writer.finish();
    }

    var reading = Clips.read(file());
    assertThat(reading.shots()).hasSize(12);
    assertThat(reading.timestamps().getLast()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void refusesToGoOnInAnotherSizeOrWithFramesThatAreNotThere() throws IOException {
    var bytes = Files.readAllBytes(brokenOff(file(), 40));

    assertThatIOException()
        .isThrownBy(() -> resume(file(), new ImageSize(64, 96), 10).close())
        .withMessage(file() + ": it was written with another size or rate");
    assertThat(file()).hasBinaryContent(bytes);
    assertThatIOException()
        .isThrownBy(() -> resume(file(), SIZE, 41).close())
        .withMessage(file() + ": only 40 of the 41 frames are there");
    assertThat(file()).hasBinaryContent(bytes);
    assertThat(before()).doesNotExist();

    goOn(file(), 40);
    assertWhole();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "no video", "ffconcat version 1.0\nfile other.mp4\n", "#EXTM3U\nother.mp4\n"})
  void refusesToGoOnWithWhatIsNoVideo(String content) throws IOException {
    brokenOff(folder.resolve("other.mp4"), 20);
    Files.writeString(file(), content);

    assertThatIOException().isThrownBy(() -> resume(file(), SIZE, 10).close());
    assertThat(file()).hasContent(content);
    assertThat(before()).doesNotExist();
  }

  @Test
  void refusesToGoOnWithAFileWithoutATrack() throws IOException {
    var bytes =
        Mp4.of(brokenOff(folder.resolve("other.mp4"), 20))
            .rename("free", "moov", "trak")
            .write(file());

    assertThatIOException().isThrownBy(() -> resume(bytes, SIZE, 10).close());
  }

  @Test
  void refusesToGoOnWithNothing() {
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> resume(file(), SIZE, 10).close());
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aPlaceThatCannotBeWrittenToIsAnIOException() throws IOException {
    var nowhere = folder.resolve("missing/clip.mp4");
    assertThatIOException()
        .isThrownBy(() -> open(nowhere).close())
        .withMessageStartingWith(nowhere + ": ");
    assertThatIOException().isThrownBy(() -> open(folder).close());
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aFullDiskIsAnIOException() {
    var full = Path.of("/dev/full");
    assumeTrue(Files.exists(full));

    assertThatIOException()
        .isThrownBy(
            () -> {
              try (var writer = open(full)) {
                Clips.frames(writer, SIZE, TIMES, 0);
                writer.finish();
              }
            });
  }
}
