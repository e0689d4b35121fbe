package vitruvian.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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

  /// Streams without input, to two buffers.
  static Streams streams(ByteArrayOutputStream out, ByteArrayOutputStream err) {
    return new Streams(
        InputStream.nullInputStream(),
        out,
        new PrintStream(err, true, StandardCharsets.UTF_8),
        false);
  }

  /// Starts the service on free ports, on a thread of its own: the common pool may have one only,
  /// which the client needs.
  static CompletableFuture<Integer> serve(
      StopSignal stop, ByteArrayOutputStream out, ByteArrayOutputStream err, String... options) {
    var usual = List.of("serve", "--port", "0", "--admin-port", "0", "--memory", "2GB");
    var args = Stream.concat(usual.stream(), Stream.of(options)).toArray(String[]::new);
    return CompletableFuture.supplyAsync(
        () -> Main.run(streams(out, err), stop, args), task -> Thread.ofPlatform().start(task));
  }

  static Cli run(StopSignal stop, Object... args) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var streams = streams(out, err);
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
