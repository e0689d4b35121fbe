package vitruvian.memory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The small text files in which Linux tells about processes; empty where there are none.
final class ProcFile {
  private ProcFile() {}

  /// The lines of a file; none where it cannot be read.
  static List<String> lines(Path file) {
    try {
      // Names of mapped files are any bytes at all.
      return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    } catch (IOException _) {
      return List.of();
    }
  }

  /// What lies in a folder; empty where it cannot be read.
  static Optional<List<Path>> children(Path folder) {
    try (var children = Files.list(folder)) {
      return Optional.of(children.toList());
    } catch (IOException | UncheckedIOException _) {
      return Optional.empty();
    }
  }

  /// The number that a file consists of.
  static OptionalLong number(Path file) {
    var lines = lines(file);
    return lines.isEmpty() ? OptionalLong.empty() : parsed(lines.getFirst().strip());
  }

  /// The number behind a name and blanks; a trailing `kB` makes it bytes.
  static OptionalLong number(List<String> lines, String name) {
    for (var line : lines) {
      if (line.startsWith(name)
          && line.length() > name.length()
          && Character.isWhitespace(line.charAt(name.length()))) {
        var value = line.substring(name.length()).strip();
        return value.endsWith(" kB")
            ? kilobytes(parsed(value.substring(0, value.length() - 3)))
            : parsed(value);
      }
    }
    return OptionalLong.empty();
  }

  private static OptionalLong kilobytes(OptionalLong number) {
    return number.isPresent() ? OptionalLong.of(1024 * number.getAsLong()) : number;
  }

  private static OptionalLong parsed(String digits) {
    try {
      return OptionalLong.of(Long.parseLong(digits));
    } catch (NumberFormatException _) {
      return OptionalLong.empty();
    }
  }
}
