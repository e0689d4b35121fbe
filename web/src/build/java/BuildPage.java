import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Puts the page into the build: installs the pinned npm packages, checks the TypeScript, bundles
/// it with Vite, adds the sample picture and writes the index that `StaticFiles` reads.
///
/// Run from the module's folder as `java src/build/java/BuildPage.java`. Does nothing when no input
/// has changed since the last time. The checked TypeScript is left as JavaScript in
/// `target/page/js`, from where its tests run.
final class BuildPage {
  private static final Path LOCK = Path.of("package-lock.json");
  private static final Path SAMPLE = Path.of("../samples/astronaut.png");
  private static final List<Path> INPUTS =
      List.of(
          Path.of("package.json"),
          LOCK,
          Path.of("tsconfig.json"),
          Path.of("vite.config.ts"),
          Path.of("src/build"),
          Path.of("src/main/web"),
          Path.of("src/test/web"),
          Path.of("src/test/browser"),
          SAMPLE);

  /// Stays with the installed packages, where `mvn clean` does not come.
  private static final Path INSTALLED = Path.of("node_modules/package-lock.done.json");

  private static final Path WORK = Path.of("target/page");
  private static final Path SITE = WORK.resolve("site");
  private static final Path OUT = Path.of("target/classes/vitruvian/web");
  private static final Path INDEX = OUT.resolve("files.txt");

  /// The fingerprint of the inputs of the page in [#OUT]; absent until that is complete.
  private static final Path DONE = WORK.resolve("done");

  /// Told to the user as one line.
  private static final class Refusal extends Exception {
    private static final long serialVersionUID = 1;

    Refusal(String message) {
      super(message);
    }
  }

  /// Exits with 2 after one line on standard error when the page cannot be built.
  public static void main(String[] args) throws IOException {
    try {
      update();
    } catch (Refusal refusal) {
      giveUp(refusal.getMessage());
    } catch (IOException failure) {
      giveUp("cannot read or write the page's files: " + failure);
    } catch (InterruptedException _) {
      giveUp("interrupted while building the page");
    }
  }

  private static void giveUp(String reason) throws IOException {
    Files.deleteIfExists(DONE);
    System.err.println("web: " + reason);
    System.exit(2);
  }

  private static void update() throws IOException, InterruptedException, Refusal {
    var fingerprint = fingerprint();
    if (Files.exists(DONE) && Files.exists(INDEX) && Files.readString(DONE).equals(fingerprint)) {
      return;
    }
    Files.createDirectories(WORK);
    Files.deleteIfExists(DONE);
    install();
    deleteTree(WORK.resolve("js"));
    node("node_modules/typescript/bin/tsc", "--pretty", "false");
    node("node_modules/vite/bin/vite.js", "build", "--logLevel", "warn");
    Files.copy(SAMPLE, SITE.resolve("sample.png"), StandardCopyOption.REPLACE_EXISTING);
    deliver();
    Files.writeString(DONE, fingerprint);
  }

  private static String fingerprint() throws IOException {
    var files = new StringBuilder();
    for (var input : INPUTS) {
      for (var file : filesIn(input)) {
        files.append(sha256(Files.readAllBytes(file))).append(' ').append(file).append('\n');
      }
    }
    return files.toString();
  }

  private static void install() throws IOException, InterruptedException, Refusal {
    if (Files.exists(INSTALLED) && Files.mismatch(INSTALLED, LOCK) == -1) {
      return;
    }
    run(
        "npm ci",
        List.of(
            File.separatorChar == '\\' ? "npm.cmd" : "npm",
            "ci",
            "--ignore-scripts",
            "--prefer-offline",
            "--no-audit",
            "--no-fund",
            "--no-progress"));
    Files.copy(LOCK, INSTALLED, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void node(String... arguments) throws IOException, InterruptedException, Refusal {
    var command = new ArrayList<>(List.of("node"));
    command.addAll(List.of(arguments));
    run(Path.of(arguments[0]).getFileName().toString(), command);
  }

  /// Runs a tool; its output goes to a log in [#WORK], not to the build's.
  private static void run(String name, List<String> command)
      throws IOException, InterruptedException, Refusal {
    var log = WORK.resolve(name.replace(' ', '-') + ".log");
    Process tool;
    try {
      tool =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
    } catch (IOException _) {
      throw new Refusal(
          command.getFirst() + " is not on the PATH; install Node.js 20 or later with npm");
    }
    if (!tool.waitFor(10, TimeUnit.MINUTES)) {
      tool.destroyForcibly();
      throw new Refusal(
          "%s was not done after 10 minutes; see %s".formatted(name, log.toAbsolutePath()));
    }
    if (tool.exitValue() != 0) {
      throw new Refusal("%s failed (%s); see %s".formatted(name, cause(log), log.toAbsolutePath()));
    }
  }

  /// The first line of a log that says more than a number.
  private static String cause(Path log) throws IOException {
    return Files.readAllLines(log).stream()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("npm warn"))
        .filter(line -> !line.matches("npm error (code|errno|syscall) .*"))
        .findFirst()
        .orElse("no message");
  }

  /// Replaces the page between the class files in [#OUT].
  private static void deliver() throws IOException {
    for (var old : filesIn(OUT)) {
      if (!old.toString().endsWith(".class")) {
        Files.delete(old);
      }
    }
    var index = new StringBuilder();
    for (var file : filesIn(SITE)) {
      var path = SITE.relativize(file).toString().replace(File.separatorChar, '/');
      var content = Files.readAllBytes(file);
      var target = OUT.resolve(path);
      Files.createDirectories(target.getParent());
      Files.write(target, content);
      index.append("%d %s %s\n".formatted(content.length, sha256(content).substring(0, 32), path));
    }
    Files.writeString(INDEX, index.toString());
  }

  /// The files below a folder, or the file itself, in an order that is always the same.
  private static List<Path> filesIn(Path root) throws IOException {
    if (!Files.exists(root)) {
      return List.of();
    }
    try (var files = Files.walk(root)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every Java platform has SHA-256", impossible);
    }
  }

  private static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (var files = Files.walk(root)) {
      for (var file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }
}
