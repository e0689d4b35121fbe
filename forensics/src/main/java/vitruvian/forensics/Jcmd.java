package vitruvian.forensics;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Gives commands to another JVM of this user on this machine, with the JDK's own `jcmd`: that
/// leaves nothing behind in the other process, and needs nothing of it.
final class Jcmd {
  private static final long MOST_SECONDS = 60;

  private final long pid;

  /// @throws IOException in one line, where there is no such process, it is no JVM, or it is not
  ///     this user's
  Jcmd(long pid) throws IOException {
    this.pid = pid;
    if (ProcessHandle.of(pid).isEmpty()) {
      throw new IOException("there is no process " + pid);
    }
    // The attach mechanism would send a signal, which ends what is no JVM.
    var maps = Path.of("/proc", Long.toString(pid), "maps");
    if (Files.exists(maps) && !isJvm(maps)) {
      throw new IOException("process %d is not a JVM".formatted(pid));
    }
  }

  private boolean isJvm(Path maps) throws IOException {
    try (var lines = Files.lines(maps, StandardCharsets.ISO_8859_1)) {
      return lines.anyMatch(line -> line.endsWith("/libjvm.so"));
    } catch (AccessDeniedException denied) {
      throw new IOException(
          "process %d is another user's: there is no permission to look into it".formatted(pid),
          denied);
    } catch (java.io.UncheckedIOException failure) {
      throw new IOException(
          "process %d cannot be looked into: %s".formatted(pid, failure.getMessage()), failure);
    }
  }

  /// Gives a command and waits for its end, for a minute at most.
  ///
  /// @return what it says, without the line that names the process
  String run(String... command) throws IOException, InterruptedException {
    var tool = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    if (!Files.isExecutable(tool)) {
      throw new IOException("the JDK's jcmd is needed, and is not at " + tool);
    }
    var call = new ArrayList<>(List.of(tool.toString(), Long.toString(pid)));
    call.addAll(Arrays.asList(command));
    var process = new ProcessBuilder(call).redirectErrorStream(true).start();
    var late =
        process.onExit().thenApply(_ -> false).completeOnTimeout(true, MOST_SECONDS, SECONDS);
    var _ =
        late.thenAccept(
            isLate -> {
              if (isLate) {
                process.destroyForcibly();
              }
            });
    try (var output = process.getInputStream()) {
      var text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
      int code = process.waitFor();
      if (late.join()) {
        throw new IOException(
            "process %d does not answer %s within %d s".formatted(pid, command[0], MOST_SECONDS));
      }
      if (code != 0) {
        throw new IOException(
            "process %d refuses %s: %s".formatted(pid, command[0], lastLine(text)));
      }
      return text.substring(text.indexOf('\n') + 1);
    } finally {
      process.destroy();
    }
  }

  private String lastLine(String text) {
    return text.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("at ") && !line.equals(pid + ":"))
        .findFirst()
        .orElse("no reason given");
  }
}
