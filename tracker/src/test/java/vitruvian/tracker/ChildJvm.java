package vitruvian.tracker;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// JVMs of their own with the classes of the tests.
final class ChildJvm {
  private ChildJvm() {}

  /// A process that runs a class's `main`; its errors are shown with those of this one.
  static ProcessBuilder of(List<String> flags, Class<?> main, String... args) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--illegal-native-access=deny");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(List.of(args));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
  }
}
