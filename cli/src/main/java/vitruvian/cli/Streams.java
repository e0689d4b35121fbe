package vitruvian.cli;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Where a command reads from and writes to.
///
/// @param in what is given to the command, not buffered
/// @param out results, not buffered
/// @param err everything for people to read
/// @param terminal whether `err` is a terminal, so that a progress bar makes sense
record Streams(InputStream in, OutputStream out, PrintStream err, boolean terminal) {
  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

  static Streams ofProcess() {
    return new Streams(
        new FileInputStream(FileDescriptor.in),
        new FileOutputStream(FileDescriptor.out),
        System.err,
        isTerminal());
  }

  // The JDK only knows of standard input and output together; where the system tells, ask for
  // standard error itself.
  private static boolean isTerminal() {
    if ("dumb".equals(System.getenv("TERM"))) {
      return false;
    }
    try {
      var device = Files.readSymbolicLink(STANDARD_ERROR).toString();
      return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException _) {
      return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    }
  }
}
