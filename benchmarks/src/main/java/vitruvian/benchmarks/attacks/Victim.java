package vitruvian.benchmarks.attacks;

import com.google.errorprone.annotations.MustBeClosed;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import vitruvian.benchmarks.load.Addresses;
import vitruvian.soak.Target;
import vitruvian.soak.Wire;

/// The service that is attacked, and what can be seen of it from outside. Attackers come from other
/// addresses of the loopback network than its polite clients. Any number of threads may use it.
final class Victim {
  static final String PATH = "/v1/holistic";

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int ATTACKERS = 8;
  private static final int MOST_LOG = 8 << 20;
  private static final Pattern METRIC = Pattern.compile("([a-z_]+(?:\\{[^}]*\\})?) (\\S+)");
  private static final Pattern SOCKET =
      Pattern.compile(
          "\\s*\\d+: [0-9A-F]+:([0-9A-F]{4}) ([0-9A-F]+):[0-9A-F]{4} (..) ([0-9A-F]+):.*");
  private static final String ESTABLISHED = "01";

  private final Target target;
  private final Optional<URI> admin;
  private final OptionalLong pid;
  private final Optional<Path> log;
  private final Addresses attackers;

  /// @param admin the operators' port, where it can be reached
  /// @param pid the process, where it is on this machine
  /// @param log where its standard error goes
  Victim(URI service, Optional<URI> admin, OptionalLong pid, Optional<Path> log)
      throws IOException {
    this.target = new Target(service, Optional.empty(), PATIENCE);
    this.admin = admin;
    this.pid = pid;
    this.log = log;
    this.attackers = Addresses.of(service, 0, 2, ATTACKERS);
  }

  Target target() {
    return target;
  }

  String authority() {
    return target.service().getAuthority();
  }

  Optional<URI> admin() {
    return admin;
  }

  boolean hasLog() {
    return log.isPresent();
  }

  /// A connection of one of the attackers.
  @MustBeClosed
  Wire wire() throws IOException {
    return new Wire(target, attackers.next());
  }

  /// A connection of a certain attacker.
  @MustBeClosed
  Wire wire(int attacker) throws IOException {
    return new Wire(target, attackers.get(attacker));
  }

  /// A connection of a certain attacker, who takes little at a time.
  @MustBeClosed
  Wire narrow(int attacker) throws IOException {
    return Wire.narrow(target, attackers.get(attacker));
  }

  /// Sends bytes over a new connection and waits for the answer.
  ///
  /// @param request characters, a byte each
  Wire.Reply raw(String request) throws IOException {
    try (var wire = wire()) {
      send(wire, request.getBytes(StandardCharsets.ISO_8859_1));
      return request.startsWith("HEAD ") ? wire.replyToHead() : wire.reply();
    }
  }

  /// A request without a body.
  ///
  /// @param method also the path
  /// @param headers further lines, each with its end
  Wire.Reply ask(String method, String headers) throws IOException {
    return raw("%s HTTP/1.1\r\nHost: %s\r\n%s\r\n".formatted(method, authority(), headers));
  }

  /// Posts a picture, or what is said to be one.
  Wire.Reply post(String query, String headers, byte[] body) throws IOException {
    try (var wire = wire()) {
      wire.post(PATH + query, headers, body.length);
      send(wire, body);
      return wire.reply();
    }
  }

  // Refused before all was sent, the answer is there all the same.
  private static void send(Wire wire, byte[] bytes) {
    try {
      wire.send(bytes);
    } catch (IOException _) {
      // Told by the answer, or by none.
    }
  }

  /// Asks the operators' port.
  Wire.Reply operator(String method) throws IOException {
    var port = new Target(admin.orElseThrow(), Optional.empty(), PATIENCE);
    try (var wire = new Wire(port)) {
      wire.send("%s HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(method, port.service().getAuthority()));
      return method.startsWith("HEAD ") ? wire.replyToHead() : wire.reply();
    }
  }

  /// What the service says of itself; empty where operators cannot be asked, or get no answer.
  Map<String, Double> metrics() {
    var values = new HashMap<String, Double>();
    if (admin.isEmpty()) {
      return values;
    }
    try {
      for (var line : operator("GET /metrics").text().lines().toList()) {
        var metric = METRIC.matcher(line);
        if (metric.matches()) {
          values.put(metric.group(1), Double.valueOf(metric.group(2)));
        }
      }
    } catch (IOException | NumberFormatException _) {
      // As without operators; the probe of their port tells.
    }
    return values;
  }

  /// Gives back what is not needed, so that what is held can be told.
  void collect() throws IOException {
    if (admin.isPresent()) {
      operator("POST /memory/collect");
      operator("POST /memory/trim");
    }
  }

  /// Waits until clients and operators get answers.
  ///
  /// @return whether they do
  boolean answers(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        boolean live = ask("GET /health/live", "").status() == 200;
        if (live && (admin.isEmpty() || operator("GET /health/live").status() == 200)) {
          return true;
        }
      } catch (IOException _) {
        // Not yet.
      }
      if (System.nanoTime() > end) {
        return false;
      }
      Thread.sleep(500);
    }
  }

  boolean isAlive() {
    return pid.isEmpty() || ProcessHandle.of(pid.getAsLong()).isPresent();
  }

  /// The resident bytes, where they are known.
  OptionalLong resident() {
    return pid.stream()
        .boxed()
        .flatMap(id -> lines(Path.of("/proc/%d/status".formatted(id))).stream())
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
        .findFirst();
  }

  /// The names of its own threads, as the kernel knows them: 15 characters.
  Set<String> threads() {
    var names = new TreeSet<String>();
    if (pid.isPresent()) {
      var tasks = Path.of("/proc/%d/task".formatted(pid.getAsLong()));
      try (var folders = Files.list(tasks)) {
        folders.forEach(task -> names.addAll(lines(task.resolve("comm"))));
      } catch (IOException _) {
        // It has ended.
      }
    }
    names.removeIf(name -> !name.startsWith("vitruvian"));
    return names;
  }

  /// The bytes that wait in the kernel for clients to read them.
  long unread() {
    return sockets().mapToLong(Socket::unread).sum();
  }

  /// The open connections of one attacker.
  long connections(int attacker) {
    var address = attackers.get(attacker).getAddress();
    // Little-endian words; the last one of a mapped address is that of the fourth version.
    var hex = "%02X%02X%02X%02X".formatted(address[3], address[2], address[1], address[0]);
    return sockets()
        .filter(socket -> socket.peer.endsWith(hex) && socket.state.equals(ESTABLISHED))
        .count();
  }

  private record Socket(String peer, String state, long unread) {}

  private Stream<Socket> sockets() {
    var port = "%04X".formatted(target.service().getPort());
    return List.of("tcp", "tcp6").stream()
        .flatMap(table -> lines(Path.of("/proc/net", table)).stream())
        .map(SOCKET::matcher)
        .filter(line -> line.matches() && line.group(1).equals(port))
        .map(line -> new Socket(line.group(2), line.group(3), Long.parseLong(line.group(4), 16)));
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    } catch (IOException _) {
      return List.of(); // not there, or not any more
    }
  }

  /// How long the log is.
  long logged() {
    try {
      return log.isPresent() ? Files.size(log.get()) : 0;
    } catch (IOException _) {
      return 0;
    }
  }

  /// What has been logged since, 8 MB at most.
  byte[] logSince(long length) throws IOException {
    if (log.isEmpty()) {
      return new byte[0];
    }
    try (var file = new RandomAccessFile(log.get().toFile(), "r")) {
      var bytes = new byte[Math.clamp(file.length() - length, 0, MOST_LOG)];
      file.seek(length);
      file.readFully(bytes);
      return bytes;
    }
  }
}
