package vitruvian.forensics;

import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.regex.Pattern;
import vitruvian.memory.Account;
import vitruvian.memory.Ledger;

/// Another JVM of ours, of this user on this machine. Nothing is loaded into it; what it tells, it
/// tells through the JDK's attach mechanism.
public final class OtherJvm {
  /// The system property by which a service says where its operators' port is.
  public static final String ADMIN_PROPERTY = "vitruvian.admin";

  // In a histogram the class is followed by its module, or by the end of the line.
  private static final Pattern LEDGER =
      Pattern.compile("\\s" + Pattern.quote(Ledger.class.getName()) + "\\s");
  // Two of us may ask at once, and each ends its own. What is told is of both.
  private static final String RECORDING = "vitruvian-old-objects-" + ProcessHandle.current().pid();

  private static final long MOST_LATE_SECONDS = 60;

  private final long pid;
  private final Jcmd jcmd;

  /// @throws IOException in one line, where there is no such process, it is no JVM, it is not this
  ///     user's, or it is not one of ours
  public OtherJvm(long pid) throws IOException, InterruptedException {
    this.pid = pid;
    this.jcmd = new Jcmd(pid);
    if (!LEDGER.matcher(jcmd.run("GC.class_histogram")).find()) {
      throw new IOException(
          "process %d is a JVM, but none of ours: it keeps no ledger of native memory"
              .formatted(pid));
    }
  }

  /// The operators' port, where it has one.
  public Optional<URI> admin() throws IOException, InterruptedException {
    return admin(jcmd);
  }

  /// The process behind an operators' port: the number that the port tells, but only where the port
  /// is at a loopback address and the process of that number on this machine is a JVM of this user
  /// that says that it has this very port. The number may be one of another machine's or another
  /// container's process, and then means somebody else here.
  ///
  /// @param pid as the port tells it
  /// @return the same, or empty where the process is another one or nobody can tell
  public static OptionalLong behind(AdminClient client, long pid) throws InterruptedException {
    try {
      var address = client.address();
      if (pid <= 0 || !InetAddress.getByName(address.getHost()).isLoopbackAddress()) {
        return OptionalLong.empty();
      }
      boolean same =
          admin(new Jcmd(pid)).filter(admin -> admin.getPort() == address.getPort()).isPresent();
      return same ? OptionalLong.of(pid) : OptionalLong.empty();
    } catch (IOException | IllegalArgumentException _) {
      return OptionalLong.empty();
    }
  }

  private static Optional<URI> admin(Jcmd jcmd) throws IOException, InterruptedException {
    var properties = new Properties();
    properties.load(new StringReader(jcmd.run("VM.system_properties")));
    return Optional.ofNullable(properties.getProperty(ADMIN_PROPERTY)).map(URI::create);
  }

  /// Its account, without where its native memory was opened. Dumps its heap for the ledger, which
  /// stops it for a moment.
  public Account account() throws IOException, InterruptedException {
    try (var dump = HeapDump.of(pid)) {
      return Account.ofOther(pid, this::answer, HeapReader.ledger(dump.file()));
    }
  }

  private String answer(String... command) throws IOException {
    try {
      return jcmd.run(command);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
  }

  /// Where objects were allocated that were still there at the end of some seconds, as the JVM's
  /// flight recorder samples them; a table for people.
  public String oldObjects(Duration length, NativeProfiler.Pause pause)
      throws IOException, InterruptedException {
    jcmd.run(
        "JFR.start",
        "name=" + RECORDING,
        "settings=none",
        // Should nobody be there any more to end it.
        "duration=%ds".formatted(length.toSeconds() + MOST_LATE_SECONDS),
        "jdk.OldObjectSample#enabled=true",
        "jdk.OldObjectSample#stackTrace=true");
    try {
      pause.sleep(length);
      return jcmd.run("JFR.view", "truncate=beginning", "memory-leaks-by-site");
    } finally {
      jcmd.run("JFR.stop", "name=" + RECORDING);
    }
  }
}
