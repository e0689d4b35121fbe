package vitruvian.tracker;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/// Files beside the modules and beside the checkout, found upwards from the working directory.
public final class Shared {
  private Shared() {}

  /// A file or folder of `shared/media`, the test pictures with their reference results. They are
  /// not part of this repository: where they are not beside it, the test is skipped.
  public static Path media(String path) {
    var file = find("shared/media/" + path);
    Assumptions.assumeTrue(
        file.isPresent(), "shared/media with the reference pictures is not beside the checkout");
    return file.orElseThrow();
  }

  /// A file of `shared/holistic-data`, the numbers of the specification, where it is there.
  public static Optional<Path> data(String name) {
    return find("shared/holistic-data/" + name);
  }

  /// Whether the test pictures are there.
  public static boolean hasMedia() {
    return find("shared/media").isPresent();
  }

  /// A picture of a person that the product ships.
  public static Path sample() {
    return find("samples/astronaut.png")
        .orElseThrow(() -> new AssertionError("samples/astronaut.png is part of the checkout"));
  }

  private static Optional<Path> find(String path) {
    for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      var file = folder.resolve(path);
      if (Files.exists(file)) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }
}
