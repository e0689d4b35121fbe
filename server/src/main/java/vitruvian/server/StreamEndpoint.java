package vitruvian.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import vitruvian.landmarks.FrameResult;
import vitruvian.landmarks.ResultJson;
import vitruvian.memory.ByteBudget.Reservation;
import vitruvian.tracker.Frame;
import vitruvian.tracker.TrackOptions;
import vitruvian.tracker.TrackState;

/// One live stream, `GET /v1/stream`: JPEG frames in, one JSON text for each frame that is tracked,
/// in their order.
///
/// Of the frames that arrive while one is worked on, or while the client does not read, only the
/// latest is kept, so that latency and memory do not grow. A frame waits for its turn encoded and
/// is decoded when it has one: streams hold no pixels while they wait, however many there are. What
/// the stream remembers of its people is a small value here and nowhere else.
///
/// Public for the WebSocket library alone, which calls it by reflection; nobody else can make one.
@SuppressWarnings({"exports", "MustBeClosedChecker"}) // rooms are closed with their lines
public final class StreamEndpoint implements Session.Listener {
  static final String PROTOCOL = "vitruvian.v1";

  private static final System.Logger LOG = System.getLogger("vitruvian.server");
  private static final JsonFactory JSON = new JsonFactory();
  private static final Duration IDLE = Duration.ofSeconds(30);
  // Of one message: a usual client sends one, and empty ones cost as much as full ones.
  private static final int MOST_FRAGMENTS = 1024;
  // Of the largest answer without a mask: text, its bytes, and those on their way.
  private static final long LINE_BYTES = 384 << 10;

  private final Service service;
  private final Choices choices;
  private final Semaphore turns;
  private final AtomicReference<@Nullable Message> latest = new AtomicReference<>();
  private final AtomicBoolean working = new AtomicBoolean();
  private final long start = System.nanoTime();
  // Guarded by this: frames arrive one after the other, but an end may come at any time.
  private Optional<Body> arriving = Optional.empty();
  private Optional<Problem> refused = Optional.empty();
  private int fragments;
  private long bytes;
  private long since = start;
  private long number;
  private boolean closed;
  private volatile @Nullable Session session;
  // Touched by the worker only, of which there is one at a time.
  private TrackState state = TrackState.FRESH;
  private final MotionFeed motion;

  private final StreamHeap heap;

  private StreamEndpoint(Service service, Choices choices, StreamHeap heap, Semaphore turns) {
    this.service = service;
    this.choices = choices;
    this.motion = new MotionFeed(choices, service.vmc());
    this.heap = heap;
    this.turns = turns;
  }

  /// A stream that the service looks after.
  ///
  /// @param turns of the streams that are decoded or tracked at the same time
  /// @throws Problem.Thrown where there are as many as may be
  static StreamEndpoint open(Service service, Choices choices, Semaphore turns)
      throws InterruptedException {
    var stream =
        new StreamEndpoint(
            service,
            choices,
            StreamHeap.open(service::heapForStream, choices, service.patience()),
            turns);
    if (!service.add(stream)) {
      stream.heap.close();
      throw Problem.overloaded("there are as many streams as may be").thrown();
    }
    return stream;
  }

  /// A frame that has arrived, or the reason why it could not.
  private record Message(long number, Duration time, Body body, Optional<Problem> refused) {
    void close() {
      body.close();
    }
  }

  @Override
  public void onWebSocketOpen(Session opened) {
    session = opened;
    opened.setIdleTimeout(IDLE);
    opened.setMaxFrameSize(service.config().maxFrame());
    opened.demand();
  }

  @Override
  public void onWebSocketPartialBinary(ByteBuffer payload, boolean last, Callback callback) {
    try {
      take(payload, last);
      callback.succeed();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      callback.fail(new IOException("interrupted"));
    } finally {
      var open = session;
      if (open != null) {
        open.demand();
      }
    }
  }

  @SuppressWarnings("MustBeClosedChecker") // closed with the message
  private void take(ByteBuffer payload, boolean last) throws InterruptedException {
    Message message;
    synchronized (this) {
      if (closed) {
        return;
      }
      if (arriving.isEmpty()) {
        arriving = Optional.of(service.body(service.config().maxFrame()));
        since = System.nanoTime();
        fragments = 0;
        bytes = 0;
      }
      fragments++;
      bytes += payload.remaining();
      if (fragments > MOST_FRAGMENTS) {
        close(StatusCode.POLICY_VIOLATION, "a frame in too many pieces");
        return;
      }
      var body = arriving.get();
      if (refused.isEmpty()) {
        try {
          body.append(payload);
        } catch (Problem.Thrown thrown) {
          refused = Optional.of(thrown.problem());
          body.close();
        }
      }
      if (!last) {
        return;
      }
      message = new Message(number++, Duration.ofNanos(System.nanoTime() - start), body, refused);
      arriving = Optional.empty();
      refused = Optional.empty();
      since = System.nanoTime();
    }
    put(message);
  }

  private void put(Message message) {
    var dropped = latest.getAndSet(message);
    if (dropped != null) {
      dropped.close();
      service.metrics().count("vitruvian_stream_frames_total", "outcome=\"dropped\"");
    }
    boolean gone;
    synchronized (this) {
      gone = closed;
    }
    if (gone) {
      drop();
    } else if (working.compareAndSet(false, true)) {
      Thread.ofVirtual().name("vitruvian-stream").start(this::work);
    }
  }

  private void drop() {
    var message = latest.getAndSet(null);
    if (message != null) {
      message.close();
    }
  }

  @Override
  public void onWebSocketPartialText(String text, boolean last) {
    var open = session;
    if (open != null) {
      close(StatusCode.BAD_DATA, "frames are binary messages");
      open.demand();
    }
  }

  /// Ends the stream where a frame has been arriving for too long, or none has come for too long:
  /// what only keeps its connection alive takes somebody's place.
  void look() {
    synchronized (this) {
      long waited = System.nanoTime() - since;
      if (closed
          || waited <= (arriving.isPresent() ? service.pace().allowed(bytes) : IDLE.toNanos())) {
        return;
      }
      arriving.ifPresent(Body::close);
    }
    close(StatusCode.POLICY_VIOLATION, "the frame did not arrive in time");
  }

  /// Tells the client that the stream is over because the service stops.
  void stop() {
    close(StatusCode.SHUTDOWN, "the service is stopping");
  }

  // Whoever does not answer is not waited for: Connections sees to that.
  private void close(int status, String reason) {
    var open = session;
    if (open != null) {
      open.close(status, reason, Callback.NOOP);
    }
    end();
  }

  @Override
  public void onWebSocketError(Throwable cause) {
    LOG.log(System.Logger.Level.DEBUG, "a stream failed", cause);
    end();
  }

  @Override
  public void onWebSocketClose(int status, String reason, Callback callback) {
    end();
    callback.succeed();
  }

  /// The stream is over, or has never begun. The second call does nothing.
  void end() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      arriving.ifPresent(Body::close);
      arriving = Optional.empty();
    }
    drop();
    heap.close();
    service.remove(this);
  }

  // As long as there are frames; then the next one starts it again.
  private void work() {
    try {
      do {
        while (latest.get() != null) {
          answerLatest();
        }
        working.set(false);
      } while (latest.get() != null && working.compareAndSet(false, true));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (IOException gone) {
      LOG.log(System.Logger.Level.DEBUG, "a stream ended", gone);
      disconnect();
    } catch (RuntimeException | Error failure) {
      // While the service stops, what a stream needs goes away under it.
      var level = service.isStopping() ? System.Logger.Level.DEBUG : System.Logger.Level.ERROR;
      LOG.log(level, "a stream failed", failure);
      disconnect();
    }
  }

  private void disconnect() {
    var open = session;
    if (open != null) {
      open.disconnect();
    }
    end();
  }

  private void answerLatest() throws InterruptedException, IOException {
    Line line;
    turns.acquire();
    try {
      var message = latest.getAndSet(null);
      if (message == null) {
        return;
      }
      try {
        line = answer(message);
      } finally {
        message.close();
      }
    } finally {
      turns.release();
    }
    try (var _ = line) {
      send(line.text);
    }
  }

  /// An answer with the room it takes in the heap until it is sent.
  private record Line(String text, Optional<Reservation> room) implements AutoCloseable {
    @Override
    public void close() {
      room.ifPresent(Reservation::close);
    }
  }

  private Line answer(Message message) throws InterruptedException, IOException {
    if (message.refused.isPresent()) {
      return refusal(message.number, message.refused.get());
    }
    if (service.pressure().level() == Pressure.Level.SHEDDING) {
      return refusal(message.number, Problem.memoryPressure());
    }
    var patience = service.patience();
    try (var _ = service.groupTurn(choices.options(), patience)) {
      var started = System.nanoTime();
      var decoded = service.decode(message.body.bytes(), choices.maxSide(), patience);
      var decode = Duration.ofNanos(System.nanoTime() - started);
      try (var frame = decoded.frame()) {
        return answer(message, frame, decode, patience);
      }
    } catch (Problem.Thrown thrown) {
      return refusal(message.number, thrown.problem());
    }
  }

  private Line answer(Message message, Frame frame, Duration decode, Service.Patience patience)
      throws InterruptedException, IOException {
    long pixels = (long) frame.width() * frame.height();
    var options = service.fitting(choices, pixels, true);
    try (var _ = service.models(options, 4 * pixels, patience)) {
      // Before the state moves on: a frame that is refused was not there.
      var room = room(options, pixels, patience);
      try {
        if (options.segmentation()) {
          heap.allow(options.people(), pixels, patience);
        }
        var tracked = service.track(options, frame, message.time, state, patience);
        state = tracked.after();
        var result = tracked.result().withDecode(decode);
        var answered = new FrameResult(message.number, message.time, result);
        if (options.segmentation()) {
          heap.keep(answered, pixels);
        }
        var text = line(answered);
        room.shrinkTo(3L * text.length());
        count("answered");
        return new Line(text, Optional.of(room));
      } catch (Throwable failure) {
        heap.keep();
        room.close();
        throw failure;
      }
    }
  }

  @SuppressWarnings("MustBeClosedChecker") // closed with the line
  private Reservation room(TrackOptions options, long pixels, Service.Patience patience)
      throws InterruptedException {
    var several = service.heapForPeople(options, pixels, true, patience);
    return several.isPresent()
        ? several.get()
        : service.heap(LINE_BYTES + (options.segmentation() ? 6 * pixels : 0), patience.left());
  }

  private void count(String outcome) {
    service.metrics().count("vitruvian_stream_frames_total", "outcome=\"%s\"".formatted(outcome));
    service.metrics().count(Status.SERVED, "");
  }

  private String line(FrameResult frame) throws IOException {
    var out = new ByteArrayOutputStream(1 << 16);
    ResultJson.writeLine(frame, out);
    return motion.with(out.toString(StandardCharsets.UTF_8).stripTrailing(), frame);
  }

  private Line refusal(long frame, Problem problem) {
    count("refused");
    var text = new StringWriter();
    try (var json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeNumberProperty("frame", frame);
      json.writeObjectPropertyStart("error");
      json.writeStringProperty("code", problem.code());
      json.writeStringProperty("detail", problem.detail());
      json.writeEndObject();
      json.writeEndObject();
    }
    return new Line(text.toString(), Optional.empty());
  }

  // Waits until the client has taken it, or is given up for not reading.
  private void send(String text) throws IOException {
    var open = session;
    if (open == null || !open.isOpen()) {
      return;
    }
    var sent = new CompletableFuture<Void>();
    open.sendText(text, Callback.from(() -> sent.complete(null), sent::completeExceptionally));
    try {
      sent.join();
    } catch (CompletionException gone) {
      throw new IOException("the client is gone", gone);
    }
  }
}
