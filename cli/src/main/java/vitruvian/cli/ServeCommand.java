package vitruvian.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;
import vitruvian.memory.ContainerMemory;
import vitruvian.server.HolisticServer;
import vitruvian.server.ModelChoice;
import vitruvian.server.ServerConfig;

/// `vitruvian serve`: the service with its page.
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    usageHelpWidth = 100,
    header = "Serves landmarks of pictures and live streams over HTTP, and a page to try it.",
    description = {
      "",
      "The process never passes its memory ceiling: what does not fit waits its short turn or is"
          + " refused with a reason. Ctrl-C answers what is in flight and ends.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  vitruvian serve",
      "  vitruvian serve --memory 1GB --sessions 2",
      "  vitruvian serve --host 0.0.0.0 --token-file token.txt",
      "  curl --data-binary @photo.jpg http://127.0.0.1:8080/v1/holistic",
      "",
      "Exit codes: 130 ended by Ctrl-C, 143 by SIGTERM, 1 could not start, 2 wrong usage."
    })
final class ServeCommand implements Callable<Integer> {
  // Held here, or its level would be collected with it.
  private static final Logger JETTY = Logger.getLogger("org.eclipse.jetty");
  private static final long MOST_BY_DEFAULT = 2L << 30;
  // Of a container's limit. With 512 MB there is just room for two sessions.
  private static final double SHARE_BESIDE = 0.08;
  private static final long MOST_BESIDE = 64L << 20;

  private final Streams streams;
  private final StopSignal stop;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = {
        "Address to listen at (default: ${DEFAULT-VALUE}, this machine only). Others need"
            + " --token-file or --no-token."
      })
  private String host = "127.0.0.1";

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "8080",
      description = "Port of page and API (default: ${DEFAULT-VALUE}); 0 takes a free one.")
  private int port;

  @Option(
      names = "--admin-port",
      paramLabel = "N",
      defaultValue = "8081",
      description = {
        "Port for operators, on the loopback address only (default: ${DEFAULT-VALUE}); 0 takes a"
            + " free one."
      })
  private int adminPort;

  @Option(
      names = "--sessions",
      paramLabel = "auto|N",
      defaultValue = "auto",
      description = {
        "How many pictures are tracked at the same time (default: as many as fit under the ceiling,"
            + " at most one per core)."
      })
  private String sessions = "auto";

  @Option(
      names = "--memory",
      paramLabel = "auto|SIZE",
      defaultValue = "auto",
      description = {
        "The ceiling of the process (default: the container's limit less 8 %%, 64MB at most, else a"
            + " quarter of the machine's memory, at most 2GB)."
      })
  private String memory = "auto";

  @Option(
      names = "--models",
      paramLabel = "any|NAME,...",
      defaultValue = "any",
      description = {
        "Which options of requests may be used beside the usual ones: usual for none, all, or some"
            + " of complexity-0, complexity-2, refine-face, segmentation; their models are loaded"
            + " at the start. Default: any, loaded when first asked for, and given back when nobody"
            + " has asked for a minute or others need the memory."
      })
  private String models = "any";

  @Option(
      names = "--max-body",
      paramLabel = "SIZE",
      defaultValue = "20MB",
      converter = Quantity.Bytes.class,
      description = "Longer bodies are refused (default: ${DEFAULT-VALUE}).")
  private long maxBody;

  @Option(
      names = "--max-pixels",
      paramLabel = "N",
      defaultValue = "50M",
      converter = Quantity.Pixels.class,
      description = "Pictures with more pixels are refused (default: ${DEFAULT-VALUE}).")
  private long maxPixels;

  @Option(
      names = "--max-side",
      paramLabel = "N",
      defaultValue = "1280",
      description = {
        "Larger pictures are shrunk to this longer side before tracking (default:"
            + " ${DEFAULT-VALUE}); 0 tracks at full size."
      })
  private int maxSide;

  @Option(
      names = "--queue",
      paramLabel = "N",
      description = "How many requests may wait for a session (default: 8 for each).")
  private Optional<Integer> queue = Optional.empty();

  @Option(
      names = "--patience",
      paramLabel = "TIME",
      defaultValue = "1s",
      description = {
        "How long a request waits for memory or a session before it is refused (default:"
            + " ${DEFAULT-VALUE})."
      })
  private String patience = "1s";

  @Option(
      names = "--max-streams",
      paramLabel = "N",
      defaultValue = "512",
      description = "How many live streams may be open (default: ${DEFAULT-VALUE}).")
  private int maxStreams;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = {
        "A file with the bearer token that clients must show, in its first line, of 8 characters or"
            + " more."
      })
  private Optional<Path> tokenFile = Optional.empty();

  @Option(
      names = "--no-token",
      description = "Listen at other addresses than loopback without a token: anybody is served.")
  private boolean noToken;

  @Option(
      names = "--vmc",
      paramLabel = "HOST:PORT",
      arity = "0..1",
      fallbackValue = VmcAddress.USUAL,
      converter = VmcAddress.class,
      description = {
        "Play a live stream to a receiver of the VMC protocol: the one that began first, until it"
            + " is silent for 2 s (without an address: ${FALLBACK-VALUE})."
      })
  private Optional<InetSocketAddress> vmc = Optional.empty();

  ServeCommand(Streams streams, StopSignal stop) {
    this.streams = streams;
    this.stop = stop;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    // The server's own chatter at its start.
    JETTY.setLevel(Level.WARNING);
    LogGuard.install();
    var config = config();
    long ceiling = config.memory().orElseGet(ServeCommand::ceiling);
    requirePossible(config, ContainerMemory.read().limit(), machineMemory());
    warnOfFewFiles();
    var out = new PrintStream(streams.out(), true, StandardCharsets.UTF_8);
    try (var server = open(config, ceiling)) {
      if (vmc.isPresent()) {
        play(server, vmc.get());
      }
      out.println("Vitruvian is ready: " + server.address());
      streams.err().println(server.describe());
      streams.err().println("for operators: " + server.adminAddress());
      stop.await();
    }
    streams.err().println("stopped");
    return Exit.OK;
  }

  private void play(HolisticServer server, InetSocketAddress receiver) {
    try {
      server.playTo(receiver);
    } catch (IOException failure) {
      throw new WrongUsage("--vmc: " + failure.getMessage());
    }
    streams.err().printf("motion by VMC to %s:%d%n", receiver.getHostString(), receiver.getPort());
  }

  private static long ceiling() {
    return ceiling(ContainerMemory.read().limit(), machineMemory());
  }

  private static long machineMemory() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : Long.MAX_VALUE;
  }

  /// Refuses a ceiling above which the kernel would end the process.
  ///
  /// @param container the container's limit
  /// @param machine the machine's memory
  static void requirePossible(ServerConfig config, OptionalLong container, long machine) {
    long most = Math.min(machine, container.orElse(Long.MAX_VALUE));
    if (config.memory().orElse(0) > most) {
      throw new WrongUsage(
          "--memory is %d MB, and %s has %d MB"
              .formatted(
                  config.memory().getAsLong() >> 20,
                  most < machine ? "the container" : "the machine",
                  most >> 20));
    }
  }

  private void warnOfFewFiles() {
    if (ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.UnixOperatingSystemMXBean system
        && system.getMaxFileDescriptorCount() < HolisticServer.FILES) {
      streams
          .err()
          .println(
              "only %d files may be open (ulimit -n), and %d would be needed for all connections"
                  .formatted(system.getMaxFileDescriptorCount(), HolisticServer.FILES));
    }
  }

  /// The ceiling where none is given. In a container it leaves room for what the kernel counts
  /// beside the process: its own memory, `tmpfs`, the JVM of a health check. On a machine a service
  /// is rarely alone.
  ///
  /// @param container the container's limit
  /// @param machine the machine's memory
  static long ceiling(OptionalLong container, long machine) {
    if (container.isPresent()) {
      long limit = container.getAsLong();
      return limit - Math.min(MOST_BESIDE, (long) (limit * SHARE_BESIDE));
    }
    return Math.min(MOST_BY_DEFAULT, machine / 4);
  }

  @SuppressWarnings("MustBeClosedChecker") // closed by the caller
  private static HolisticServer open(ServerConfig config, long ceiling) throws IOException {
    try {
      return new HolisticServer(config, ceiling, Page::find, Version.ofProduct());
    } catch (IllegalArgumentException tooLittle) {
      throw new WrongUsage("--memory: " + tooLittle.getMessage());
    }
  }

  private ServerConfig config() {
    try {
      var token = TokenFile.read(tokenFile);
      if (!HolisticServer.isLoopback(host) && token.isEmpty() && !noToken) {
        throw new WrongUsage(
            "--host %s lets others in: give them a token with --token-file, or say --no-token"
                .formatted(host));
      }
      return new ServerConfig(
          host,
          port,
          adminPort,
          sessions.equals("auto") ? OptionalInt.empty() : OptionalInt.of(number(sessions)),
          memory.equals("auto") ? OptionalLong.empty() : OptionalLong.of(bytes(memory)),
          maxBody,
          maxPixels,
          maxSide,
          queue.map(OptionalInt::of).orElse(OptionalInt.empty()),
          Times.of("--patience", patience),
          maxStreams,
          ServerConfig.DEFAULT.maxFrame(),
          token,
          models());
    } catch (IllegalArgumentException wrong) {
      throw new WrongUsage(String.valueOf(wrong.getMessage()).replace("server.", "--"));
    }
  }

  private Optional<Set<ModelChoice>> models() {
    return switch (models) {
      case "any" -> Optional.empty();
      case "usual" -> Optional.of(Set.of());
      case "all" -> Optional.of(EnumSet.allOf(ModelChoice.class));
      default ->
          Optional.of(
              Arrays.stream(models.split(",", -1))
                  .map(name -> ModelChoice.of(name.strip()).orElseThrow(() -> unknown(name)))
                  .collect(Collectors.toSet()));
    };
  }

  private static WrongUsage unknown(String name) {
    return new WrongUsage(
        "--models is any, usual, all, or names such as complexity-2,refine-face; there is no '%s'"
            .formatted(name));
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException _) {
      throw new WrongUsage("--sessions is auto or a number, not " + text);
    }
  }

  private static long bytes(String text) {
    try {
      return new Quantity.Bytes().convert(text);
    } catch (TypeConversionException _) {
      throw new WrongUsage("--memory is auto or a size such as 1GB, not " + text);
    }
  }
}
