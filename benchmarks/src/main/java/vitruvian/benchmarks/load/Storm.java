package vitruvian.benchmarks.load;

import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import vitruvian.soak.Bombs;
import vitruvian.soak.LiveStream;
import vitruvian.soak.Outcomes;
import vitruvian.soak.Target;
import vitruvian.soak.Wire;

/// Everything at once that a service meets on a bad day: good clients at full speed, pictures that
/// are none, bodies that never end, uploads that trickle, live streams, and clients that vanish.
final class Storm {
  private static final String PATH = "/v1/holistic";
  private static final String PNG = "Accept: image/png\r\n";
  private static final List<String> QUERIES =
      List.of(
          "",
          "",
          "",
          "",
          "?refineFace=true",
          "?segmentation=true",
          "?complexity=0",
          "?complexity=2",
          "?sampling=gpu",
          "?faceGeometry=true",
          "?maxSide=640");
  private static final List<String> GROUP_QUERIES =
      List.of(
          "?people=all",
          "?people=all",
          "?people=2",
          "?people=16&motion=true",
          "?people=3&segmentation=true&maxSide=640",
          "?people=all&segmentation=true",
          "?people=all&complexity=2&refineFace=true");
  private static final List<String> FORMS = List.of("", "", "", "", PNG, "Accept: image/jpeg\r\n");
  private static final long FRAME_MILLIS = 200;
  private static final long TRICKLE_MILLIS = 500;
  private static final long PING_MILLIS = 5000;
  private static final int SIP = 4096;
  private static final long SIP_MILLIS = 4000;
  private static final int UNFINISHED = 0x02;
  private static final int PING = 0x89;
  private static final int COMPRESSED = 0xc2;

  private final Target target;
  private final Addresses polite;
  private final Addresses hostile;
  private final Pictures pictures;
  private final Outcomes outcomes;
  private final byte[] inflating = LiveStream.frame(COMPRESSED, Bombs.inflating(1900));
  private final long end;

  Storm(URI service, Pictures pictures, Outcomes outcomes, Duration time)
      throws UnknownHostException {
    this.target = new Target(service);
    this.polite = Addresses.of(service, 1, 1, 250);
    this.hostile = Addresses.of(service, 0, 2, 8);
    this.pictures = pictures;
    this.outcomes = outcomes;
    this.end = System.nanoTime() + time.toNanos();
  }

  /// What one client does once or, if it keeps its connection, several times.
  private interface Role {
    /// @throws IOException where an answer is owed and does not come
    void play(String name) throws IOException, InterruptedException;
  }

  /// Runs all of it; returns when the last client is done.
  void run() throws InterruptedException {
    var crowd = new ArrayList<Thread>();
    crowd.addAll(start(52, "client", this::client));
    crowd.addAll(start(12, "group", this::group));
    crowd.addAll(start(8, "bomb", this::bomb));
    crowd.addAll(start(4, "truncated", this::truncated));
    crowd.addAll(start(4, "endless", this::endless));
    crowd.addAll(start(4, "too long", this::tooLong));
    crowd.addAll(start(4, "nonsense", this::nonsense));
    crowd.addAll(start(500, "slow", this::slow));
    crowd.addAll(start(8, "vanishing", this::vanishing));
    crowd.addAll(start(170, "stream", this::stream));
    crowd.addAll(start(10, "group stream", this::groupStream));
    crowd.addAll(start(10, "vanishing stream", this::vanishingStream));
    // None of these has a right to an answer.
    crowd.addAll(startHostile(8, "not reading", this::notReading));
    crowd.addAll(startHostile(10, "deaf stream", this::deafStream));
    crowd.addAll(startHostile(20, "inflating stream", this::inflatingStream));
    crowd.addAll(startHostile(65, "unfinished message", this::unfinishedMessage));
    crowd.addAll(startHostile(60, "half header", this::halfHeader));
    crowd.addAll(startHostile(12, "slow reader", this::slowReader));
    crowd.addAll(startHostile(12, "not reading pages", this::notReadingPages));
    for (var thread : crowd) {
      thread.join();
    }
  }

  private List<Thread> start(int count, String name, Role role) {
    return IntStream.range(0, count)
        .mapToObj(_ -> Thread.ofVirtual().name(name).start(() -> repeat(name, role)))
        .toList();
  }

  private List<Thread> startHostile(int count, String name, Role role) {
    return start(
        count,
        name,
        each -> {
          try {
            role.play(each);
            outcomes.add(each, "gone", 0);
          } catch (LiveStream.Refused refused) {
            throw refused;
          } catch (IOException _) {
            outcomes.add(each, "cut off", 0);
            pause(FRAME_MILLIS);
          }
        });
  }

  private void repeat(String name, Role role) {
    while (isOn()) {
      long start = System.nanoTime();
      try {
        role.play(name);
      } catch (LiveStream.Refused refused) {
        outcomes.add(name, Integer.toString(refused.status()), System.nanoTime() - start);
        pause(FRAME_MILLIS);
      } catch (IOException | RuntimeException failure) {
        outcomes.unanswered(name, failure, System.nanoTime() - start);
        pause(FRAME_MILLIS);
      } catch (InterruptedException _) {
        return;
      }
    }
  }

  private boolean isOn() {
    return System.nanoTime() < end;
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static <T> T any(List<T> list) {
    return list.get(ThreadLocalRandom.current().nextInt(list.size()));
  }

  /// @return whether the connection may be used again
  private boolean post(Wire wire, String name, String query, String headers, byte[] body)
      throws IOException {
    long start = System.nanoTime();
    try {
      wire.post(PATH + query, headers, body.length);
      wire.send(body);
    } catch (IOException _) {
      // Refused before all was sent; the answer is there all the same.
    }
    return answered(wire, name, start);
  }

  private boolean answered(Wire wire, String name, long start) throws IOException {
    var reply = wire.reply();
    outcomes.add(name, Integer.toString(reply.status()), System.nanoTime() - start);
    return !reply.closes();
  }

  private void client(String name) throws IOException {
    try (var wire = new Wire(target, polite.next())) {
      while (isOn() && post(wire, name, any(QUERIES), any(FORMS), any(pictures.good()))) {}
    }
  }

  // Pictures of several people, which take many times as long.
  void group(String name) throws IOException {
    try (var wire = new Wire(target, polite.next())) {
      do {
        if (!post(wire, name, any(GROUP_QUERIES), any(FORMS), any(pictures.groups()))) {
          break;
        }
      } while (isOn());
    }
  }

  private void bomb(String name) throws IOException {
    try (var wire = new Wire(target, polite.next())) {
      while (isOn() && post(wire, name, "", "", any(pictures.bombs()))) {}
    }
  }

  private void truncated(String name) throws IOException {
    try (var wire = new Wire(target, polite.next())) {
      var whole = any(pictures.good());
      int length = ThreadLocalRandom.current().nextInt(whole.length);
      post(wire, name, "", "", Arrays.copyOf(whole, length));
    }
  }

  // Sends until it is told to stop.
  private void endless(String name) throws IOException {
    try (var wire = new Wire(target, polite.next())) {
      long start = System.nanoTime();
      wire.send(
          "POST %s HTTP/1.1\r\nHost: %s\r\nTransfer-Encoding: chunked\r\n\r\n"
              .formatted(PATH, target.service().getAuthority()));
      var piece = any(pictures.good());
      sendUntilAnswered(
          wire,
          () -> {
            wire.send("%x\r\n".formatted(piece.length));
            wire.send(piece);
            wire.send("\r\n");
          });
      answered(wire, name, start);
    }
  }

  private void tooLong(String name) throws IOException {
    try (var wire = new Wire(target, polite.next())) {
      long start = System.nanoTime();
      wire.post(PATH, "", 10L << 30);
      var piece = any(pictures.good());
      sendUntilAnswered(wire, () -> wire.send(piece));
      answered(wire, name, start);
    }
  }

  private interface Sending {
    void send() throws IOException, InterruptedException;
  }

  private static void sendUntilAnswered(Wire wire, Sending sending) throws IOException {
    try {
      while (!wire.hasReply()) {
        sending.send();
      }
    } catch (IOException _) {
      // As above.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void nonsense(String name) throws IOException {
    try (var wire = new Wire(target, polite.next())) {
      var bytes = new byte[10_000];
      ThreadLocalRandom.current().nextBytes(bytes);
      switch (ThreadLocalRandom.current().nextInt(7)) {
        case 0 -> post(wire, name, "", "", bytes);
        case 1 -> post(wire, name, "?complexity=9", "", pictures.good().get(4));
        case 2 -> post(wire, name, "", "Content-Type: multipart/form-data; boundary=x\r\n", bytes);
        case 3 -> post(wire, name, "", "X-Long: " + "x".repeat(20_000) + "\r\n", bytes);
        case 4 -> post(wire, name, "", "", new byte[0]);
        case 5 -> {
          long start = System.nanoTime();
          wire.post(PATH, "", 2L * bytes.length);
          wire.send(bytes);
          wire.finish();
          answered(wire, name, start);
        }
        default -> {
          long start = System.nanoTime();
          wire.send("NONSENSE\r\n\r\n");
          answered(wire, name, start);
        }
      }
    }
  }

  private void slow(String name) throws IOException {
    try (var wire = new Wire(target, polite.next())) {
      long start = System.nanoTime();
      var body = pictures.good().get(5);
      wire.post(PATH, "", body.length);
      int[] at = {0};
      sendUntilAnswered(
          wire,
          () -> {
            wire.send(body, at[0]++, 1);
            Thread.sleep(TRICKLE_MILLIS);
          });
      answered(wire, name, start);
    }
  }

  private void vanishing(String name) throws IOException, InterruptedException {
    try (var wire = new Wire(target, polite.next())) {
      var random = ThreadLocalRandom.current();
      var body = any(pictures.good());
      try {
        wire.post(PATH, any(FORMS), body.length);
        wire.send(body, 0, random.nextBoolean() ? body.length : random.nextInt(body.length + 1));
        Thread.sleep(random.nextInt(100));
      } catch (IOException _) {
        // Refused already.
      }
      wire.vanish();
      outcomes.add(name, "gone", 0);
    }
  }

  // Wants overlays and does not take them.
  private void notReading(String name) throws IOException, InterruptedException {
    try (var wire = Wire.narrow(target, hostile.next())) {
      orderOverlays(wire, 4);
      Thread.sleep(ThreadLocalRandom.current().nextInt(5_000, 40_000));
      wire.vanish();
    }
  }

  private void orderOverlays(Wire wire, int count) throws IOException {
    var body = pictures.good().get(5);
    for (int i = 0; i < count; i++) {
      wire.post(PATH, PNG, body.length);
      wire.send(body);
    }
  }

  // Takes them a little at a time.
  private void slowReader(String name) throws IOException, InterruptedException {
    try (var wire = Wire.narrow(target, hostile.next())) {
      orderOverlays(wire, 2);
      while (isOn() && wire.in().readNBytes(SIP).length > 0) {
        Thread.sleep(SIP_MILLIS);
      }
    }
  }

  // Wants megabytes that cost the service nothing.
  private void notReadingPages(String name) throws IOException, InterruptedException {
    try (var wire = Wire.narrow(target, hostile.next())) {
      for (int i = 0; i < 100; i++) {
        wire.get("/openapi");
      }
      Thread.sleep(ThreadLocalRandom.current().nextInt(5_000, 40_000));
      wire.vanish();
    }
  }

  // Whoever is cut off notices when it sends.
  private void halfHeader(String name) throws IOException, InterruptedException {
    try (var wire = new Wire(target, hostile.next())) {
      wire.send(
          "GET / HTTP/1.1\r\nHost: %s\r\nX-Half: ".formatted(target.service().getAuthority()));
      while (isOn() && !wire.hasReply()) {
        Thread.sleep(ThreadLocalRandom.current().nextInt(2_000, 10_000));
        wire.send("a");
      }
    }
  }

  private void unfinishedMessage(String name) throws IOException, InterruptedException {
    try (var wire = new Wire(target, hostile.next());
        var stream = new LiveStream(wire)) {
      stream.send(LiveStream.frame(UNFINISHED, new byte[1_060_000]));
      while (isOn()) {
        Thread.sleep(PING_MILLIS);
        stream.send(LiveStream.frame(PING, new byte[0]));
      }
    }
  }

  // Inflates a thousand times where compression is agreed to; else it is a message of zeros.
  private void inflatingStream(String name) throws IOException, InterruptedException {
    try (var wire = new Wire(target, hostile.next());
        var stream = new LiveStream(wire, "Sec-WebSocket-Extensions: permessage-deflate\r\n")) {
      boolean accepted = stream.extensions().isPresent();
      outcomes.add(name, accepted ? "compression accepted" : "compression not accepted", 0);
      for (int i = 0; i < 50 && isOn(); i++) {
        stream.send(accepted ? inflating : LiveStream.message(new byte[1000]));
        Thread.sleep(FRAME_MILLIS);
      }
      stream.vanish();
    }
  }

  // One frame after the other, each when the last is answered or some time later.
  private void stream(String name) throws IOException, InterruptedException {
    stream(name, "", pictures.frames());
  }

  // Two people, three, six and hundreds, one after the other.
  void groupStream(String name) throws IOException, InterruptedException {
    stream(name, "?people=all", pictures.groups());
  }

  private void stream(String name, String query, List<byte[]> frames)
      throws IOException, InterruptedException {
    try (var wire = new Wire(target, polite.next());
        var stream = LiveStream.asking(wire, query)) {
      outcomes.add(name, "101", 0);
      var reader = Thread.ofVirtual().start(() -> receive(stream, name));
      long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      for (int i = 0; System.nanoTime() < Math.min(end, until); i++) {
        stream.send(LiveStream.message(frames.get(i % frames.size())));
        Thread.sleep(FRAME_MILLIS);
      }
      stream.vanish();
      reader.join();
    }
  }

  private void receive(LiveStream stream, String name) {
    try {
      for (long last = System.nanoTime(); ; ) {
        boolean error = stream.receive().contains("\"error\"");
        long now = System.nanoTime();
        outcomes.add(name, error ? "refused frame" : "answered frame", now - last);
        last = now;
      }
    } catch (IOException _) {
      // The end.
    }
  }

  private void vanishingStream(String name) throws IOException, InterruptedException {
    try (var wire = new Wire(target, polite.next());
        var stream = new LiveStream(wire)) {
      var random = ThreadLocalRandom.current();
      try {
        for (int i = random.nextInt(20); i >= 0; i--) {
          var content = random.nextBoolean() ? any(pictures.frames()) : any(pictures.good());
          stream.send(LiveStream.message(content));
        }
        Thread.sleep(random.nextInt(1000));
      } catch (IOException _) {
        // Too large a frame ends a stream.
      }
      stream.vanish();
      outcomes.add(name, "gone", 0);
    }
  }

  // Sends as fast as it can, and reads nothing.
  private void deafStream(String name) throws IOException {
    try (var wire = Wire.narrow(target, hostile.next());
        var stream = new LiveStream(wire)) {
      for (int i = 0; i < 5000 && isOn(); i++) {
        stream.send(LiveStream.message(any(pictures.frames())));
        pause(10);
      }
    }
  }
}
