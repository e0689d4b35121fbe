package vitruvian.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vitruvian.landmarks.FrameResult;
import vitruvian.landmarks.HolisticResult;
import vitruvian.landmarks.ImageSize;
import vitruvian.landmarks.NormalizedPoseLandmark;
import vitruvian.landmarks.Person;
import vitruvian.landmarks.Pose;
import vitruvian.landmarks.ResultJson;
import vitruvian.landmarks.Timing;
import vitruvian.landmarks.WorldPoseLandmark;

/// Other forms of results that are there already.
class ConvertCommandTest {
  private static final Path JUDGES = Path.of("../../shared/motion");
  private static final Path PYTHON = Path.of("/usr/bin/python3");

  @TempDir Path folder;

  // Somebody who stands somehow; only the forms are looked at here.
  private static Person person(double shift) {
    return person(shift, 0);
  }

  private static Person person(double shift, double phase) {
    var image = new ArrayList<NormalizedPoseLandmark>();
    var space = new ArrayList<WorldPoseLandmark>();
    for (int i = 0; i < Pose.POINTS; i++) {
      float x = (float) (Math.sin(i * 1.7 + phase) * 0.3);
      float y = (float) (Math.cos(i * 2.3 - phase) * 0.7);
      float z = (float) (Math.sin(i * 0.9 + phase) * 0.2);
      image.add(
          new NormalizedPoseLandmark(
              (float) (0.5 + shift + x / 4), (float) (0.5 + y / 3), z / 4, 1, 1));
      space.add(new WorldPoseLandmark(x, y, z, 1, 1));
    }
    return new Person(
        new Pose(image, space, 1),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /// Results of somebody whose joints all move, 25 a second.
  static Path moving(Path file, int frames) throws IOException {
    var size = new ImageSize(640, 480);
    try (var out = Files.newOutputStream(file)) {
      for (int i = 0; i < frames; i++) {
        ResultJson.writeLine(
            new FrameResult(
                i,
                Duration.ofMillis(40L * i),
                new HolisticResult(size, size, List.of(person(0, 0.1 * i)), Timing.NONE)),
            out);
      }
    }
    return file;
  }

  private Path results(String name, int frames, int people) throws IOException {
    var file = folder.resolve(name);
    try (var out = Files.newOutputStream(file)) {
      for (int i = 0; i < frames; i++) {
        var found = new ArrayList<Person>();
        for (int p = 0; p < people; p++) {
          found.add(person(0.1 * p));
        }
        var size = new ImageSize(640, 480);
        ResultJson.writeLine(
            new FrameResult(
                i, Duration.ofMillis(40L * i), new HolisticResult(size, size, found, Timing.NONE)),
            out);
      }
    }
    return file;
  }

  @ParameterizedTest
  @CsvSource({
    "bvh, clip.bvh",
    "vrma, clip.vrma",
    "trc, clip.trc",
    "coco, clip.coco.json",
    "csv, clip.csv",
    "pose, clip.pose",
    "jsonl, clip.motion.jsonl",
    "openpose, clip.openpose/clip_000000000002_keypoints.json"
  })
  void everyFormIsNamedAfterItsInput(String format, String expected) throws IOException {
    var run = Cli.run("convert", results("clip.jsonl", 3, 1), "--format", format);
    assertThat(run.code()).as(run.err()).isEqualTo(Exit.OK);
    assertThat(folder.resolve(expected)).isNotEmptyFile();
    assertThat(Cli.files(folder)).noneMatch(name -> name.contains("unfinished"));
  }

  @Test
  void severalPeopleHaveAFileEach() throws IOException {
    var results = results("clip.jsonl", 3, 2);
    Cli.run("convert", results, "--format", "bvh", "--angles");
    assertThat(Cli.files(folder))
        .contains("clip.1.bvh", "clip.2.bvh", "clip.1.angles.csv", "clip.2.angles.csv");
    var one =
        Cli.run(
            "convert", results, "--format", "bvh", "--person", "2", "--out", folder.resolve("x"));
    assertThat(one.code()).isEqualTo(Exit.OK);
    assertThat(Cli.files(folder.resolve("x"))).containsExactly("clip.bvh");
    var none = Cli.run("convert", results, "--format", "bvh", "--person", "3");
    assertThat(none.code()).isEqualTo(Exit.FAILED);
    assertThat(none.err()).contains("there is no person 3 in it, only 1, 2");
  }

  /// Four people's worth of places, in two of which somebody is: first 3 and 7, then 7 alone, so
  /// that places in the list are not people.
  private Path peopleWithIds(String name, int... wanted) throws IOException {
    var file = folder.resolve(name);
    var size = new ImageSize(640, 480);
    try (var out = Files.newOutputStream(file)) {
      for (int i = 0; i < 20; i++) {
        var found = new ArrayList<Person>();
        for (int id : wanted) {
          if (id == 7 || i < 10) {
            found.add(person(0.03 * id + 0.002 * i).withId(Optional.of(id)));
          }
        }
        ResultJson.writeLine(
            new FrameResult(
                i, Duration.ofMillis(40L * i), new HolisticResult(size, size, found, Timing.NONE)),
            out);
      }
    }
    return file;
  }

  // Whoever is alone in a file is made the same of as among others: nobody's motion is mixed up
  // with that of whoever has the place in the list.
  @ParameterizedTest
  @ValueSource(strings = {"bvh", "vrma", "trc", "pose", "jsonl"})
  void peopleAreKnownByTheirIds(String format) throws IOException {
    var both = peopleWithIds("both.jsonl", 3, 7);
    var alone = peopleWithIds("alone.jsonl", 7);
    var run = Cli.run("convert", both, alone, "--format", format, "--angles");
    assertThat(run.code()).as(run.err()).isEqualTo(Exit.OK);
    var suffix = format.equals("jsonl") ? "motion.jsonl" : format;
    assertThat(Cli.files(folder)).contains("both.3." + suffix, "both.7." + suffix);
    for (var form : List.of(suffix, "angles.csv")) {
      var expected = Files.readAllBytes(folder.resolve("alone." + form));
      // A TRC names itself.
      var made = Files.readString(folder.resolve("both.7." + form), StandardCharsets.ISO_8859_1);
      assertThat(made.replace("both.7.trc", "alone.trc"))
          .as(form)
          .isEqualTo(new String(expected, StandardCharsets.ISO_8859_1));
    }
  }

  @Test
  void formsOfAllPeopleSayWhoIsWho() throws IOException {
    var results = peopleWithIds("clip.jsonl", 3, 7);
    Cli.run("convert", results, "--format", "csv");
    var lines = Files.readAllLines(folder.resolve("clip.csv"));
    assertThat(lines.getFirst()).startsWith("frame,timestamp_ms,person,");
    assertThat(lines.get(1)).startsWith("0,0.000,3,");
    assertThat(lines.getLast()).startsWith("19,760.000,7,");
    Cli.run("convert", results, "--format", "openpose");
    var keypoints = folder.resolve("clip.openpose");
    assertThat(Files.readString(keypoints.resolve("clip_000000000000_keypoints.json")))
        .contains("\"person_id\":[3]", "\"person_id\":[7]");
    assertThat(Files.readString(keypoints.resolve("clip_000000000019_keypoints.json")))
        .doesNotContain("\"person_id\":[3]")
        .contains("\"person_id\":[7]");
    Cli.run("convert", results, "--format", "coco");
    assertThat(Files.readString(folder.resolve("clip.coco.json")))
        .contains("\"image_id\":0,\"category_id\":1,\"track_id\":3")
        .contains("\"image_id\":19,\"category_id\":1,\"track_id\":7");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bvh", "csv", "pose", "openpose", "coco", "jsonl"})
  void whoIsNotThereIsSaidWithThoseWhoAre(String format) throws IOException {
    var results = peopleWithIds("clip.jsonl", 3, 7);
    var run = Cli.run("convert", results, "--format", format, "--person", "1");
    assertThat(run.code()).isEqualTo(Exit.FAILED);
    assertThat(run.err()).contains("clip.jsonl: there is no person 1 in it, only 3, 7");
    assertThat(Cli.files(folder)).containsExactly("clip.jsonl");
    assertThat(Cli.run("convert", results, "--format", format, "--person", "7").code())
        .isEqualTo(Exit.OK);
    assertThat(
            Cli.run("convert", results("a.jsonl", 2, 0), "--format", format, "--person", "1").err())
        .contains("there is no person 1 in it, and nobody else");
  }

  // More people than files may be made of are no reason to refuse a form that has all in one.
  @Test
  void anyNumberOfPeopleGoesIntoOneFile() throws IOException {
    var file = folder.resolve("many.jsonl");
    var size = new ImageSize(640, 480);
    try (var out = Files.newOutputStream(file)) {
      for (int i = 0; i < 300; i++) {
        ResultJson.writeLine(
            new FrameResult(
                i,
                Duration.ofMillis(40L * i),
                new HolisticResult(
                    size, size, List.of(person(0).withId(Optional.of(i + 1))), Timing.NONE)),
            out);
      }
    }
    assertThat(Cli.run("convert", file, "--format", "csv").code()).isEqualTo(Exit.OK);
    var run = Cli.run("convert", file, "--format", "bvh");
    assertThat(run.err()).contains("there are more than 256 people; choose one with --person");
  }

  @Test
  void theFieldOfViewIsSaid() throws IOException {
    var run = Cli.run("convert", results("clip.jsonl", 2, 1), "--format", "bvh", "--fov", "78");
    assertThat(run.err()).contains("2 frames, for a field of view of 78.0 degrees");
  }

  @Test
  void motionIsAMemberOfTheJson() throws IOException {
    Cli.run("convert", results("clip.jsonl", 3, 1), "--format", "jsonl", "--angles");
    var lines = Files.readAllLines(folder.resolve("clip.motion.jsonl"));
    assertThat(lines).hasSize(3);
    assertThat(lines.getFirst())
        .containsPattern("\"motion\":\\{\"root\":\\[.*\"leftUpperArm\":\\[[^,]+,[^,]+,[^,]+,[^,]+]")
        .containsPattern("\"skeleton\":\\{\"hips\":\\[")
        .containsPattern("\"leftElbowFlexion\":[0-9]");
    assertThat(lines.getLast()).doesNotContain("skeleton");
    assertThat(ResultJson.readLine(lines.getLast()).frame()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "null",
        "[]",
        "{}",
        "\u0000\u0001",
        "{\"frame\":3}",
        "{\"frame\":3,\"people\":[{}]}",
        "{\"frame\":1e99,\"timestampMs\":1}",
        "{\"frame\":\"x\"}",
        "\"{\""
      })
  void aBrokenLineIsNamedAndNothingIsLeft(String broken) throws IOException {
    var results = results("clip.jsonl", 3, 1);
    Files.writeString(results, broken + "\n", java.nio.file.StandardOpenOption.APPEND);
    for (var format : List.of("bvh", "openpose", "coco")) {
      var run = Cli.run("convert", results, results("good.jsonl", 2, 1), "--format", format);
      assertThat(run.code()).isEqualTo(Exit.FAILED);
      assertThat(run.err()).contains("clip.jsonl: line 4: ");
      assertThat(run.err().lines()).hasSize(2);
      assertThat(Cli.files(folder))
          .noneMatch(name -> name.startsWith("clip") && !name.endsWith("jsonl"));
      assertThat(Cli.files(folder)).anyMatch(name -> name.startsWith("good." + format));
    }
  }

  @Test
  void framesThatGoBackAreNamed() throws IOException {
    var results = results("clip.jsonl", 3, 1);
    var again = Files.readAllLines(results).getFirst();
    Files.writeString(results, again + "\n", java.nio.file.StandardOpenOption.APPEND);
    var run = Cli.run("convert", results, "--format", "trc");
    assertThat(run.code()).isEqualTo(Exit.FAILED);
    assertThat(run.err()).contains("line 4: frame 0 at 0 ms comes after frame 2 at 80 ms");
  }

  @Test
  void nobodyAndNothingAreSaid() throws IOException {
    assertThat(Cli.run("convert", results("a.jsonl", 3, 0), "--format", "bvh").err())
        .contains("there is nobody in it");
    assertThat(Cli.run("convert", results("b.jsonl", 0, 0), "--format", "coco").err())
        .contains("there are no results in it");
    assertThat(Cli.run("convert", folder.resolve("c.jsonl"), "--format", "bvh").err())
        .contains("there is no such file");
    assertThat(Cli.run("convert", results("d.jsonl", 2, 0), "--format", "coco").code())
        .isEqualTo(Exit.OK);
  }

  // The judge of known rotations, where it is there: other seeds than anybody looked at.
  @ParameterizedTest
  @ValueSource(ints = {101, 102})
  void knownRotationsAreFoundAgain(int seed) throws IOException, InterruptedException {
    assumeTrue(
        Files.exists(JUDGES) && Files.exists(PYTHON) && hasNumpy(),
        "skipped: needs ../shared/motion, and Python with numpy");
    var results = folder.resolve("x.jsonl");
    var truth = folder.resolve("x.npz");
    python("synthesize.py", results.toString(), truth.toString(), "--seed", "" + seed);
    var run = Cli.run("convert", results, "--format", "bvh", "--no-smooth");
    assertThat(run.code()).as(run.err()).isEqualTo(Exit.OK);
    var report =
        python(
            "judge.py",
            folder.resolve("x.bvh").toString(),
            results.toString(),
            truth.toString(),
            "--json");
    assertThat(number(report, "direction", "p95")).isLessThan(3);
    assertThat(number(report, "body", "median")).isLessThan(1.5);
    assertThat(number(report, "body", "p95")).isLessThan(9);
    assertThat(number(report, "hands", "median")).isLessThan(3);
    assertThat(number(report, "fingers", "median")).isLessThan(8);
    assertThat(report).contains("\"flips\": 0");
    assertThat(number(report, "root", "share")).isLessThan(0.01);
    assertThat(number(report, "bones", "max")).isLessThan(1e-6);
  }

  private static double number(String json, String part, String name) {
    var number =
        Pattern.compile("\"%s\": \\{[^}]*\"%s\": ([0-9.e+-]+)".formatted(part, name)).matcher(json);
    assertThat(number.find()).as(json).isTrue();
    return Double.parseDouble(number.group(1));
  }

  private static boolean hasNumpy() throws IOException, InterruptedException {
    var process = new ProcessBuilder(PYTHON.toString(), "-c", "import numpy").start();
    return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
  }

  private String python(String script, String... arguments)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(PYTHON.toString());
    command.add(JUDGES.resolve(script).toString());
    command.addAll(List.of(arguments));
    var output = folder.resolve(script + ".out");
    var process = new ProcessBuilder(command).redirectOutput(output.toFile()).start();
    try {
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).isZero();
    return Files.readString(output, StandardCharsets.UTF_8);
  }
}
