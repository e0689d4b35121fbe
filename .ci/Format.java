import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Checks or fixes the format of every Java file of the product with google-java-format.
///
/// Run from the root, with the formatter's jar on the class path, as `Format.java check VERSION` or
/// `Format.java fix VERSION`. Leaves the file `target/format/done` only when all is well; otherwise
/// one line says what is not, and the exit code is 2. Remembers the hashes of well formatted files,
/// so that a run where nothing changed formats nothing.
final class Format {
  private static final Path DONE = Path.of("target/format/done");
  private static final Path KNOWN = Path.of("target/format/known");

  private static final int COLUMNS = 100;
  private static final Pattern DOCUMENTATION =
      Pattern.compile("(?<start> */// *)((?<tag>@)|(?<item>[-*] ))?.*");

  public static void main(String[] args) throws Exception {
    var fix = args[0].equals("fix");
    var known = known();
    Files.deleteIfExists(DONE);

    var good = new TreeSet<String>();
    var bad = new ArrayList<String>();
    for (var file : sources()) {
      var source = Files.readString(file);
      var hash = hash(args[1], source);
      if (!known.contains(hash)) {
        var formatted = format(file, source);
        if (!formatted.equals(source)) {
          if (fix) {
            Files.writeString(file, formatted);
            hash = hash(args[1], formatted);
          } else {
            bad.add(file.toString());
            continue;
          }
        }
      }
      good.add(hash);
    }
    Files.createDirectories(KNOWN.getParent());
    Files.write(KNOWN, good);
    if (!bad.isEmpty()) {
      refuse(
          "not formatted: %s; fix with: mvn -N -Pformat process-sources"
              .formatted(String.join(", ", bad)));
    }
    Files.createFile(DONE);
  }

  private static String format(Path file, String source) {
    try {
      return new Formatter().formatSourceAndFixImports(wrapDocumentation(source));
    } catch (FormatterException failure) {
      refuse("cannot read %s: %s".formatted(file, failure.getMessage().lines().findFirst().get()));
      return source;
    }
  }

  /// The source with `///` lines of at most 100 columns. The formatter itself would continue them
  /// with `//`, which ends the documentation.
  private static String wrapDocumentation(String source) {
    var lines = new StringBuilder();
    for (var rest : source.split("\n", -1)) {
      var matcher = DOCUMENTATION.matcher(rest);
      while (rest.length() > COLUMNS && matcher.matches()) {
        int end = rest.lastIndexOf(' ', COLUMNS);
        if (end < matcher.end("start")) {
          break;
        }
        lines.append(rest.substring(0, end).stripTrailing()).append('\n');
        rest =
            matcher.group("start")
                + (matcher.group("tag") == null ? "" : "    ")
                + (matcher.group("item") == null ? "" : "  ")
                + rest.substring(end).strip();
        matcher.reset(rest);
      }
      lines.append(rest).append('\n');
    }
    lines.setLength(lines.length() - 1);
    return lines.toString();
  }

  private static void refuse(String reason) {
    System.err.println("format: " + reason);
    System.exit(2);
  }

  private static Set<String> known() throws IOException {
    return Files.exists(KNOWN) ? new HashSet<>(Files.readAllLines(KNOWN)) : Set.of();
  }

  /// The Java files of each module's `src`, and of the build itself.
  private static List<Path> sources() throws IOException {
    var roots = new ArrayList<Path>();
    roots.add(Path.of(".ci"));
    try (var folders = Files.newDirectoryStream(Path.of(""))) {
      for (var folder : folders) {
        var module = folder.resolve("src");
        if (Files.isDirectory(module)) {
          roots.add(module);
        }
      }
    }
    var sources = new ArrayList<Path>();
    for (var root : roots) {
      try (Stream<Path> files = Files.walk(root)) {
        files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
      }
    }
    sources.sort(null);
    return sources;
  }

  private static String hash(String version, String source) throws NoSuchAlgorithmException {
    var digest = MessageDigest.getInstance("SHA-256");
    digest.update(version.getBytes());
    return HexFormat.of().formatHex(digest.digest(source.getBytes()));
  }
}
