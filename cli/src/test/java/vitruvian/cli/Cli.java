package vitruvian.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/// The program run inside the test, and what it said.
///
/// @param code the exit code
/// @param out standard output
/// @param err standard error
record Cli(int code, String out, String err) {
  /// A portrait; body and face are found in it.
  static final Path ASTRONAUT = Path.of("../samples/astronaut.png");

  private static final Pattern TIMING = Pattern.compile("\"timing\":\\{[^}]*}");

  static Cli run(Object... args) {
    return run(new StopSignal(), args);
  }

  static Cli run(StopSignal stop, Object... args) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var streams =
        new Streams(
            InputStream.nullInputStream(),
            out,
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false);
    int code =
        Main.run(
            streams, stop, List.of(args).stream().map(Object::toString).toArray(String[]::new));
    return new Cli(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /// A JSON text without what differs from run to run.
  static String withoutTiming(String json) {
    return TIMING.matcher(json).replaceAll("");
  }

  /// The names of a folder's files, sub-folders walked, sorted.
  static List<String> files(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  /// Puts the portrait into a folder under another name.
  static Path portrait(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.copy(ASTRONAUT, file);
  }
}
