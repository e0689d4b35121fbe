package vitruvian.leaklab;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import vitruvian.landmarks.HolisticResult;
import vitruvian.landmarks.ResultJson;
import vitruvian.memory.ByteBudget;
import vitruvian.memory.Ledger;
import vitruvian.tracker.DecodeOutcome.Decoded;
import vitruvian.tracker.DecodeOutcome.Refused;
import vitruvian.tracker.Frame;
import vitruvian.tracker.ImageDecoder;
import vitruvian.tracker.ImageLimits;
import vitruvian.tracker.ImageTracker;
import vitruvian.tracker.TrackOptions;
import vitruvian.tracker.TrackState;
import vitruvian.tracker.TrackerConfig;
import vitruvian.tracker.VideoOptions;
import vitruvian.tracker.VideoTracker;

/// The service that this project began with, as it was written: a small web service around one
/// graph.
///
/// All threads share the graph and the state of its last picture, whoever's that was. Nothing
/// bounds a body, a picture, the threads or the requests that wait. What the graph was given and
/// what it found stays with it: the input of the first model, 224 x 224 x 3 floats of native
/// memory, which nobody owns, and the result with the state, some 50 KB of Java objects. Together
/// 0.65 MB a request; the service of the article went from 600 MB to over 3 GB in 3600 requests,
/// 0.7 MB each. The decoded picture is freed, as it was there.
public final class OriginServer {
  private static final long INPUT_BYTES = 224L * 224 * 3 * Float.BYTES;
  private static final Duration FRAME = Duration.ofMillis(33);
  private static final int NO_LIMIT = 0;

  private final ImageDecoder decoder =
      new ImageDecoder(
          new ImageLimits(Integer.MAX_VALUE, 500_000_000, NO_LIMIT),
          Ledger.process(),
          ByteBudget.unlimited(),
          Duration.ofDays(1));
  private final VideoTracker graph;
  private final List<Packet> packets = new ArrayList<>();
  private TrackState state = TrackState.FRESH;

  /// What stays of a request.
  private record Packet(MemorySegment input, HolisticResult result, TrackState state) {}

  @SuppressWarnings("MustBeClosedChecker") // as it was written
  private OriginServer() {
    var options = TrackOptions.DEFAULT;
    graph =
        ImageTracker.open(TrackerConfig.DEFAULT.withSessions(1), options)
            .video(new VideoOptions(options, true, true));
  }

  /// Serves until the end of its input.
  ///
  /// @param args the file that the address is written to
  public static void main(String[] args) throws IOException {
    var origin = new OriginServer();
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/v1/holistic", origin::answer);
    server.start();
    var file = Path.of(args[0]);
    var draft = file.resolveSibling(file.getFileName() + ".new");
    var address = "http://127.0.0.1:%d/%n".formatted(server.getAddress().getPort());
    Files.writeString(draft, address + address);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    System.in.transferTo(OutputStream.nullOutputStream());
    server.stop(0);
    Runtime.getRuntime().halt(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      switch (decoder.decode(exchange.getRequestBody().readAllBytes())) {
        case Refused _ -> exchange.sendResponseHeaders(400, -1);
        case Decoded(var frame, _) -> {
          var json = ResultJson.toBytes(track(frame));
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, json.length);
          exchange.getResponseBody().write(json);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  // One after the other: the graph is one.
  private synchronized HolisticResult track(Frame picture) throws InterruptedException {
    try (picture) {
      var input = Arena.global().allocate(INPUT_BYTES);
      var tracked = graph.track(picture, FRAME.multipliedBy(packets.size()), state);
      state = tracked.after();
      packets.add(new Packet(input, tracked.result(), state));
      return tracked.result();
    }
  }
}
