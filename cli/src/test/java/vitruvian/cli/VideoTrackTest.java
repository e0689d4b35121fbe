package vitruvian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vitruvian.landmarks.FrameResult;
import vitruvian.landmarks.ResultJson;

/// `track` on whole videos; what breaks off is [VideoResumeTest]'s.
class VideoTrackTest {
  private static final int FRAMES = 12;

  @TempDir static Path clips;
  @TempDir Path folder;

  private static Path clip;

  @BeforeAll
  static void write() throws IOException {
    clip = Clip.write(clips.resolve("clip.mp4"), FRAMES, 2);
  }

  private Cli track(Object... more) {
    return Cli.run(
        Stream.concat(Stream.of("track", clip, "--out", folder, "--complexity", 0), Stream.of(more))
            .toArray());
  }

  private static List<FrameResult> results(List<String> lines) {
    return lines.stream().map(ResultJson::readLine).toList();
  }

  @Test
  void writesALineForEachFrameAndTheOverlay() throws IOException {
    var run = track();

    assertThat(run.err()).startsWith("1 video of 12 frames, 12 with a person, 0 failed, ");
    assertThat(run.code()).isZero();
    assertThat(run.out()).isEmpty();
    assertThat(Cli.files(folder)).containsExactly("clip.jsonl", "clip.overlay.mp4");
    var results = results(Files.readAllLines(folder.resolve("clip.jsonl")));
    assertThat(results.stream().map(FrameResult::frame))
        .isEqualTo(LongStream.range(0, FRAMES).boxed().toList());
    assertThat(results.stream().map(FrameResult::timestamp))
        .isEqualTo(IntStream.range(0, FRAMES).mapToObj(i -> Duration.ofMillis(40L * i)).toList());
    for (var result : results) {
      assertThat(result.result().image()).isEqualTo(Clip.SIZE);
      assertThat(result.result().people()).hasSize(1);
      assertThat(result.result().timing().decode()).isPositive();
    }
    var drawn = Clip.frames(folder.resolve("clip.overlay.mp4"));
    var plain = Clip.frames(clip);
    assertThat(drawn).hasSize(FRAMES);
    for (int i = 0; i < FRAMES; i++) {
      assertThat(differences(drawn.get(i), plain.get(i))).as("frame %d", i).isGreaterThan(100);
    }
  }

  // Far more than what a codec changes in a pixel.
  private static long differences(int[] one, int[] other) {
    return IntStream.range(0, one.length)
        .filter(i -> Math.abs((one[i] >> 8 & 255) - (other[i] >> 8 & 255)) > 60)
        .count();
  }

  @Test
  void writesCsv() throws IOException {
    var run = track("--format", "csv", "--no-overlay");

    assertThat(run.code()).isZero();
    assertThat(Cli.files(folder)).containsExactly("clip.csv");
    var lines = Files.readAllLines(folder.resolve("clip.csv"));
    assertThat(lines.getFirst()).startsWith("frame,");
    assertThat(lines.stream().skip(1).map(line -> line.split(",", 2)[0]).distinct())
        .isEqualTo(IntStream.range(0, FRAMES).mapToObj(Integer::toString).toList());
  }

  @Test
  void writesPoseFilesWithNothingBesideThem() throws IOException {
    var run = track("--format", "pose", "--no-overlay");

    assertThat(run.code()).isZero();
    assertThat(Cli.files(folder)).containsExactly("clip.pose");
    long points = 33 + 468 + 21 + 21 + 33;
    assertThat(Files.size(folder.resolve("clip.pose"))).isGreaterThan(FRAMES * points * 16);
  }

  @Test
  void standardOutputHasTheLinesAndNothingElse() throws IOException {
    track("--no-overlay");
    var expected = Files.readString(folder.resolve("clip.jsonl"));

    var run = Cli.run("track", clip, "--out", "-", "--complexity", 0);

    assertThat(run.code()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(Cli.withoutTiming(run.out())).isEqualTo(Cli.withoutTiming(expected));
  }

  @Test
  void theFrameRateStandsForTheTimesOfTheFile() throws IOException {
    var run = track("--frame-rate", 10, "--no-overlay");

    assertThat(run.code()).isZero();
    assertThat(
            results(Files.readAllLines(folder.resolve("clip.jsonl"))).stream()
                .map(FrameResult::timestamp))
        .isEqualTo(IntStream.range(0, FRAMES).mapToObj(i -> Duration.ofMillis(100L * i)).toList());
  }

  @Test
  void picturesHaveNoPoseFiles() throws IOException {
    var run = Cli.run("track", Cli.ASTRONAUT, "--out", folder, "--format", "pose");

    assertThat(run.code()).isEqualTo(Exit.FAILED);
    assertThat(run.err()).contains("astronaut.png: --format pose is for videos");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void ofADamagedVideoWhatDecodesIsWritten() throws IOException {
    var damaged = folder.resolve("damaged.mp4");
    Files.write(damaged, Clip.damaged(Files.readAllBytes(clip)));

    var run = Cli.run("track", damaged, "--complexity", 0);

    assertThat(run.code()).isEqualTo(Exit.FAILED);
    assertThat(run.err())
        .contains("damaged.mp4: the video is damaged: ", " frames are written")
        .contains(", 1 failed, ");
    assertThat(Cli.files(folder))
        .containsExactly("damaged.jsonl", "damaged.mp4", "damaged.overlay.mp4");
    int written = Files.readAllLines(folder.resolve("damaged.jsonl")).size();
    assertThat(written).isBetween(1, FRAMES);
    assertThat(Clip.frames(folder.resolve("damaged.overlay.mp4"))).hasSize(written);
  }

  @Test
  void picturesAndVideosTogetherOnTwoThreadsAreAsOneByOne() throws IOException {
    var in = Files.createDirectories(folder.resolve("in"));
    Files.copy(clip, in.resolve("a.mp4"));
    Clip.write(in.resolve("b.mp4"), 8, 3);
    Cli.portrait(in.resolve("a.png"));
    Files.copy(clip, in.resolve("nameless"));
    var expected = "1 picture and 3 videos of 32 frames, 33 with a person, 0 failed, ";

    var one = alone(in, "one", 1);
    var two = alone(in, "two", 2);

    assertThat(one.err()).startsWith(expected);
    assertThat(two.err()).startsWith(expected).endsWith(" frames/s\n");
    var files = Cli.files(folder.resolve("one"));
    assertThat(files)
        .containsExactly(
            "a.json",
            "a.jsonl",
            "a.overlay.mp4",
            "a.overlay.png",
            "b.jsonl",
            "b.overlay.mp4",
            "nameless.jsonl",
            "nameless.overlay.mp4");
    assertThat(Cli.files(folder.resolve("two"))).isEqualTo(files);
    for (var file : files) {
      var first = folder.resolve("one").resolve(file);
      var second = folder.resolve("two").resolve(file);
      if (file.contains(".json")) {
        assertThat(Cli.withoutTiming(Files.readString(second)))
            .as(file)
            .isEqualTo(Cli.withoutTiming(Files.readString(first)));
      } else if (file.endsWith(".mp4")) {
        // Where a file was flushed depends on the time, and shows in its bytes.
        assertThat(Clip.frames(second).toArray()).as(file).isEqualTo(Clip.frames(first).toArray());
      } else {
        assertThat(second).as(file).hasSameBinaryContentAs(first);
      }
    }
  }

  private Cli alone(Path in, String out, int threads) {
    return Cli.run(
        "track",
        in,
        in.resolve("nameless"),
        "--out",
        folder.resolve(out),
        "--threads",
        threads,
        "--complexity",
        0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"csv", "jsonl"})
  void aPictureAndAVideoOfOneNameHaveResultsOfTwo(String format) throws IOException {
    Files.copy(clip, folder.resolve("clip.mp4"));
    Cli.portrait(folder.resolve("clip.png"));
    Cli.portrait(folder.resolve("other.png"));
    Object[] args = {"track", folder, "--format", format, "--complexity", 0, "--no-overlay"};

    var run = Cli.run(args);

    assertThat(run.code()).isZero();
    assertThat(run.err())
        .contains("clip.mp4.* of ", "clip.png.* of ", "2 pictures and 1 video of 12 frames");
    var expected =
        List.of(
            "clip.mp4",
            "clip.mp4." + format,
            "clip.png",
            "clip.png." + format,
            "other." + format,
            "other.png");
    assertThat(Cli.files(folder)).isEqualTo(expected);
    var again = Cli.run(Stream.concat(Stream.of(args), Stream.of("--resume")).toArray());
    assertThat(again.err()).contains("3 done before");
    assertThat(Cli.files(folder)).isEqualTo(expected);
  }

  @Test
  void anInputIsNotOverwrittenByTheResultOfAnother() throws IOException {
    var picture = Cli.portrait(folder.resolve("b.png"));
    var drawn = Cli.portrait(folder.resolve("b.overlay.png"));

    var run = Cli.run("track", picture, drawn, "--complexity", 0);

    assertThat(run.code()).isZero();
    assertThat(drawn).hasSameBinaryContentAs(Cli.ASTRONAUT);
    assertThat(Cli.files(folder))
        .containsExactly(
            "b.overlay.json",
            "b.overlay.overlay.png",
            "b.overlay.png",
            "b.png",
            "b.png.json",
            "b.png.overlay.png");
  }

  // Results, what stands beside them while they are written, and the checkpoint.
  @ParameterizedTest
  @ValueSource(strings = {"json", "pose"})
  void aNameMayBeAsLongAsNamesCanBe(String format) throws IOException {
    for (int length : new int[] {236, 251}) {
      var in = Files.createDirectories(folder.resolve(format + length));
      Files.copy(clip, in.resolve("v".repeat(length) + ".mp4"));
      if (format.equals("json")) {
        Cli.portrait(in.resolve("\u4eba".repeat(length / 3) + ".png"));
      }

      var run = Cli.run("track", in, "--format", format, "--complexity", 0);

      assertThat(run.err()).contains("0 failed");
      assertThat(run.code()).isZero();
      assertThat(Cli.files(in)).hasSize(format.equals("json") ? 6 : 3);
      if (length == 236) {
        assertThat(in.resolve("v".repeat(length) + ".overlay.mp4")).exists();
      }
    }
  }

  @Test
  void resultsThatCannotBeWrittenFail() throws IOException {
    Files.createDirectories(folder.resolve("clip.jsonl/in-the-way"));

    var run = track("--no-overlay");

    assertThat(run.code()).isEqualTo(Exit.FAILED);
    assertThat(run.err()).contains("clip.mp4: the result cannot be written");
  }
}
