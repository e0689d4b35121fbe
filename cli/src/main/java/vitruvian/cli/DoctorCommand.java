package vitruvian.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import vitruvian.forensics.AdminClient;
import vitruvian.forensics.HeapDump;
import vitruvian.forensics.OtherJvm;
import vitruvian.forensics.Snapshot;
import vitruvian.forensics.Wanted;

/// `vitruvian doctor`: where the memory of a running process is, and who holds it.
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    usageHelpWidth = 100,
    header = "Tells where the memory of a running process of ours is, and who holds it.",
    description = {
      "",
      "Without options: the account, every byte counted once, and native memory by owner and by"
          + " where it was opened; of a service also what the figures were before. The options ask"
          + " for more, each in place of the account.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  vitruvian doctor",
      "  vitruvian doctor 4711",
      "  vitruvian doctor http://127.0.0.1:8081/ --diff 60",
      "  vitruvian doctor --snapshot; sleep 3600; vitruvian doctor --since 1",
      "  vitruvian doctor 4711 --holders --svg holders.svg",
      "  vitruvian doctor 4711 --holders java.lang.Thread",
      "",
      "Exit codes: 0 told, 1 the process does not answer or may not be looked into, 2 wrong usage,"
          + " 130 stopped by Ctrl-C."
    })
final class DoctorCommand implements Callable<Integer> {
  private static final String USUAL = "http://127.0.0.1:8081/";
  private static final int MOST_HELD = 20;
  private static final int MOST_SECONDS = 86400;
  private static final long LOOK_MILLIS = 50;
  // Less than what StopSignal gives to all of it.
  private static final int LOOKS_AFTER_STOP = 160;
  private static final int FEW_LOOKS_AFTER_STOP = 20;

  private final Streams streams;
  private final StopSignal stop;

  @Parameters(
      paramLabel = "URL|PID",
      arity = "0..1",
      defaultValue = USUAL,
      description = {
        "The operators' port of a service (default: ${DEFAULT-VALUE}; serve prints it when it"
            + " starts), or a process of this user on this machine."
      })
  private String target = USUAL;

  @Option(
      names = "--holders",
      paramLabel = "CLASS",
      arity = "0..1",
      fallbackValue = "",
      description = {
        "Who holds the instances of a class; without CLASS, who holds what owns native memory."
            + " Dumps the heap, which stops the process for a moment."
      })
  private Optional<String> holders = Optional.empty();

  @Option(names = "--svg", paramLabel = "FILE", description = "Also draws what --holders finds.")
  private Optional<Path> svg = Optional.empty();

  @Option(
      names = "--profile",
      paramLabel = "SECONDS",
      description = {
        "Records the native memory that is allocated and not freed, 1 to 300 seconds. Needs a"
            + " service, and slows it down."
      })
  private Optional<Integer> profile = Optional.empty();

  @Option(
      names = "--flame",
      paramLabel = "FILE",
      description = "Writes what --profile finds as a flame graph, a page for the browser.")
  private Optional<Path> flame = Optional.empty();

  @Option(
      names = "--diff",
      paramLabel = "SECONDS",
      description =
          "What grows within so many seconds, by owner, class, thread, file. Needs a service.")
  private Optional<Integer> diff = Optional.empty();

  @Option(
      names = "--snapshot",
      description = "Has the service keep a snapshot, to compare with later. Needs a service.")
  private boolean snapshot;

  @Option(names = "--snapshots", description = "Lists the snapshots that the service keeps.")
  private boolean snapshots;

  @Option(
      names = "--since",
      paramLabel = "ID",
      description = "What has grown since a snapshot that the service keeps.")
  private Optional<Long> since = Optional.empty();

  @Option(
      names = "--old-objects",
      paramLabel = "SECONDS",
      description = {
        "Where Java objects were allocated that outlive so many seconds, as the flight recorder"
            + " samples them."
      })
  private Optional<Integer> oldObjects = Optional.empty();

  DoctorCommand(Streams streams, StopSignal stop) {
    this.streams = streams;
    this.stop = stop;
  }

  @Override
  public Integer call() throws InterruptedException {
    check();
    var out = new PrintStream(streams.out(), false, StandardCharsets.UTF_8);
    try {
      var told = toldUnlessStopped();
      out.print(visible(told));
      out.flush();
      return stop.requested() ? Exit.STOPPED : Exit.OK;
    } catch (IOException failure) {
      if (stop.requested()) {
        return Exit.STOPPED;
      }
      streams.err().println("vitruvian: " + visible("" + failure.getMessage()).replace('\n', ' '));
      return Exit.FAILED;
    }
  }

  // A profile cannot be ended: who stops does not wait for it. What a stop only shortens is told
  // all the same.
  private String toldUnlessStopped() throws IOException, InterruptedException {
    var task = new FutureTask<>(this::told);
    Thread.ofPlatform().daemon().name("vitruvian-doctor").start(task);
    int most = profile.isPresent() ? FEW_LOOKS_AFTER_STOP : LOOKS_AFTER_STOP;
    int looks = 0;
    while (looks < most) {
      looks += stop.requested() ? 1 : 0;
      try {
        return task.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException _) {
        // Not yet.
      } catch (ExecutionException failure) {
        throw rethrown(failure.getCause());
      }
    }
    return "";
  }

  private static IOException rethrown(@Nullable Throwable cause) throws InterruptedException {
    return switch (cause) {
      case IOException failure -> failure;
      case InterruptedException interrupted -> throw interrupted;
      case RuntimeException failure -> throw failure;
      case null, default -> throw new IllegalStateException(cause);
    };
  }

  // What comes from elsewhere may try to command a terminal.
  private static String visible(String text) {
    return text.codePoints()
        .map(point -> Character.isISOControl(point) && point != '\n' && point != '\t' ? '?' : point)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private void check() {
    var asked =
        Stream.of(
            holders.isPresent(),
            profile.isPresent(),
            diff.isPresent(),
            snapshot,
            snapshots,
            since.isPresent(),
            oldObjects.isPresent());
    if (asked.filter(Boolean::booleanValue).count() > 1) {
      throw new WrongUsage(
          "--holders, --profile, --diff, --snapshot, --snapshots, --since and --old-objects are"
              + " asked one by one");
    }
    if (svg.isPresent() && holders.isEmpty()) {
      throw new WrongUsage("--svg draws what --holders finds, which is missing");
    }
    if (flame.isPresent() && profile.isEmpty()) {
      throw new WrongUsage("--flame draws what --profile finds, which is missing");
    }
    profile.ifPresent(seconds -> range("--profile", seconds, 300));
    diff.ifPresent(seconds -> range("--diff", seconds, MOST_SECONDS));
    oldObjects.ifPresent(seconds -> range("--old-objects", seconds, MOST_SECONDS));
    svg.ifPresent(file -> writable("--svg", file));
    flame.ifPresent(file -> writable("--flame", file));
  }

  // Before the work, not after it.
  private static void writable(String option, Path file) {
    var folder = Optional.ofNullable(file.toAbsolutePath().getParent());
    boolean can =
        Files.exists(file)
            ? Files.isWritable(file) && !Files.isDirectory(file)
            : folder.isPresent() && Files.isWritable(folder.get());
    if (!can) {
      throw new WrongUsage("%s %s cannot be written to".formatted(option, file));
    }
  }

  private static void range(String option, int seconds, int most) {
    if (seconds < 1 || seconds > most) {
      throw new WrongUsage("%s is 1 to %d seconds, not %d".formatted(option, most, seconds));
    }
  }

  private String told() throws IOException, InterruptedException {
    var pid = pid();
    if (holders.isPresent()) {
      return held(holders.get(), pid.isPresent() ? pid.getAsLong() : here(client()));
    }
    if (oldObjects.isPresent()) {
      var jvm = new OtherJvm(pid.isPresent() ? pid.getAsLong() : here(client()));
      return jvm.oldObjects(Duration.ofSeconds(oldObjects.get()), stop::await);
    }
    if (pid.isEmpty()) {
      return ofService(client());
    }
    var jvm = new OtherJvm(pid.getAsLong());
    var admin = jvm.admin();
    if (admin.isPresent()) {
      return ofService(new AdminClient(admin.get()));
    }
    if (profile.isPresent() || diff.isPresent() || snapshot || snapshots || since.isPresent()) {
      throw new IOException(
          "process %s is no service: it has no operators' port to ask".formatted(target));
    }
    return jvm.account().toText();
  }

  private OptionalLong pid() {
    if (!target.chars().allMatch(Character::isDigit)) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(target));
    } catch (NumberFormatException _) {
      throw new WrongUsage("'%s' is no number of a process".formatted(target));
    }
  }

  // A service may run in another container or behind a tunnel, where its number means nothing here.
  private long here(AdminClient client) throws IOException, InterruptedException {
    long pid = client.memory().pid();
    return OtherJvm.behind(client, pid)
        .orElseThrow(
            () ->
                new IOException(
                    "the service at %s, process %d, runs elsewhere or as another user: ask there, by the number of its process"
                        .formatted(target, pid)));
  }

  private AdminClient client() {
    try {
      return new AdminClient(URI.create(target));
    } catch (IllegalArgumentException _) {
      throw new WrongUsage(
          "'%s' is neither an address such as %s nor the number of a process"
              .formatted(target, USUAL));
    }
  }

  private String ofService(AdminClient client) throws IOException, InterruptedException {
    if (profile.isPresent()) {
      return profiled(client, Duration.ofSeconds(profile.get()));
    }
    if (diff.isPresent()) {
      var before = client.takeSnapshot();
      stop.await(Duration.ofSeconds(diff.get()));
      return client.diff(before.id(), OptionalLong.empty(), AdminClient.Form.TEXT);
    }
    if (snapshot) {
      return client.takeSnapshot().toText();
    }
    if (snapshots) {
      return client.snapshots().stream().map(Snapshot.Head::toText).collect(Collectors.joining());
    }
    if (since.isPresent()) {
      return client.diff(since.get(), OptionalLong.empty(), AdminClient.Form.TEXT);
    }
    return client.memory(AdminClient.Form.TEXT) + history(client);
  }

  // Older services have none.
  private static String history(AdminClient client) throws IOException {
    try {
      return System.lineSeparator() + client.history();
    } catch (AdminClient.RefusedException _) {
      return "";
    }
  }

  private String profiled(AdminClient client, Duration length) throws IOException {
    if (flame.isPresent()) {
      var page = client.profile(length, AdminClient.Form.HTML);
      Files.writeString(flame.get(), page);
      return "the flame graph is in %s%n".formatted(flame.get());
    }
    return client.profile(length).toText();
  }

  private String held(String type, long pid) throws IOException, InterruptedException {
    try (var dump = HeapDump.of(pid)) {
      var found =
          dump.holders(
              type.isEmpty() ? new Wanted.Unclosed("") : new Wanted.Instances(List.of(type)),
              MOST_HELD);
      if (svg.isPresent()) {
        Files.writeString(svg.get(), found.toSvg());
      }
      return found.toText();
    }
  }
}
