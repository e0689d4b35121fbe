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
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import vitruvian.forensics.AdminClient;
import vitruvian.forensics.HeapDump;
import vitruvian.forensics.OtherJvm;
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
          + " where it was opened. The options ask for more, each in place of the account.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  vitruvian doctor",
      "  vitruvian doctor 4711",
      "  vitruvian doctor http://127.0.0.1:8081/ --diff 60",
      "  vitruvian doctor 4711 --holders --svg holders.svg",
      "  vitruvian doctor 4711 --holders java.lang.Thread",
      "",
      "Exit codes: 0 told, 1 the process does not answer or may not be looked into, 2 wrong usage."
    })
final class DoctorCommand implements Callable<Integer> {
  private static final String USUAL = "http://127.0.0.1:8081/";
  private static final int MOST_HELD = 20;
  private static final int MOST_SECONDS = 86400;

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
      out.print(told());
      out.flush();
      return Exit.OK;
    } catch (IOException failure) {
      streams.err().println("vitruvian: " + failure.getMessage());
      return Exit.FAILED;
    }
  }

  private void check() {
    long asked =
        List.of(holders, profile, diff, oldObjects).stream().filter(Optional::isPresent).count();
    if (asked > 1) {
      throw new WrongUsage("--holders, --profile, --diff and --old-objects are asked one by one");
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
  }

  private static void range(String option, int seconds, int most) {
    if (seconds < 1 || seconds > most) {
      throw new WrongUsage("%s is 1 to %d seconds, not %d".formatted(option, most, seconds));
    }
  }

  private String told() throws IOException, InterruptedException {
    var pid = pid();
    if (holders.isPresent()) {
      return held(holders.get(), pid.isPresent() ? pid.getAsLong() : client().memory().pid());
    }
    if (oldObjects.isPresent()) {
      var jvm = new OtherJvm(pid.isPresent() ? pid.getAsLong() : client().memory().pid());
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
    if (profile.isPresent() || diff.isPresent()) {
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
    return client.memory(AdminClient.Form.TEXT);
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
