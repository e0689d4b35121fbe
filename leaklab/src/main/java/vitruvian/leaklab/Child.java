package vitruvian.leaklab;

import com.google.errorprone.annotations.MustBeClosed;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import vitruvian.forensics.PrivateFolder;

/// A service in a JVM of its own, on free ports of the loopback address, with a folder for its
/// temporary files. It ends with this, and with the process that started it.
final class Child implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final long STOP_SECONDS = 6;
  // 128 and the number of the signal.
  private static final int KILLED = 137;
  private static final long LOOK_MILLIS = 50;
  private static final String MODULE = "vitruvian.leaklab";
  private static final int MOST_LOG = 2000;
  // As the program's launcher has them.
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "MALLOC_ARENA_MAX", "1",
          "MALLOC_MMAP_THRESHOLD_", "33554432",
          "MALLOC_TRIM_THRESHOLD_", "33554432");

  private final PrivateFolder folder;
  private final Process process;
  private final URI address;
  private final URI admin;

  private Child(PrivateFolder folder, Process process, List<String> addresses) {
    this.folder = folder;
    this.process = process;
    this.address = URI.create(addresses.getFirst());
    this.admin = URI.create(addresses.getLast());
  }

  /// What a child is.
  ///
  /// @param program the main class; its last argument is the file for its addresses
  /// @param options for the JVM
  /// @param arguments but the last
  /// @param environment what is different from that of all
  /// @param group the control group that it is started in
  record Program(
      Class<?> program,
      List<String> options,
      List<String> arguments,
      Map<String, String> environment,
      Optional<Group> group) {}

  /// Starts a child and waits until it serves. If this throws, nothing is left behind.
  ///
  /// @throws LaboratoryException where it does not serve in a minute, with what it said
  @MustBeClosed
  @SuppressWarnings("MustBeClosedChecker") // closed with the child
  static Child start(Program program) throws IOException, InterruptedException {
    var folder = new PrivateFolder("vitruvian-leaklab");
    Optional<Process> process = Optional.empty();
    try {
      var addresses = folder.file("addresses");
      process = Optional.of(builder(program, folder.path(), addresses).start());
      return new Child(folder, process.get(), await(process.get(), folder.path(), addresses));
    } catch (Throwable failure) {
      if (process.isPresent()) {
        process.get().destroyForcibly().waitFor(STOP_SECONDS, TimeUnit.SECONDS);
      }
      folder.close();
      throw failure;
    }
  }

  private static ProcessBuilder builder(Program program, Path folder, Path addresses) {
    // Ctrl-C reaches all of a terminal's processes; a child ends when it is told to, and what is
    // ignored stays ignored.
    var command = new ArrayList<>(List.of("/bin/sh", "-c", "trap '' INT; exec \"$@\"", "sh"));
    program.group().ifPresent(group -> command.addAll(group.enter()));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(program.options());
    command.add("-Djava.io.tmpdir=" + folder);
    var modules = Optional.ofNullable(System.getProperty("jdk.module.path"));
    if (modules.isPresent()) {
      var natives = "vitruvian.memory,vitruvian.tracker,vitruvian.leaklab,async.profiler";
      command.addAll(List.of("--enable-native-access=" + natives, "-p", modules.get()));
      command.addAll(List.of("-m", MODULE + "/" + program.program().getName()));
    } else {
      command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp"));
      command.add(System.getProperty("java.class.path"));
      command.add(program.program().getName());
    }
    command.addAll(program.arguments());
    command.add(addresses.toString());
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(log(folder).toFile()).environment().putAll(ENVIRONMENT);
    builder.environment().putAll(program.environment());
    return builder;
  }

  private static Path log(Path folder) {
    return folder.resolve("log.txt");
  }

  private static List<String> await(Process process, Path folder, Path addresses)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + START.toNanos();
    while (!Files.exists(addresses)) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new LaboratoryException(
            "the service of the laboratory does not start: " + said(folder));
      }
      Thread.sleep(LOOK_MILLIS);
    }
    return Files.readAllLines(addresses);
  }

  /// Where it serves.
  URI address() {
    return address;
  }

  /// Where it serves operators.
  URI admin() {
    return admin;
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /// What it said, for people.
  String said() throws IOException {
    return said(folder.path());
  }

  private static String said(Path folder) throws IOException {
    var all = Files.readString(log(folder));
    return all.length() <= MOST_LOG
        ? all
        : all.substring(0, MOST_LOG / 2) + "\n...\n" + all.substring(all.length() - MOST_LOG / 2);
  }

  /// Whether it has ended by a signal that nobody can refuse.
  boolean isKilled() {
    return !process.isAlive() && process.exitValue() == KILLED;
  }

  /// Ends the process by force after some time, unless what this returns is closed before. Whoever
  /// waits for the process then, or asks it, gets no answer.
  Limit endAfter(Duration time) {
    return new Limit(process, time);
  }

  /// The end of a child's time.
  static final class Limit implements AutoCloseable {
    private final Thread thread;

    private Limit(Process process, Duration time) {
      thread =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      Thread.sleep(time);
                      process.destroyForcibly();
                    } catch (InterruptedException _) {
                      // In time.
                    }
                  });
    }

    @Override
    public void close() {
      thread.interrupt();
    }
  }

  /// Ends the process at once, as the kernel does.
  void kill() {
    process.destroyForcibly();
  }

  /// Ends the process, if it must be by force, and deletes its folder.
  @Override
  public void close() {
    try {
      process.getOutputStream().close(); // the end of its input
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (IOException _) {
      process.destroyForcibly();
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    } finally {
      folder.close();
    }
  }
}
