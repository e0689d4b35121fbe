package vitruvian.forensics;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/// The commands by which the JVM reports about itself.
final class Diagnostics {
  private Diagnostics() {}

  /// The objects alive in the heap by class; collects the heap first.
  static String classHistogram() {
    return command("gcClassHistogram");
  }

  /// The class loaders with how much they hold.
  static String classLoaders() {
    return command("vmClassloaderStats");
  }

  // Nothing where this JVM does not know the command.
  private static String command(String name) {
    try {
      boolean takesArguments = name.equals("gcClassHistogram");
      return (String)
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  name,
                  takesArguments ? new Object[] {new String[0]} : new Object[0],
                  takesArguments ? new String[] {String[].class.getName()} : new String[0]);
    } catch (JMException _) {
      return "";
    }
  }
}
