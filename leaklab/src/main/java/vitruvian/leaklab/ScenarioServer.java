package vitruvian.leaklab;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import vitruvian.server.HolisticServer;
import vitruvian.server.ServerConfig;
import vitruvian.server.Tracking;

/// The program of a child: the service with a scenario's fault planted in it.
public final class ScenarioServer {
  private ScenarioServer() {}

  /// Serves until the end of its input, which comes when the parent has died, too.
  ///
  /// @param args the scenario, the ceiling in bytes, after how many requests there is a collection
  ///     (0 for none but the JVM's own), how many sessions there are (0 for as many as fit), and
  ///     the
  ///     file that the addresses are written to
  public static void main(String[] args) throws IOException {
    var scenario = Scenario.valueOf(args[0]);
    long ceiling = Long.parseLong(args[1]);
    int every = Integer.parseInt(args[2]);
    UnaryOperator<Tracking> fault = scenario.fault();
    var around = every > 0 ? fault.andThen(collecting(every)) : fault;
    int sessions = Integer.parseInt(args[3]);
    var config = ServerConfig.DEFAULT.withPorts(0, 0);
    if (sessions > 0) {
      config = config.withSessions(sessions);
    }
    try (var server =
        new HolisticServer(config, ceiling, _ -> Optional.empty(), "leaklab", around::apply)) {
      tell(Path.of(args[4]), server);
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
  private static UnaryOperator<Tracking> collecting(int every) {
    var requests = new AtomicLong();
    return own ->
        (frame, options) -> {
          if (requests.incrementAndGet() % every == 0) {
            System.gc();
          }
          return own.track(frame, options);
        };
  }
}
