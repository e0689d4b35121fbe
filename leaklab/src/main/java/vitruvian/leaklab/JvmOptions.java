package vitruvian.leaklab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// How the JVMs of the laboratory are started.
final class JvmOptions {
  /// The ceiling of a service with a planted fault: far above what it comes to, so that it never
  /// gives way.
  static final long CEILING = 1536L << 20;

  // Room for what is planted, and what the forensics need.
  private static final List<String> LABORATORY =
      List.of(
          // All of it resident from the start, or the heap's first use of its pages looks like
          // growth.
          "-Xms256m",
          "-Xmx256m",
          "-XX:+AlwaysPreTouch",
          "-XX:MaxMetaspaceSize=128m",
          "-XX:CompressedClassSpaceSize=64m",
          "-XX:ReservedCodeCacheSize=64m",
          "-XX:MaxDirectMemorySize=256m",
          "-XX:NativeMemoryTracking=summary",
          "-XX:+EnableDynamicAgentLoading",
          "-XX:TieredStopAtLevel=1",
          "-Dvitruvian.leakAlarm=all");

  private JvmOptions() {}

  /// Those of `vitruvian serve`, one by one. What loads native code is said by [Child].
  static List<String> ofService() {
    try (var file = JvmOptions.class.getResourceAsStream("serve.options")) {
      if (file == null) {
        throw new IllegalStateException("serve.options is not in the program");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .filter(line -> !line.startsWith("--enable-native-access"))
          .toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Those of the service, and after them, to take their place, those of the laboratory.
  static List<String> of(Scenario scenario) {
    var options = new ArrayList<>(ofService());
    options.addAll(LABORATORY);
    options.addAll(scenario.options());
    return List.copyOf(options);
  }
}
