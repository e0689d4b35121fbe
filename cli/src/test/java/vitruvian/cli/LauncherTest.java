package vitruvian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
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

  // A Maven that says what Maven 3.8 says, and which arguments it got.
  private Map<String, String> withMaven(String... script) throws IOException {
    var maven = Files.createDirectories(folder.resolve("bin")).resolve("mvn");
    Files.writeString(
        maven, "#!/bin/sh\necho \"[INFO] asked for $*\"\n" + String.join("\n", script));
    Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwxr-xr-x"));
    return Map.of("JAVA_HOME", folder + "/jdk", "PATH", folder + "/bin:" + System.getenv("PATH"));
  }

  private static final String[] BUILD = {
    "echo '[INFO] Downloading from central: https://repo.example/a.pom'",
    "echo '[INFO] --- maven-compiler-plugin:3.14.1:compile (default-compile) @ vitruvian-models"
        + " ---'",
    "echo '[INFO] --- exec-maven-plugin:3.6.2:exec (fetch-models) @ vitruvian-models ---'",
    "echo '[INFO] Downloading from central: https://repo.example/b.pom'",
    "echo '[INFO] --- compiler:3.14.1:compile (default-compile) @ vitruvian-memory ---'",
    "echo '[INFO] --- exec:3.6.2:exec (build-page) @ vitruvian-web ---'",
    "mkdir -p memory/target/classes && touch memory/target/classes/A.class",
    "mkdir -p cli/target/app && touch cli/target/app/vitruvian-cli-2.jar"
  };

  @Test
  void aFirstStartSaysWhatItDoesAndLeavesTheChecksToTheBuild()
      throws IOException, InterruptedException {
    Files.delete(folder.resolve("cli/target/app/vitruvian-cli-1.jar"));

    var run = run(withMaven(BUILD), folder, "/bin/sh", script.toString(), "track", "a.jpg");

    assertThat(run.code).as(run.out).isZero();
    assertThat(run.out.lines().map(String::strip).limit(7))
        .satisfiesExactly(
            line -> assertThat(line).startsWith("Building Vitruvian, which the first start has to"),
            line -> assertThat(line).isEqualTo("downloading what it is made of ..."),
            line -> assertThat(line).isEqualTo("compiling models ..."),
            line -> assertThat(line).isEqualTo("fetching the models ..."),
            line -> assertThat(line).isEqualTo("compiling memory ..."),
            line -> assertThat(line).isEqualTo("building the page ..."),
            line -> assertThat(line).isEqualTo("UTF-8"));
    assertThat(run.out).endsWith("track\na.jpg\n");
    assertThat(folder.resolve("target/launcher/build.log"))
        .content()
        .contains("asked for ", " -Pstart ", "https://repo.example/b.pom");
    // So that a build with the checks compiles it again.
    assertThat(
            Files.getLastModifiedTime(folder.resolve("memory/target/classes/A.class")).toInstant())
        .isBefore(Instant.parse("2001-01-01T00:00:00Z"));
    // And nothing is built a second time.
    assertThat(run(withMaven("exit 1"), folder, "/bin/sh", script.toString(), "track").code)
        .isZero();
  }

  @Test
  void whatHasChangedIsBuiltWithAllChecks() throws IOException, InterruptedException {
    var old = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
    Files.setLastModifiedTime(folder.resolve("cli/target/app/vitruvian-cli-1.jar"), old);
    Files.createDirectories(folder.resolve("memory/src/main"));

    var run = run(withMaven(BUILD), folder, "/bin/sh", script.toString(), "track");

    assertThat(run.code).as(run.out).isZero();
    assertThat(run.out).startsWith("Building Vitruvian, since its sources have changed");
    assertThat(folder.resolve("target/launcher/build.log")).content().doesNotContain("-Pstart");
  }

  @Test
  void aBuildThatFailsSaysWhy() throws IOException, InterruptedException {
    Files.delete(folder.resolve("cli/target/app/vitruvian-cli-1.jar"));
    var maven = withMaven("echo '[INFO] fine'; echo '[ERROR] no such thing'; exit 1");

    var run = run(maven, folder, "/bin/sh", script.toString(), "track");

    assertThat(run.code).isEqualTo(1);
    assertThat(run.out)
        .contains("[ERROR] no such thing", "vitruvian: the build failed; all of its output is in")
        .doesNotContain("fine", "UTF-8");
  }

  @Test
  void besideARuntimeOfItsOwnNothingIsBuiltOrLookedFor() throws IOException, InterruptedException {
    var own = Files.createDirectories(folder.resolve("runtime/bin"));
    Files.copy(
        folder.resolve("jdk/bin/java"), own.resolve("java"), StandardCopyOption.COPY_ATTRIBUTES);

    var run = run(Map.of("PATH", "/nowhere"), folder, "/bin/sh", script.toString(), "serve");

    assertThat(run.code).as(run.out).isZero();
    assertThat(run.out.lines())
        .contains("@" + folder + "/options/serve.options", folder + "/app", "serve")
        .doesNotContain("--add-modules");
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
