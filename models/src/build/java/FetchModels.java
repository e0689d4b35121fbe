import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import vitruvian.models.GeometryMetadata;
import vitruvian.models.ModelFile;

/// Puts the model files into the build: installs the pinned npm package `@mediapipe/holistic`, cuts
/// the files out of it and checks each against the length and SHA-256 stated in [ModelFile] or
/// [GeometryMetadata].
///
/// Run from the module's folder after its classes are compiled, as
/// `java --class-path target/classes src/build/java/FetchModels.java`. Does nothing when the files
/// are in `target/classes`, have the stated hashes and came from the same lock file. With two
/// arguments, `PACKAGE OUT`, only cuts: from an installed package's folder into the folder `OUT`.
///
/// The package holds the three pose landmark models as files of their own. The other files lie one
/// after the other in its `*_packed_assets.data`; which lies where says the table of `filename`,
/// `start` and `end` inside its `*_packed_assets_loader.js`.
final class FetchModels {
  private static final String PACKAGE = "@mediapipe/holistic";
  private static final Path OUT = Path.of("target/classes/vitruvian/models");
  private static final Path INSTALL = Path.of("target/npm");

  /// The lock file that the files in [#OUT] came from; absent until they are complete.
  private static final Path DONE = INSTALL.resolve("package-lock.done.json");

  private static final Pattern ENTRY =
      Pattern.compile(
          "\\{\"filename\": *\"([^\"]+)\", *\"start\": *(\\d+), *\"end\": *(\\d+)[^}]*\\}");

  /// A file to deliver: its name, and what its content must be.
  private record Wanted(String name, long bytes, String sha256) {}

  /// Where a file's bytes are: in `file` from `start` to before `end`.
  private record Place(Path file, long start, long end) {}

  /// Told to the user as one line.
  private static final class Refusal extends Exception {
    private static final long serialVersionUID = 1;

    Refusal(String message) {
      super(message);
    }
  }

  private static final List<Wanted> WANTED =
      Stream.concat(
              Arrays.stream(ModelFile.values())
                  .map(m -> new Wanted(m.fileName(), m.bytes(), m.sha256())),
              Stream.of(
                  new Wanted(
                      GeometryMetadata.FILE_NAME, GeometryMetadata.BYTES, GeometryMetadata.SHA256)))
          .toList();

  /// Exits with 2 after one line on standard error when the files cannot be had.
  public static void main(String[] args) throws IOException {
    try {
      if (args.length == 2) {
        cut(Path.of(args[0]), Path.of(args[1]));
      } else {
        update();
      }
    } catch (Refusal refusal) {
      giveUp(refusal.getMessage());
    } catch (IOException failure) {
      giveUp("cannot read or write the model files: " + failure);
    } catch (InterruptedException _) {
      giveUp("interrupted while fetching the model files");
    }
  }

  private static void giveUp(String reason) throws IOException {
    Files.deleteIfExists(DONE);
    System.err.println("models: " + reason);
    System.exit(2);
  }

  private static void update() throws IOException, InterruptedException, Refusal {
    var lock = Path.of("package-lock.json");
    if (Files.exists(DONE) && Files.mismatch(DONE, lock) == -1 && allVerified(OUT)) {
      return;
    }
    Files.createDirectories(INSTALL);
    Files.deleteIfExists(DONE);
    copy(Path.of("package.json"), INSTALL.resolve("package.json"));
    copy(lock, INSTALL.resolve("package-lock.json"));
    npmInstall();
    cut(INSTALL.resolve("node_modules").resolve(PACKAGE), OUT);
    deleteTree(INSTALL.resolve("node_modules"));
    copy(lock, DONE);
  }

  private static boolean allVerified(Path folder) throws IOException {
    for (var wanted : WANTED) {
      var file = folder.resolve(wanted.name());
      if (!Files.exists(file)
          || Files.size(file) != wanted.bytes()
          || !sha256(Files.readAllBytes(file)).equals(wanted.sha256())) {
        return false;
      }
    }
    return true;
  }

  /// Runs npm in [#INSTALL]; its output goes to a log there, not to the build's.
  private static void npmInstall() throws IOException, InterruptedException, Refusal {
    var log = INSTALL.resolve("npm.log");
    Process npm;
    try {
      npm =
          new ProcessBuilder(
                  File.separatorChar == '\\' ? "npm.cmd" : "npm",
                  "ci",
                  "--ignore-scripts",
                  "--prefer-offline",
                  "--no-audit",
                  "--no-fund",
                  "--no-progress")
              .directory(INSTALL.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
    } catch (IOException _) {
      throw new Refusal(
          "npm is not on the PATH; install Node.js with npm, the model files come from the npm"
              + " package "
              + PACKAGE);
    }
    if (!npm.waitFor(10, TimeUnit.MINUTES)) {
      npm.destroyForcibly();
      throw new Refusal("npm ci was not done after 10 minutes; see " + log.toAbsolutePath());
    }
    if (npm.exitValue() != 0) {
      var lines = Files.readAllLines(log);
      var cause =
          lines.stream()
              .filter(line -> !line.isBlank() && !line.startsWith("npm warn"))
              .reduce((first, next) -> isDetail(first) ? next : first)
              .orElse("no message");
      throw new Refusal(
          "npm ci failed (%s); check that node and the npm registry can be reached, see %s"
              .formatted(cause.strip(), log.toAbsolutePath()));
    }
  }

  /// Whether the line of npm's output says less than the lines after it.
  private static boolean isDetail(String line) {
    return line.matches("npm error (code|errno|syscall) .*");
  }

  /// Cuts the wanted files out of the installed package; writes none that has not passed the check.
  private static void cut(Path installed, Path out) throws IOException, Refusal {
    var places = places(installed);
    Files.createDirectories(out);
    for (var wanted : WANTED) {
      var place = places.get(wanted.name());
      if (place == null) {
        throw refused(wanted, "is missing in its table", "another version of the package?");
      }
      if (place.end() - place.start() != wanted.bytes()) {
        throw refused(
            wanted,
            "has %d bytes, expected %d".formatted(place.end() - place.start(), wanted.bytes()),
            "another version of the package?");
      }
      var content = new byte[(int) wanted.bytes()];
      try (var file = new RandomAccessFile(place.file().toFile(), "r")) {
        if (file.length() < place.end()) {
          throw refused(
              wanted,
              "ends at byte %d of %s, which has only %d"
                  .formatted(place.end(), place.file().getFileName(), file.length()),
              "a broken download?");
        }
        file.seek(place.start());
        file.readFully(content);
      }
      var found = sha256(content);
      if (!found.equals(wanted.sha256())) {
        throw refused(
            wanted,
            "has SHA-256 %s, expected %s".formatted(found, wanted.sha256()),
            "a broken download or another version of the package?");
      }
      Files.write(out.resolve(wanted.name()), content);
    }
  }

  private static Refusal refused(Wanted wanted, String fault, String guess) {
    return new Refusal(
        "%s from %s %s (%s); delete models/target and build again, or restore models/package-lock.json"
            .formatted(wanted.name(), PACKAGE, fault, guess));
  }

  /// All files of the package by name: those of the packed table, and the `.tflite` files beside.
  private static Map<String, Place> places(Path installed) throws IOException, Refusal {
    var places = new HashMap<String, Place>();
    var data = only(installed, "_packed_assets.data");
    var table = ENTRY.matcher(Files.readString(only(installed, "_packed_assets_loader.js")));
    while (table.find()) {
      var path = table.group(1);
      places.put(
          path.substring(path.lastIndexOf('/') + 1),
          new Place(data, Long.parseLong(table.group(2)), Long.parseLong(table.group(3))));
    }
    try (var files = Files.newDirectoryStream(installed, "*.tflite")) {
      for (var file : files) {
        places.put(file.getFileName().toString(), new Place(file, 0, Files.size(file)));
      }
    }
    return places;
  }

  private static Path only(Path folder, String ending) throws IOException, Refusal {
    try (var files = Files.newDirectoryStream(folder, "*" + ending)) {
      var found = files.iterator();
      if (!found.hasNext()) {
        throw new Refusal(
            "no *%s in the npm package %s; restore models/package-lock.json"
                .formatted(ending, PACKAGE));
      }
      return found.next();
    }
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every Java platform has SHA-256", impossible);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void deleteTree(Path root) throws IOException {
    try (var files = Files.walk(root)) {
      for (var file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }
}
