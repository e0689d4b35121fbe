package vitruvian.server;

import com.google.errorprone.annotations.MustBeClosed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import vitruvian.forensics.History;
import vitruvian.forensics.NativeProfiler;
import vitruvian.forensics.OtherJvm;
import vitruvian.tracker.Fault;
import vitruvian.tracker.TrackingException;

/// The service: pictures and live streams over HTTP, under a memory ceiling.
///
/// Waiting is done on virtual threads, native work on platform threads, as many as there are cores
/// and sessions. Owns native memory, threads and ports until [#close].
public final class HolisticServer implements AutoCloseable {
  // Connections has a shorter one for who is not being served.
  private static final long MOST_IDLE_MILLIS = 35_000;
  private static final long MOST_ADMIN_IDLE_MILLIS =
      NativeProfiler.LONGEST.toMillis() + MOST_IDLE_MILLIS;
  private static final long STOP_MILLIS = 4_000;
  private static final long STOP_ADMIN_MILLIS = 500;
  private static final int BACKLOG = 1024;

  /// How many files the process may have open at most: connections, libraries, its own.
  public static final int FILES = 1024 + 64 + 100;

  private static final int MOST_HEADER_BYTES = 8192;
  private static final int THREADS = 16;

  private final ServerConfig config;
  private final Service service;
  private final History history;
  private final Server server;
  private final ServerConnector connector;
  private final Server admin;
  private final ServerConnector adminConnector;
  private Optional<VmcOutput> vmc = Optional.empty();

  /// Starts the service; when this returns it is ready. If it throws, nothing is left behind.
  ///
  /// @param ceiling the bytes that the process may take in all
  /// @param page the files of the page
  /// @param version of the program, for the page
  /// @throws IllegalArgumentException where the memory is too little, with what would be needed
  /// @throws TrackingException [Fault#PLATFORM] where the machine cannot run it or a port is taken
  @MustBeClosed
  public HolisticServer(ServerConfig config, long ceiling, PageFiles page, String version) {
    this(config, ceiling, page, version, Service.Conditions.USUAL);
  }

  /// As the other, with something around the tracking of pictures.
  ///
  /// @param around gets the service's own tracking, and gives what is used in its place
  @MustBeClosed
  public HolisticServer(
      ServerConfig config,
      long ceiling,
      PageFiles page,
      String version,
      UnaryOperator<Tracking> around) {
    this(config, ceiling, page, version, Service.Conditions.USUAL.with(around));
  }

  @MustBeClosed
  @SuppressWarnings("MustBeClosedChecker") // closed by close
  HolisticServer(
      ServerConfig config,
      long ceiling,
      PageFiles page,
      String version,
      Service.Conditions conditions) {
    this.config = config;
    int cores = Runtime.getRuntime().availableProcessors();
    var plan =
        MemoryPlan.of(
            ceiling,
            config.sessions(),
            cores,
            MemoryPlan.ofThisJvm(),
            config.models().orElse(Set.of()));
    this.service = new Service(config, plan, conditions);
    this.history =
        new History(InstantSource.system(), () -> service.metrics().counted(Status.SERVED));
    try {
      var loopback = isLoopback(config.host());
      var status = new Status(service, version);
      var gate = new Gate(service, status, page, loopback, openApi());
      this.server = server("vitruvian-http");
      this.connector = new PublicConnector(server, http(), service.connections());
      listen(connector, config.host(), config.port());
      connector.setIdleTimeout(MOST_IDLE_MILLIS);
      server.addConnector(connector);
      ServerWebSocketContainer.ensure(server);
      server.setHandler(new GracefulHandler(gate));
      this.admin = server("vitruvian-admin");
      this.adminConnector = new ServerConnector(admin, 1, 1, http());
      listen(adminConnector, "127.0.0.1", config.adminPort());
      // A profile takes its time, and says nothing before its end.
      adminConnector.setIdleTimeout(MOST_ADMIN_IDLE_MILLIS);
      admin.addConnector(adminConnector);
      var memory = new MemoryEndpoint(InstantSource.system(), new NativeProfiler(), history);
      admin.setStopTimeout(STOP_ADMIN_MILLIS); // nobody waits for a profile
      admin.setHandler(new AdminGate(service, status, memory));
      start(server, connector, config.port());
      start(admin, adminConnector, config.adminPort());
      var probe = new SelfProbe(connector);
      service
          .watch()
          .every(SelfProbe.EVERY, "public port", () -> whileItRuns(probe)); // not at its end
      history.start();
      System.setProperty(OtherJvm.ADMIN_PROPERTY, adminAddress().toString());
    } catch (Throwable failure) {
      close();
      throw failure;
    }
  }

  private static Server server(String name) {
    var threads = new QueuedThreadPool(THREADS, 4);
    threads.setName(name);
    threads.setDaemon(true);
    threads.setVirtualThreadsExecutor(
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name(name + "-", 0).factory()));
    var server = new Server(threads);
    server.setStopTimeout(STOP_MILLIS);
    server.setErrorHandler(new Refusals());
    return server;
  }

  private static HttpConnectionFactory http() {
    var http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(MOST_HEADER_BYTES);
    // Else a token in other letters would be taken for the one that came before it.
    http.setHeaderCacheCaseSensitive(true);
    return new HttpConnectionFactory(http);
  }

  private static void listen(ServerConnector connector, String host, int port) {
    connector.setHost(host);
    connector.setPort(port);
    connector.setAcceptQueueSize(BACKLOG);
  }

  private void whileItRuns(Runnable probe) {
    if (!service.isStopping()) {
      probe.run();
    }
  }

  private static void start(Server server, ServerConnector connector, int port) {
    try {
      server.start();
    } catch (IOException failure) {
      throw new TrackingException(
          Fault.PLATFORM,
          "cannot listen at %s, port %d: %s"
              .formatted(connector.getHost(), port, cause(failure).getMessage()),
          failure);
    } catch (Exception failure) {
      throw new TrackingException(Fault.PLATFORM, "the server does not start: " + failure, failure);
    }
  }

  private static Throwable cause(Throwable failure) {
    return failure.getCause() == null ? failure : failure.getCause();
  }

  /// Whether only this machine can reach an address.
  public static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException failure) {
      throw new IllegalArgumentException("there is no host " + host, failure);
    }
  }

  private static byte[] openApi() {
    try (var file = HolisticServer.class.getResourceAsStream("openapi.json")) {
      if (file == null) {
        throw new IllegalStateException("openapi.json is not in the program");
      }
      return file.readAllBytes();
    } catch (IOException failure) {
      throw new IllegalStateException("openapi.json cannot be read", failure);
    }
  }

  /// Plays live streams that begin from now on to a receiver of the VMC protocol: the one that
  /// began
  /// first, until it is silent.
  ///
  /// @throws IOException where there is no such receiver
  public void playTo(InetSocketAddress receiver) throws IOException {
    var output = new VmcOutput(receiver);
    vmc = Optional.of(output);
    service.playTo(output);
  }

  /// Where it listens.
  public URI address() {
    var host = config.host().contains(":") ? "[%s]".formatted(config.host()) : config.host();
    return URI.create("http://%s:%d/".formatted(host, connector.getLocalPort()));
  }

  /// Where it listens for operators.
  public URI adminAddress() {
    return URI.create("http://127.0.0.1:%d/".formatted(adminConnector.getLocalPort()));
  }

  /// What it has, in one line for people.
  public String describe() {
    var plan = service.plan();
    return String.format(
        Locale.ROOT,
        "%d %s, at most %d MB: %d for the JVM, %d for models, %d for requests",
        plan.sessions(),
        plan.sessions() == 1 ? "session" : "sessions",
        plan.ceiling() >> 20,
        plan.jvm() >> 20,
        plan.models() >> 20,
        plan.requests() >> 20);
  }

  /// Answers what is in flight, for some seconds, and ends. The second call does nothing.
  @Override
  public void close() {
    history.close();
    service.stop();
    System.clearProperty(OtherJvm.ADMIN_PROPERTY);
    try (service) {
      stop(server);
      stop(admin);
      closeVmc();
    }
  }

  private void closeVmc() {
    if (vmc.isPresent()) {
      try {
        vmc.get().close();
      } catch (IOException failure) {
        System.getLogger("vitruvian.server")
            .log(System.Logger.Level.WARNING, "the VMC socket did not close", failure);
      }
    }
  }

  @SuppressWarnings("ConstantValue") // not yet there where the constructor fails
  private static void stop(@org.jspecify.annotations.Nullable Server server) {
    if (server == null) {
      return;
    }
    try {
      server.stop();
    } catch (Exception failure) {
      System.getLogger("vitruvian.server")
          .log(System.Logger.Level.WARNING, "the server did not stop in order", failure);
    }
  }
}
