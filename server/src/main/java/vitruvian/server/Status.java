package vitruvian.server;

import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import vitruvian.memory.Figures;
import vitruvian.memory.Ledger;
import vitruvian.memory.NativeHeap;
import vitruvian.memory.ProcessMemory;

/// What the service says about itself: to the page, to orchestrators, to metrics.
final class Status {
  /// Counts requests of all paths and frames of streams that were answered in any way.
  static final String SERVED = "vitruvian_requests_served_total";

  private static final JsonFactory JSON = new JsonFactory();

  private final Service service;
  private final String version;

  Status(Service service, String version) {
    this.service = service;
    this.version = version;
    describe(service.metrics());
  }

  private void describe(Metrics metrics) {
    metrics.describe("vitruvian_requests_total", "Pictures by outcome");
    metrics.describe("vitruvian_pictures_answered_total", "Pictures with an answer");
    metrics.describe("vitruvian_pictures_refused_total", "Pictures refused with a reason");
    metrics.describe("vitruvian_stream_frames_total", "Frames of streams by outcome");
    metrics.counter(SERVED, "Requests of all paths and frames of streams with any answer");
    metrics.gauges(
        "vitruvian_figure",
        "name",
        "Figures of the process whose growth tells a leak",
        () -> Figures.take().byName());
    metrics.gauges(
        "vitruvian_ledger_bytes", "owner", "Native bytes with an owner", Status::ledgerByOwner);
    var budget = service.budget();
    metrics.gauge("vitruvian_budget_bytes", "kind=\"total\"", "Budget of requests", budget::total);
    metrics.gauge("vitruvian_budget_bytes", "kind=\"free\"", "Budget of requests", budget::free);
    metrics.gauge("vitruvian_budget_waiting", "", "Requests that wait for memory", budget::waiting);
    var sessions = "Sessions by what they do, and who waits for one";
    metrics.gauge("vitruvian_sessions", "state=\"busy\"", sessions, () -> service.load().busy());
    metrics.gauge(
        "vitruvian_sessions",
        "state=\"idle\"",
        sessions,
        () -> service.load().total() - service.load().busy());
    metrics.gauge(
        "vitruvian_sessions", "state=\"waiting\"", sessions, () -> service.load().waiting());
    metrics.gauge(
        "vitruvian_requests_in_flight", "", "Requests not yet answered", service::inFlight);
    metrics.gauge("vitruvian_streams_open", "", "Live streams", service::openStreams);
    metrics.gauge(
        "vitruvian_pressure_level",
        "",
        "0 none, 1 trimming, 2 shedding",
        () -> service.pressure().level().number());
    var memory = "Memory of the process by kind";
    metrics.gauge(
        "vitruvian_memory_bytes", "kind=\"ceiling\"", memory, () -> service.plan().ceiling());
    metrics.gauge("vitruvian_memory_bytes", "kind=\"resident\"", memory, Status::resident);
    metrics.gauge("vitruvian_memory_bytes", "kind=\"heap\"", memory, Status::heap);
    metrics.gauge(
        "vitruvian_memory_bytes", "kind=\"heap_after_gc\"", memory, () -> Figures.heap().orElse(0));
    metrics.gauge("vitruvian_memory_bytes", "kind=\"ledger\"", memory, Status::ledger);
    if (NativeHeap.inUse().isPresent()) {
      metrics.gauge(
          "vitruvian_memory_bytes",
          "kind=\"malloc_in_use\"",
          memory,
          () -> NativeHeap.inUse().orElse(0));
      metrics.gauge(
          "vitruvian_memory_bytes",
          "kind=\"malloc_kept\"",
          memory,
          () -> NativeHeap.kept().orElse(0));
    }
    metrics.gauge(
        "vitruvian_threads",
        "",
        "Platform threads",
        () -> ManagementFactory.getThreadMXBean().getThreadCount());
  }

  private static long resident() {
    return ProcessMemory.residentBytes().orElse(0);
  }

  private static long heap() {
    var runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static Map<String, Long> ledgerByOwner() {
    var bytes = new TreeMap<String, Long>();
    Ledger.process().byOwner().forEach((owner, usage) -> bytes.put(owner, usage.bytes()));
    return bytes;
  }

  private static long ledger() {
    return Ledger.process().bytes();
  }

  /// The figures whose growth tells a leak, for a sample every second: `pid`, `at` in milliseconds
  /// of the epoch, `requests` answered so far, and `figures` by the names of [Figures].
  String figures() {
    var text = new StringWriter();
    long requests = counted(SERVED);
    var figures = Figures.take();
    try (var json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeNumberProperty("pid", ProcessHandle.current().pid());
      json.writeNumberProperty("at", System.currentTimeMillis());
      json.writeNumberProperty("requests", requests);
      json.writeObjectPropertyStart("figures");
      figures.byName().forEach(json::writeNumberProperty);
      json.writeEndObject();
      json.writeEndObject();
    }
    return text.toString();
  }

  /// For the page's live panel.
  String toJson() {
    var text = new StringWriter();
    var load = service.load();
    try (var json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeObjectPropertyStart("memory");
      json.writeNumberProperty("ceilingBytes", service.plan().ceiling());
      json.writeNumberProperty("residentBytes", resident());
      json.writeNumberProperty("heapBytes", heap());
      json.writeNumberProperty("nativeBytes", ledger());
      json.writeEndObject();
      json.writeObjectPropertyStart("requests");
      json.writeNumberProperty("inFlight", service.inFlight());
      json.writeNumberProperty("waiting", load.waiting());
      json.writeNumberProperty("queue", service.queue());
      json.writeNumberProperty("answered", counted("vitruvian_pictures_answered_total"));
      json.writeNumberProperty("refused", counted("vitruvian_pictures_refused_total"));
      json.writeEndObject();
      json.writeObjectPropertyStart("sessions");
      json.writeNumberProperty("total", load.total());
      json.writeNumberProperty("busy", load.busy());
      json.writeEndObject();
      json.writeNumberProperty("streams", service.openStreams());
      json.writeObjectPropertyStart("budget");
      json.writeNumberProperty("totalBytes", service.budget().total());
      json.writeNumberProperty("freeBytes", service.budget().free());
      json.writeEndObject();
      json.writeStringProperty(
          "pressure", service.pressure().level().name().toLowerCase(Locale.ROOT));
      json.writeStringProperty("version", version);
      json.writeEndObject();
    }
    return text.toString();
  }

  private long counted(String name) {
    return service.metrics().counted(name);
  }

  /// Why the process had better be ended and started anew, if so: something without which it does
  /// not go on has stopped.
  Optional<String> notLive() {
    return service.watch().stalled().map(what -> "stalled: " + what);
  }

  /// Why no new work should be sent here, if so.
  Optional<String> notReady() {
    if (service.isStopping()) {
      return Optional.of("stopping");
    }
    if (notLive().isPresent()) {
      return notLive();
    }
    if (service.isOutOfBodyMemory()) {
      return Optional.of("no-memory-for-bodies");
    }
    if (service.pressure().level() == Pressure.Level.SHEDDING) {
      return Optional.of("memory-pressure");
    }
    if (service.isFull()) {
      return Optional.of("queue-full");
    }
    return Optional.empty();
  }

  /// A health document.
  static String health(Optional<String> reason) {
    var text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeStringProperty("status", reason.isEmpty() ? "ok" : "unavailable");
      reason.ifPresent(why -> json.writeStringProperty("reason", why));
      json.writeEndObject();
    }
    return text.toString();
  }
}
