package vitruvian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class UsageTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "                                      | Missing required subcommand",
        "trak x                                | did you mean",
        "track                                 | Missing required parameter",
        "track x --overlai                     | did you mean",
        "track x --complexity 3                | --complexity is 0, 1 or 2, not 3",
        "track x --complexity high             | '--complexity'",
        "track x --sampling tpu                | '--sampling'",
        "track x --format xml                  | '--format'",
        "track x --format pose --out -         | --format pose needs a file, not --out -",
        "track x --resume --out -              | --resume needs files, not --out -",
        "track x --frame-rate 0                | --frame-rate is above 0 and at most 1000, not 0.0",
        "track x --frame-rate -25              | --frame-rate is above 0 and at most 1000, not"
            + " -25.0",
        "track x --frame-rate 1001             | --frame-rate is above 0 and at most 1000, not"
            + " 1001",
        "track x --frame-rate NaN              | --frame-rate is above 0 and at most 1000, not NaN",
        "track x --frame-rate often            | '--frame-rate'",
        "track x --start soon                  | --start is a time such as 1.5, 90s, 2m or"
            + " 00:01:30.5, not soon",
        "track x --start -1                    | --start is a time such as",
        "track x --duration 0                  | --duration is more than 0",
        "track - --resume                      | --resume needs files, not standard input",
        "track x --max-stdin much              | 'much' is not a number of bytes",
        "track x --min-detection-confidence 2  | --min-detection-confidence is from 0 to 1, not"
            + " 2.0",
        "track x --min-tracking-confidence NaN | --min-tracking-confidence is from 0 to 1, not NaN",
        "track x --max-side -1                 | --max-side is 0 to 32766, not -1",
        "track x --max-pixels 0                | --max-pixels is 1 to 500000000, not 0",
        "track x --max-pixels 10MB             | '10MB' is not a number of pixels",
        "track x --max-bytes many              | 'many' is not a number of bytes",
        "track x --threads 0                   | --threads is 1 or more, not 0",
        "track x y --out -                     | --out - is for one input, and there are 2",
        "leaklab                               | Missing required subcommand",
        "leaklab run                           | Missing required parameter",
        "leaklab run nothing                   | there is no scenario 'nothing', but all, shared",
        "leaklab before-after --minutes 0      | --minutes is above 0 and at most 1440, not 0.0",
        "leaklab before-after --rate 101       | --rate is above 0 and at most 100, not 101.0",
        "leaklab before-after --limit much     | 'much' is not a number of bytes",
        "leaklab before-after --format xml     | '--format'",
        "bench --seconds 0                     | --seconds is 1 to 86400, not 0",
        "doctor nothing                        | 'nothing' is neither an address such as",
        "doctor ftp://127.0.0.1/               | is neither an address such as",
        "doctor 99999999999999999999           | is no number of a process",
        "doctor 1 --svg x.svg                  | --svg draws what --holders finds",
        "doctor 1 --flame x.html               | --flame draws what --profile finds",
        "doctor 1 --profile 301                | --profile is 1 to 300 seconds, not 301",
        "doctor 1 --diff 0                     | --diff is 1 to 86400 seconds, not 0",
        "doctor 1 --diff 1 --profile 1         | are asked one by one",
        "bench --picture nowhere.jpg           | nowhere.jpg: there is no such file",
      })
  void wrongUsageIsOneLineAndAHint(String args, String expected) {
    var run = Cli.run(args == null ? new Object[0] : (Object[]) args.strip().split(" +"));

    assertThat(run.code()).isEqualTo(Exit.WRONG_USAGE);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines()).hasSize(2);
    assertThat(run.err()).contains(expected).contains("--help'");
  }

  @Test
  void nothingToDoIsWrongUsage() {
    var run = Cli.run("track", folder);
    assertThat(run.code()).isEqualTo(Exit.WRONG_USAGE);
    assertThat(run.err()).contains("nothing to do: there are no pictures or videos in " + folder);
  }

  @Test
  void anOutputFolderThatIsAFileIsWrongUsage() throws IOException {
    var file = Files.createFile(folder.resolve("file"));
    var run = Cli.run("track", Cli.ASTRONAUT, "--out", file);
    assertThat(run.code()).isEqualTo(Exit.WRONG_USAGE);
    assertThat(run.err()).contains("cannot be made a folder");
  }

  // Texts of the help are formats: a percent sign alone makes the library complain on the process's
  // own standard error.
  @Test
  void noHelpMakesTheLibraryComplain() {
    var complaints = new ByteArrayOutputStream();
    var err = System.err;
    System.setErr(new PrintStream(complaints, true, StandardCharsets.UTF_8));
    try {
      var streams =
          new Streams(
              InputStream.nullInputStream(),
              OutputStream.nullOutputStream(),
              new PrintStream(OutputStream.nullOutputStream()),
              false);
      assertThat(usages(Main.commandLine(streams, new StopSignal())))
          .hasSizeGreaterThan(9)
          .noneMatch(usage -> usage.contains("%%"));
    } finally {
      System.setErr(err);
    }
    assertThat(complaints.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  private static List<String> usages(CommandLine line) {
    var usages = new ArrayList<>(List.of(line.getUsageMessage()));
    line.getSubcommands().values().forEach(command -> usages.addAll(usages(command)));
    return usages;
  }

  @Test
  void helpSaysHowToBegin() {
    var run = Cli.run("--help");
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("vitruvian track photo.jpg", "vitruvian bench", "Exit codes");
    assertThat(Cli.run("track", "--help").out())
        .contains("Examples:", "--max-side", ".overlay.png");
  }

  @Test
  void versionSaysWhatABugReportNeeds() {
    var run = Cli.run("--version");
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .matches("(?s)vitruvian \\d+\\.\\d+\\.\\d.*")
        .contains("TensorFlow Lite 2.", "Java 2", "pose_detection.tflite")
        .containsPattern("[0-9a-f]{64}  face_landmark_with_attention.tflite");
  }
}
