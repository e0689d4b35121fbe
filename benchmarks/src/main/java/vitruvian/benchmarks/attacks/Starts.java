package vitruvian.benchmarks.attacks;

import static vitruvian.benchmarks.attacks.Attack.question;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import vitruvian.soak.LiveStream;

/// What operators must be told: by services of its own that it starts and ends.
final class Starts {
  private static final Pattern READY = Pattern.compile("Vitruvian is ready: (\\S+)");
  private static final Duration MOST = Duration.ofSeconds(20);
  private static final int GOING_AWAY = 1001;
  private static final byte[] LOOPBACK_6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

  private final Path launcher;

  private Starts(Path launcher) {
    this.launcher = launcher;
  }

  /// @param launcher starts the service
  static List<Attack> with(Path launcher) {
    var starts = new Starts(launcher);
    return List.of(
        question("13a", "few open files are said at the start", starts::files),
        question("13b", "more memory than the machine has is said", starts::memory),
        question("13c", "a token that is no ASCII is refused", starts::token),
        question("13d", "0.0.0.0 listens at IPv4 alone", starts::everywhere),
        question("13e", "streams are told that the service goes away", starts::stop));
  }

  /// A service that is ready, or has ended.
  private record Started(Process process, Path log) implements AutoCloseable {
    String text() throws IOException {
      return Files.readString(log);
    }

    Optional<URI> address() throws IOException {
      var ready = READY.matcher(text());
      return ready.find() ? Optional.of(URI.create(ready.group(1))) : Optional.empty();
    }

    @Override
    public void close() throws IOException {
      process.destroy();
      try {
        if (!process.waitFor(MOST.toSeconds(), TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
      Files.delete(log);
    }
  }

  private Started start(String limit, String... options) throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.addAll(List.of("sh", "-c", limit + " exec \"$0\" \"$@\"", launcher.toString()));
    command.addAll(List.of("serve", "--port", "0", "--admin-port", "0", "--sessions", "1"));
    command.addAll(List.of(options));
    var log = Files.createTempFile("vitruvian-start", ".log");
    var process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    var started = new Started(process, log);
    long end = System.nanoTime() + MOST.toNanos();
    while (process.isAlive() && started.address().isEmpty() && System.nanoTime() < end) {
      Thread.sleep(100);
    }
    if (process.isAlive()) {
      Thread.sleep(500); // what is said after it is ready
    }
    return started;
  }

  private static void said(Siege siege, Started started, String pattern, String what)
      throws IOException {
    var text = started.text().toLowerCase(Locale.ROOT);
    siege.verdict().require(Pattern.compile(pattern).matcher(text).find(), "%s is not said", what);
    siege.verdict().note("it %s", started.address().isPresent() ? "warns" : "refuses");
  }

  private void files(Siege siege) throws IOException, InterruptedException {
    try (var started = start("ulimit -n 512;")) {
      said(siege, started, "ulimit|open files|file descriptors", "a limit of 512 open files");
    }
  }

  private void memory(Siege siege) throws IOException, InterruptedException {
    try (var started = start("", "--memory", "4000GB")) {
      said(siege, started, "machine|physical|more (memory )?than", "--memory 4000GB");
    }
  }

  private void token(Siege siege) throws IOException, InterruptedException {
    var file = Files.createTempFile("vitruvian-token", ".txt");
    try {
      Files.writeString(file, "geheim\u00e4\u00f6\u00fc12345\n");
      try (var started = start("", "--token-file", file.toString())) {
        siege
            .verdict()
            .require(started.address().isEmpty(), "it starts with a token that is no ASCII");
      }
    } finally {
      Files.delete(file);
    }
  }

  private void everywhere(Siege siege) throws IOException, InterruptedException {
    try (var started = start("", "--host", "0.0.0.0", "--no-token");
        var socket = new Socket()) {
      int port = started.address().map(URI::getPort).orElse(0);
      siege.verdict().require(port > 0, "it does not start: %s", started.text());
      boolean open = false;
      try {
        socket.connect(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK_6), port), 2000);
        open = true;
      } catch (IOException _) {
        // As it should be.
      }
      siege.verdict().require(!open, "--host 0.0.0.0 answers at [::1]");
    }
  }

  private void stop(Siege siege) throws IOException, InterruptedException {
    try (var started = start("")) {
      var address = started.address().orElseThrow(() -> new IOException("it does not start"));
      var victim = new Victim(address, Optional.empty(), OptionalLong.empty(), Optional.empty());
      try (var wire = victim.wire();
          var stream = new LiveStream(wire)) {
        started.process.destroy();
        int status = 0;
        try {
          var frame = stream.read();
          while (!frame.isClose()) {
            frame = stream.read();
          }
          status = frame.content().remaining() < 2 ? 0 : frame.content().getShort(0);
        } catch (IOException _) {
          // Cut off without a word.
        }
        siege
            .verdict()
            .require(status == GOING_AWAY, "closed with %d, not with %d", status, GOING_AWAY);
      }
    }
  }
}
