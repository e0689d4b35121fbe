package vitruvian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The script `./vitruvian` in front of a Java that only says how it was started; and the program
/// itself under locales that cannot tell names.
class LauncherTest {
  @TempDir Path folder;

  private Path script;

  @BeforeEach
  void makeCheckout() throws IOException {
    Files.createDirectories(folder.resolve("cli/target/app"));
    script = Files.copy(Path.of("../vitruvian"), folder.resolve("vitruvian"));
    Files.createFile(folder.resolve("cli/target/app/vitruvian-cli-1.jar"));
    var java = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
    Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"25\"\n");
    Files.writeString(java, "#!/bin/sh\nlocale charmap\nprintf '%s\\n' \"$LC_ALL\" \"$@\"\n");
    Files.copy(java, java.resolveSibling("javac"));
    for (var file : new Path[] {java, java.resolveSibling("javac")}) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  private record Run(int code, String out) {}

  private static Run run(Map<String, String> environment, Path folder, String... command)
      throws IOException, InterruptedException {
    var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    var process = builder.start();
    process.getOutputStream().close();
    var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    return new Run(process.exitValue(), out);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "LC_ALL=C", "LC_ALL=POSIX", "LANG=xx_XX.UTF-8", "LC_CTYPE=C"})
  void namesAreTakenAsUtf8WhateverTheLocale(String setting)
      throws IOException, InterruptedException {
    var environment = new HashMap<>(Map.of("JAVA_HOME", folder + "/jdk"));
    if (!setting.isEmpty()) {
      var pair = setting.split("=", 2);
      environment.put(pair[0], pair[1]);
    }

    var run = run(environment, folder, "/bin/sh", script.toString(), "track", "caf\u00e9.jpg");

    assertThat(run.code).isZero();
    assertThat(run.out.lines().toList()).startsWith("UTF-8").contains("track");
  }

  @Test
  void anotherLocaleIsLeftAsItIs() throws IOException, InterruptedException {
    var environment = Map.of("JAVA_HOME", folder + "/jdk", "LC_CTYPE", "C.UTF-8");

    var run = run(environment, folder, "/bin/sh", script.toString(), "track");

    assertThat(run.out.lines().toList()).startsWith("UTF-8", "");
  }

  // Names are bytes: here one that is no UTF-8, and one that is no ASCII.
  @ParameterizedTest
  @ValueSource(strings = {"C", "C.UTF-8"})
  void aNameThatCannotBeToldFailsAloneAtMost(String locale)
      throws IOException, InterruptedException {
    var in = Files.createDirectory(folder.resolve("in"));
    Cli.portrait(in.resolve("plain.png"));
    Clip.write(folder.resolve("clip.mp4"), 3, 2);
    var copy =
        "cp plain.png \"$(printf 'caf\\303\\251.png')\"; cp ../clip.mp4 \"$(printf 'z\\351.mp4')\"";
    assertThat(run(Map.of(), in, "/bin/sh", "-c", copy).code).isZero();
    var home = ProcessHandle.current().info().command().orElseThrow();
    var classes =
        Stream.of(System.getProperty("java.class.path").split(":", -1))
            .map(path -> Path.of(path).toAbsolutePath().toString())
            .toList();

    var run =
        run(
            Map.of("LC_ALL", locale),
            in,
            home,
            "--enable-native-access=ALL-UNNAMED",
            "-Djava.awt.headless=true",
            "-cp",
            String.join(":", classes),
            "vitruvian.cli.Main",
            "track",
            in.toString(),
            "none\ufffd.png",
            "--complexity",
            "0");

    assertThat(run.code).as(run.out).isEqualTo(Exit.FAILED);
    assertThat(in.resolve("plain.json")).as(run.out).exists();
    if (locale.equals("C")) {
      assertThat(run.out).contains("1 picture,", "cannot be named in the encoding", "3 failed");
    } else {
      assertThat(run.out).contains("2 pictures and 1 video of 3 frames", "1 failed");
      assertThat(Cli.files(in)).filteredOn(name -> name.endsWith(".json")).hasSize(2);
      assertThat(Cli.files(in)).filteredOn(name -> name.endsWith(".jsonl")).hasSize(1);
    }
  }
}
