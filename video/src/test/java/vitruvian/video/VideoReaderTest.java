package vitruvian.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vitruvian.landmarks.ImageSize;
import vitruvian.memory.Ledger;
import vitruvian.tracker.Refusal;
import vitruvian.tracker.image.Upright;

class VideoReaderTest {
  private static final ImageSize SIZE = new ImageSize(96, 64);
  private static final int ONE = 0x10000;

  @TempDir Path folder;

  @Test
  void givesTheFramesInOrderAtTheirTimes() throws IOException {
    var times = Stream.of(0, 40, 45, 120, 121, 2500, 2540, 9000).map(Duration::ofMillis).toList();
    var reading = Clips.read(Clips.write(folder.resolve("clip.mp4"), SIZE, times));

    assertThat(reading.timestamps()).isEqualTo(times);
    assertThat(reading.shots())
        .extracting(Clips.Shot::number)
        .containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L);
    assertThat(reading.shots()).extracting(Clips.Shot::original).containsOnly(SIZE);
    assertThat(reading.damage()).isEmpty();
    Clips.assertAlike(reading.shots(), SIZE);
    for (var shot : reading.shots()) {
      assertThat(Arrays.stream(shot.pixels()).map(pixel -> pixel >>> 24).distinct())
          .containsExactly(0);
    }
  }

  @Test
  void saysWhatIsKnownBeforehand() throws IOException {
    var file = Clips.write(folder.resolve("clip.mp4"), SIZE, Clips.times(30, 40));

    try (var reader = Clips.open(file, new VideoLimits(1_000_000, 48))) {
      var info = reader.info();
      assertThat(info.image()).isEqualTo(SIZE);
      assertThat(info.frame()).isEqualTo(new ImageSize(48, 32));
      assertThat(info.framesPerSecond()).hasValue(25);
      assertThat(info.frames()).isEqualTo(OptionalLong.of(30));
      assertThat(info.duration()).contains(Duration.ofMillis(1200));
      assertThat(info.codec()).isEqualTo("h264");
    }
  }

  @ParameterizedTest
  @CsvSource({"96, 64, 50", "64, 96, 33", "130, 70, 129", "18, 200, 7", "96, 64, 96"})
  void shrinksAsPicturesAreShrunk(int width, int height, int maxSide) throws IOException {
    var size = new ImageSize(width, height);
    var file = Clips.write(folder.resolve("clip.mp4"), size, Clips.times(2, 40));

    var reading = Clips.read(file, new VideoLimits(1_000_000, maxSide));

    var shrunk = Upright.shrunk(size, maxSide);
    assertThat(reading.info().frame()).isEqualTo(shrunk);
    assertThat(reading.shots()).extracting(Clips.Shot::size).containsOnly(shrunk);
    assertThat(reading.shots()).extracting(Clips.Shot::original).containsOnly(size);
  }

  // What is expected is computed from the matrix itself, as the standard defines it.
  @ParameterizedTest
  @CsvSource({
    "1, 0, 0, 1", "-1, 0, 0, 1", "-1, 0, 0, -1", "1, 0, 0, -1",
    "0, 1, 1, 0", "0, 1, -1, 0", "0, -1, -1, 0", "0, -1, 1, 0"
  })
  void turnsFramesByTheMatrixOfTheFile(int a, int b, int c, int d) throws IOException {
    var file = Clips.write(folder.resolve("clip.mp4"), SIZE, Clips.times(2, 40));
    var turnedFile =
        Mp4.of(file).matrix(a * ONE, b * ONE, c * ONE, d * ONE).write(folder.resolve("turned.mp4"));
    var straight = Clips.read(file);

    var turned = Clips.read(turnedFile);

    var size =
        a == 0 ? new ImageSize(/* width= */ SIZE.height(), /* height= */ SIZE.width()) : SIZE;
    assertThat(turned.info().image()).isEqualTo(size);
    for (int i = 0; i < 2; i++) {
      var expected = new int[SIZE.width() * SIZE.height()];
      int[] stored = straight.shots().get(i).pixels();
      for (int q = 0; q < SIZE.height(); q++) {
        for (int p = 0; p < SIZE.width(); p++) {
          int x = a * p + c * q + (a + c < 0 ? size.width() - 1 : 0);
          int y = b * p + d * q + (b + d < 0 ? size.height() - 1 : 0);
          expected[y * size.width() + x] = stored[q * SIZE.width() + p];
        }
      }
      assertThat(turned.shots().get(i).size()).isEqualTo(size);
      assertThat(turned.shots().get(i).original()).isEqualTo(size);
      assertThat(turned.shots().get(i).pixels()).isEqualTo(expected);
    }
  }

  // The size in which the track is shown, 16.16, stands behind the matrix.
  @ParameterizedTest
  @CsvSource({
    "192, 64, 192, 64, 1, 0",
    "96, 96, 96, 96, 1, 0",
    "48, 64, 96, 128, 1, 0",
    "192, 64, 64, 192, 0, 1",
    "96, 64, 96, 64, 1, 0"
  })
  void framesHaveTheShapeInWhichTheyAreShown(
      int shownWidth, int shownHeight, int width, int height, int a, int b) throws IOException {
    var file = Clips.write(folder.resolve("clip.mp4"), SIZE, Clips.times(3, 40));
    var edited = Mp4.of(file).matrix(a * ONE, b * ONE, -b * ONE, a * ONE);
    int at = edited.content("moov", "trak", "tkhd") + 76;
    edited.put(at, shownWidth * ONE).put(at + 4, shownHeight * ONE);
    var shape = edited.write(folder.resolve("shape.mp4"));
    var size = new ImageSize(width, height);

    var reading = Clips.read(shape);

    assertThat(reading.damage()).isEmpty();
    assertThat(reading.info().image()).isEqualTo(size);
    assertThat(reading.shots()).hasSize(3);
    for (int i = 0; i < 3; i++) {
      assertThat(reading.shots().get(i).size()).isEqualTo(size);
      assertThat(reading.shots().get(i).original()).isEqualTo(size);
      if (b == 0) {
        var expected = Clips.pixels(size, i);
        assertThat(Clips.difference(reading.shots().get(i).pixels(), expected)).isLessThan(12);
      }
    }
    var limited = Clips.read(shape, new VideoLimits(1_000_000, 48));
    assertThat(limited.info().frame()).isEqualTo(Upright.shrunk(size, 48));
    assertThat(limited.shots()).extracting(Clips.Shot::original).containsOnly(size);
    assertThat(Clips.refusal(shape, new VideoLimits((long) width * height - 1, 0)).reason())
        .isEqualTo(Refusal.IMAGE_TOO_LARGE);
  }

  @Test
  void theNextTimeCanBeSeenWithoutTakingTheFrame() throws IOException {
    var file = Clips.write(folder.resolve("clip.mp4"), SIZE, Clips.times(5, 40));
    var whole = Clips.read(file).traces();

    try (var reader = Clips.open(file)) {
      for (int i = 0; i < 5; i++) {
        assertThat(reader.peek()).contains(Duration.ofMillis(40L * i));
        assertThat(reader.peek()).contains(Duration.ofMillis(40L * i));
        if (i % 2 == 0) {
          assertThat(reader.skip()).isTrue();
        } else {
          try (var frame = reader.next().orElseThrow()) {
            assertThat(Clips.Shot.of(frame).trace()).isEqualTo(whole.get(i));
            assertThat(frame.duration()).isEqualTo(Duration.ofMillis(40));
          }
        }
      }
      assertThat(reader.peek()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"9000, 0", "12000, 4500", "19000, 4500", "3600000, 4500"})
  void aPlaceFarBehindIsReachedWithoutDecodingEverything(int to, int least) throws IOException {
    // A key frame each 25 frames, which are 4.5 s here.
    var times = Clips.times(120, 180);
    var file = Clips.write(folder.resolve("clip.mp4"), SIZE, times);
    var whole = Clips.read(file).traces();

    try (var reader = Clips.open(file)) {
      reader.advance(Duration.ofMillis(to));

      int number = (int) reader.number();
      assertThat(number * 180).isBetween(least, to);
      assertThat(reader.peek()).contains(times.get(number));
      for (int i = number; i < times.size(); i++) {
        try (var frame = reader.next().orElseThrow()) {
          assertThat(Clips.Shot.of(frame).trace()).isEqualTo(whole.get(i));
        }
      }
      assertThat(reader.peek()).isEmpty();
      assertThat(reader.damage()).isEmpty();
    }
  }

  @Test
  void theEndStaysTheEndAndAClosedReaderReadsNoMore() throws IOException {
    var file = Clips.write(folder.resolve("clip.mp4"), SIZE, Clips.times(2, 40));
    var reader = Clips.open(file);
    for (int i = 0; i < 2; i++) {
      reader.next().orElseThrow().close();
    }

    assertThat(reader.next()).isEmpty();
    assertThat(reader.next()).isEmpty();
    assertThat(reader.skip()).isFalse();
    assertThat(reader.damage()).isEmpty();
    reader.close();
    reader.close();
    assertThatIllegalStateException().isThrownBy(reader::next);
    assertThatIllegalStateException().isThrownBy(reader::skip);
    assertThat(reader.info().image()).isEqualTo(SIZE);
  }

  @Test
  void framesOutliveTheirReader() throws IOException {
    var file = Clips.write(folder.resolve("clip.mp4"), SIZE, Clips.times(2, 40));
    var reader = Clips.open(file);
    var first = reader.next().orElseThrow();
    var second = reader.next().orElseThrow();
    reader.close();

    try (first;
        second) {
      Clips.assertAlike(Stream.of(first, second).map(Clips.Shot::of).toList(), SIZE);
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "7", "19"})
  void whatComesAfterSkippedFramesIsAsIfTheyWereRead(int skipped) throws IOException {
    var file = Clips.write(folder.resolve("clip.mp4"), SIZE, Clips.times(20, 40));
    var whole = Clips.read(file).traces();

    try (var reader = Clips.open(file)) {
      for (int i = 0; i < skipped; i++) {
        assertThat(reader.skip()).isTrue();
      }
      for (int i = skipped; i < 20; i++) {
        try (var frame = reader.next().orElseThrow()) {
          assertThat(Clips.Shot.of(frame).trace()).isEqualTo(whole.get(i));
        }
      }
      assertThat(reader.skip()).isFalse();
    }
  }

  // Frames one after the other, whose times the file gives as one and the same.
  @Test
  void timesRiseWhereThoseOfTheFileDoNot() throws IOException {
    var file = Clips.write(folder.resolve("clip.mp4"), SIZE, Clips.times(10, 40));
    var edited = Mp4.of(file);
    int times = edited.content("moov", "trak", "mdia", "minf", "stbl", "stts");
    edited.put(times + 12, 0).write(folder.resolve("still.mp4"));

    var reading = Clips.read(folder.resolve("still.mp4"));

    assertThat(reading.shots()).hasSize(10);
    assertThat(reading.timestamps()).isSorted().doesNotHaveDuplicates();
  }

  // The longest step that the format can express, in the smallest and in the largest unit.
  @ParameterizedTest
  @CsvSource({"1", "2147483647"})
  void absurdTimesRiseToo(int unitsPerSecond) throws IOException {
    var file = Clips.write(folder.resolve("clip.mp4"), SIZE, Clips.times(10, 40));
    var edited = Mp4.of(file);
    int times = edited.content("moov", "trak", "mdia", "minf", "stbl", "stts");
    edited
        .put(times + 12, Integer.MAX_VALUE)
        .put(edited.content("moov", "trak", "mdia", "mdhd") + 12, unitsPerSecond)
        .write(folder.resolve("absurd.mp4"));

    var reading = Clips.read(folder.resolve("absurd.mp4"));

    assertThat(reading.shots()).hasSize(10);
    assertThat(reading.timestamps()).isSorted().doesNotHaveDuplicates();
    assertThat(reading.timestamps().getLast()).isLessThan(Duration.ofDays(10 * 366));
  }

  @Test
  void whatIsThereOfACutFileIsGivenAndTheRestTold() throws IOException {
    var size = new ImageSize(160, 120);
    var file = Clips.write(folder.resolve("clip.mp4"), size, Clips.times(30, 40));
    var front = indexInFront(Files.readAllBytes(file));
    Files.write(file, front);
    var whole = Clips.read(file);
    assertThat(whole.shots()).hasSize(30);
    assertThat(whole.damage()).isEmpty();
    int before = 0;

    for (int i = 1; i < 10; i++) {
      int index = front.length * i / 10;
      var opening = Clips.cut(file, front, index);
      if (opening.isEmpty()) {
        assertThat(before).as("once it opens, more of it opens too").isZero();
        continue;
      }
      var reading = opening.get();
      assertThat(reading.damage()).as("cut at %d", index).isPresent();
      assertThat(reading.shots().size()).isBetween(Math.max(1, before), 30);
      before = reading.shots().size();
      // The last one may be half a picture.
      assertThat(reading.traces().subList(0, before - 1))
          .isEqualTo(whole.traces().subList(0, before - 1));
    }
    assertThat(before).isGreaterThan(15);
  }

  // As programs make files for the web: the index comes first, so that a cut leaves it there.
  private static byte[] indexInFront(byte[] file) {
    var mp4 = new Mp4(file);
    int data = mp4.content("mdat") - 8;
    int index = mp4.content("moov") - 8;
    int length = file.length - index;
    int chunks = mp4.content("moov", "trak", "mdia", "minf", "stbl", "stco");
    var view = ByteBuffer.wrap(mp4.bytes());
    for (int i = 0; i < view.getInt(chunks + 4); i++) {
      int at = chunks + 8 + 4 * i;
      view.putInt(at, view.getInt(at) + length);
    }
    var turned = view.array().clone();
    System.arraycopy(view.array(), index, turned, data, length);
    System.arraycopy(view.array(), data, turned, data + length, index - data);
    return turned;
  }

  @Test
  void bytesBehindTheEndDoNoHarm() throws IOException {
    var file = Clips.write(folder.resolve("clip.mp4"), SIZE, Clips.times(5, 40));
    Files.write(file, new byte[1000], StandardOpenOption.APPEND);

    assertThat(Clips.read(file).shots()).hasSize(5);
  }

  @Test
  void aDamagedPictureDoesNotEndTheVideo() throws IOException {
    var size = new ImageSize(160, 120);
    var file = Clips.write(folder.resolve("clip.mp4"), size, Clips.times(60, 40));
    var bytes = Mp4.of(file).bytes();
    int data = new Mp4(bytes).content("mdat");
    int from = data + (new Mp4(bytes).content("moov") - data) / 2;
    Arrays.fill(bytes, from, from + 300, (byte) 0xff);
    Files.write(file, bytes);

    var reading = Clips.read(file);

    assertThat(reading.damage()).isPresent();
    assertThat(reading.shots().size()).isGreaterThan(50);
    assertThat(reading.timestamps()).isSorted().doesNotHaveDuplicates();
    assertThat(reading.timestamps().getLast()).isEqualTo(Duration.ofMillis(59 * 40));
  }

  @Test
  void theLedgerKnowsTheDecoderAndItsFrames() throws IOException {
    var file = Clips.write(folder.resolve("clip.mp4"), SIZE, Clips.times(2, 40));
    long before = Ledger.process().bytes();
    try (var reader = Clips.open(file);
        var _ = reader.next().orElseThrow()) {
      assertThat(Ledger.process().bytes() - before)
          .isGreaterThan(4L * SIZE.width() * SIZE.height());
    }
    assertThat(Ledger.process().bytes()).isEqualTo(before);
  }
}
