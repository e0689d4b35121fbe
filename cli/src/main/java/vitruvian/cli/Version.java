package vitruvian.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;
import vitruvian.tracker.EngineInfo;
import vitruvian.tracker.TrackingException;

/// What `--version` prints: everything that a bug report needs.
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    var lines = new ArrayList<String>();
    lines.add("vitruvian " + ofProduct());
    lines.add("TensorFlow Lite " + tensorFlowLite());
    EngineInfo.natives().forEach((library, version) -> lines.add(library + " " + version));
    lines.add(
        "Java %s (%s)"
            .formatted(System.getProperty("java.version"), System.getProperty("java.vendor")));
    lines.add(
        "%s %s, %s, %d cores"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors()));
    lines.add("Models, by SHA-256:");
    EngineInfo.models().forEach((file, sha256) -> lines.add("  " + sha256 + "  " + file));
    return lines.toArray(String[]::new);
  }

  private static String tensorFlowLite() {
    try {
      return EngineInfo.tensorFlowLite();
    } catch (TrackingException failure) {
      return "does not load: " + failure.getMessage();
    }
  }

  /// The version of the product, as the build wrote it.
  static String ofProduct() {
    var properties = new Properties();
    try (var stream = Version.class.getResourceAsStream("version.properties")) {
      if (stream != null) {
        properties.load(stream);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return properties.getProperty("version", "unknown");
  }
}
