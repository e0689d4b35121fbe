package vitruvian.soak;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// What this machine is, as Linux tells it; nothing elsewhere.
final class Machine {
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
  private static final Path MEMORY = Path.of("/proc/meminfo");
  private static final Pattern NAME = Pattern.compile("(?m)^model name\\s*: (.{1,200})$");
  private static final Pattern TOTAL = Pattern.compile("(?m)^MemTotal:\\s*(\\d{1,15}) kB$");

  private Machine() {}

  /// The name of the first processor's model.
  static Optional<String> processor() {
    return found(NAME, read(PROCESSORS));
  }

  /// The memory of the whole machine, in bytes, whatever a container's limit.
  static OptionalLong memory() {
    return found(TOTAL, read(MEMORY)).stream()
        .mapToLong(kilobytes -> Long.parseLong(kilobytes) << 10)
        .findFirst();
  }

  private static Optional<String> found(Pattern pattern, String text) {
    var match = pattern.matcher(text);
    return match.find() ? Optional.of(match.group(1).strip()) : Optional.empty();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException _) {
      return "";
    }
  }
}
