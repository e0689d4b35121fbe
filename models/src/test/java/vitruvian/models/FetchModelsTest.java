package vitruvian.models;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The build's cutter, run as a process on a package made of this module's own files.
class FetchModelsTest {
  private static final Path SCRIPT = Path.of("src/build/java/FetchModels.java").toAbsolutePath();
  private static final Path CLASSES = Path.of("target/classes").toAbsolutePath();
  private static final Path FILES = CLASSES.resolve("vitruvian/models");
  private static final String GEOMETRY = GeometryMetadata.FILE_NAME;

  @TempDir private Path temp;
  private Path installed = Path.of("");
  private Path out = Path.of("");

  @BeforeEach
  void folders() throws IOException {
    installed = Files.createDirectory(temp.resolve("package"));
    out = temp.resolve("out");
  }

  @Test
  void cutsByTheTable() throws Exception {
    pack(List.of(GEOMETRY, "pose_detection.tflite"));

    assertThat(cut()).isEqualTo(new Ended(0, ""));
    for (var model : ModelFile.values()) {
      assertThat(out.resolve(model.fileName())).hasSameBinaryContentAs(file(model.fileName()));
    }
    assertThat(out.resolve(GEOMETRY)).hasSameBinaryContentAs(file(GEOMETRY));
  }

  @Test
  void refusesAChangedFileInOneLine() throws Exception {
    pack(List.of(GEOMETRY, "hand_recrop.tflite"));
    var data = installed.resolve("holistic_solution_packed_assets.data");
    var content = Files.readAllBytes(data);
    content[content.length - 1] ^= 1;
    Files.write(data, content);

    assertRefused(cut(), "hand_recrop.tflite", "has SHA-256", "delete models/target");
    assertThat(out.resolve("hand_recrop.tflite")).doesNotExist();
  }

  @Test
  void refusesATruncatedFileInOneLine() throws Exception {
    pack(List.of(GEOMETRY, "hand_recrop.tflite"));
    var data = installed.resolve("holistic_solution_packed_assets.data");
    try (var channel = Files.newByteChannel(data, StandardOpenOption.WRITE)) {
      channel.truncate(100_000);
    }

    assertRefused(cut(), "hand_recrop.tflite", "which has only 100000");
  }

  @Test
  void refusesAMissingEntryInOneLine() throws Exception {
    pack(List.of("hand_recrop.tflite"));

    assertRefused(cut(), GEOMETRY, "is missing in its table");
  }

  @Test
  void saysInOneLineThatNpmIsMissing() throws Exception {
    Files.writeString(temp.resolve("package.json"), "{}");
    Files.writeString(temp.resolve("package-lock.json"), "{}");

    assertRefused(run(Map.of("PATH", ""), List.of()), "npm is not on the PATH", "install Node.js");
  }

  @Test
  void saysInOneLineThatTheInstallationFailed() throws Exception {
    Files.writeString(temp.resolve("package.json"), "{}");
    Files.writeString(temp.resolve("package-lock.json"), "{}");
    var npm =
        Files.writeString(temp.resolve("npm"), "#!/bin/sh\necho 'npm error no luck'\nexit 7\n");
    assertThat(npm.toFile().setExecutable(true)).isTrue();

    assertRefused(
        run(Map.of("PATH", temp + File.pathSeparator + System.getenv("PATH")), List.of()),
        "npm ci failed (npm error no luck)");
  }

  /// Makes a package with the named files in its pack and all others beside it.
  private void pack(List<String> packed) throws IOException {
    var entries = new ArrayList<String>();
    var data = installed.resolve("holistic_solution_packed_assets.data");
    try (var stream = Files.newOutputStream(data)) {
      long start = 0;
      for (var name : packed) {
        long end = start + Files.copy(file(name), stream);
        entries.add(
            "{\"filename\": \"/some/folder/%s\", \"start\": %d, \"end\": %d}"
                .formatted(name, start, end));
        start = end;
      }
    }
    Files.writeString(
        installed.resolve("holistic_solution_packed_assets_loader.js"),
        "loadPackage({\"files\": [" + String.join(", ", entries) + "]});");
    for (var model : ModelFile.values()) {
      if (!packed.contains(model.fileName())) {
        Files.copy(file(model.fileName()), installed.resolve(model.fileName()));
      }
    }
  }

  private static Path file(String name) {
    return FILES.resolve(name);
  }

  private record Ended(int exitCode, String output) {}

  private static void assertRefused(Ended ended, String... parts) {
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.output()).startsWith("models: ").contains(parts).hasLineCount(1);
  }

  private Ended cut() throws IOException, InterruptedException {
    return run(Map.of(), List.of(installed.toString(), out.toString()));
  }

  private Ended run(Map<String, String> environment, List<String> arguments)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "--class-path", CLASSES.toString()));
    command.add(SCRIPT.toString());
    command.addAll(arguments);
    var builder = new ProcessBuilder(command).directory(temp.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    var process = builder.start();
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Ended(process.waitFor(), output);
  }
}
