package vitruvian.leaklab;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import vitruvian.server.HolisticServer;
import vitruvian.server.ServerConfig;

/// The program of a child: the service with a scenario's fault planted in it.
public final class ScenarioServer {
  private ScenarioServer() {}

  /// Serves until the end of its input, which comes when the parent has died, too.
  ///
  /// @param args the scenario, the ceiling in bytes, how many milliseconds there are between two
  ///     collections (0 for none but the JVM's own), and the file that the addresses are written to
  public static void main(String[] args) throws IOException, InterruptedException {
    var scenario = Scenario.valueOf(args[0]);
    long ceiling = Long.parseLong(args[1]);
    var between = Duration.ofMillis(Long.parseLong(args[2]));
    var config = ServerConfig.DEFAULT.withPorts(0, 0);
    try (var server =
        new HolisticServer(config, ceiling, _ -> Optional.empty(), "leaklab", scenario.fault())) {
      tell(Path.of(args[3]), server);
      if (between.toMillis() > 0) {
        Thread.ofPlatform().daemon().name("leaklab-collections").start(() -> collect(between));
      }
      System.in.transferTo(OutputStream.nullOutputStream());
    }
  }

  // Whole at once: the parent waits for the file.
  private static void tell(Path file, HolisticServer server) throws IOException {
    var draft = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(draft, "%s\n%s\n".formatted(server.address(), server.adminAddress()));
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
  }

  // What lives in the heap is known after a collection of all of it, and a minute has few by
  // itself.
  private static void collect(Duration between) {
    try {
      while (true) {
        Thread.sleep(between);
        System.gc();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
