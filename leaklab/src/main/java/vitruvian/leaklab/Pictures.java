package vitruvian.leaklab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/// The pictures that are sent: a portrait in several sizes, as JPEG files.
final class Pictures {
  private Pictures() {}

  /// Small and quickly tracked: many requests make good statistics.
  static byte[] small() {
    return read("person-320.jpg");
  }

  /// As people send them: most of the size of a screen, one in eight from a camera.
  static List<byte[]> mixed() {
    var screen = read("person-640.jpg");
    var large = read("person-1280.jpg");
    return List.of(
        screen,
        large,
        screen,
        read("person-320.jpg"),
        large,
        screen,
        large,
        read("person-4000.jpg"));
  }

  private static byte[] read(String name) {
    try (var file = Pictures.class.getResourceAsStream(name)) {
      if (file == null) {
        throw new IllegalStateException(name + " is not in the program");
      }
      return file.readAllBytes();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
