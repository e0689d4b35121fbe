package vitruvian.benchmarks.attacks;

import static vitruvian.benchmarks.attacks.Attack.flood;
import static vitruvian.benchmarks.attacks.Attack.loading;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import vitruvian.benchmarks.SamplePicture;
import vitruvian.soak.Bombs;
import vitruvian.soak.LiveStream;
import vitruvian.soak.Wire;

/// Attacks by how much, how many and how long.
final class Floods {
  private static final String FORM =
      "Content-Type: multipart/form-data; boundary=%s\r\n".formatted(Inputs.BOUNDARY);
  private static final String DEFLATE = "Sec-WebSocket-Extensions: permessage-deflate\r\n";
  private static final String PNG = "Accept: image/png\r\n";
  private static final String HALF = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Half: ";
  private static final int BINARY = 0x82;
  private static final int COMPRESSED = 0xc2;
  private static final int UNFINISHED = 0x02;
  private static final int CONTINUED = 0x00;
  private static final int PING = 0x89;
  private static final int END = 0x80;
  private static final long MB = 1 << 20;
  private static final int SLOW = 16;
  private static final int OK = 200;
  private static final int OVERLOADED = 503;

  private Floods() {}

  static List<Attack> all() {
    return List.of(
        flood("2", "streams whose messages inflate to 1.9 GB", Floods::inflating),
        flood("2b", "a stream that asks for fragments of a byte", Floods::fragments),
        flood("3", "505 streams that offer compression", Floods::manyStreams),
        flood("4b", "messages that trickle and never end", Floods::trickling),
        flood("5", "1100 half headers from one address", Floods::halfHeaders),
        flood("5b", "1100 half headers from eight addresses", Floods::manyHalfHeaders)
            .withSilence(Duration.ofSeconds(15)),
        flood("6", "clients that read 4 KB in 4 s, and such that do not", Floods::unread),
        flood("10", "eight clients with pictures that cost much to decode", Floods::costly),
        loading("7", "models asked for, then the largest picture", Floods::models),
        flood("4", "messages that are never finished", Floods::unfinished)
            .after(Floods::loadModels),
        // Last, as it is the one that has ended services.
        flood("1", "forms with 2,500,000 headers in a part", Floods::partHeaders));
  }

  private static void partHeaders(Siege siege) throws InterruptedException {
    var large = Inputs.partHeaders(2_500_000);
    for (int i = 0; i < 6; i++) {
      refused(siege, large);
    }
    var small = Inputs.partHeaders(350_000);
    siege.crowd(6, siege.time(8), _ -> refused(siege, small));
    int others = siege.verdict().count("not refused");
    siege.verdict().require(others == 0, "%d of the forms were not refused with 4xx", others);
  }

  private static void refused(Siege siege, byte[] form) {
    int status = 0;
    try {
      status = siege.victim().post("", FORM, form).status();
    } catch (IOException _) {
      // None.
    }
    if (Thread.currentThread().isInterrupted()) {
      return;
    }
    siege.verdict().saw(status == 0 ? "no answer" : "status " + status);
    if (status < 400 || status >= 500) {
      siege.verdict().saw("not refused");
    }
  }

  private static void inflating(Siege siege) throws InterruptedException {
    var bomb = LiveStream.frame(COMPRESSED, Bombs.inflating(1900));
    var longest = new AtomicLong();
    siege.crowd(
        4,
        siege.time(12),
        number -> {
          try (var wire = siege.victim().wire(number);
              var stream = new LiveStream(wire, DEFLATE)) {
            if (stream.extensions().isEmpty()) {
              siege.verdict().saw("extension not accepted");
              Thread.sleep(500);
              return;
            }
            siege.verdict().saw("extension accepted");
            long start = System.nanoTime();
            try (var _ = drained(siege, stream)) {
              while (true) {
                longest.accumulateAndGet(System.nanoTime() - start, Math::max);
                stream.send(bomb);
              }
            }
          }
        });
    long millis = Duration.ofNanos(longest.get()).toMillis();
    siege
        .verdict()
        .require(millis < 2000, "messages that inflate to 1.9 GB were taken for %d ms", millis);
  }

  // Somebody who reads what comes, or the stream would be ended for not reading.
  private static Siege.Crowd drained(Siege siege, LiveStream stream) {
    return siege.crowd(
        1,
        _ -> {
          try {
            while (!stream.read().isClose()) {}
          } catch (IOException _) {
            // The end.
          }
          Thread.sleep(Duration.ofHours(1));
        });
  }

  private static void fragments(Siege siege) throws IOException {
    try (var wire = siege.victim().wire();
        var stream = new LiveStream(wire, "Sec-WebSocket-Extensions: fragment; maxLength=1\r\n")) {
      stream.send(LiveStream.frame(BINARY, siege.inputs().frame()));
      int frames = 1;
      while ((stream.read().first() & END) == 0) {
        frames++;
      }
      siege.verdict().note("%d frames for an answer", frames);
      siege.verdict().require(frames <= 16, "%d frames for one answer", frames);
    }
  }

  private static void manyStreams(Siege siege) throws IOException, InterruptedException {
    var victim = siege.victim();
    var plain = LiveStream.frame(BINARY, siege.inputs().frame());
    var compressed = LiveStream.frame(COMPRESSED, Bombs.deflated(siege.inputs().frame()));
    long before = victim.resident().orElse(0);
    double free = victim.metrics().getOrDefault(Siege.FREE, 0.0);
    long until = System.nanoTime() + siege.time(12).toNanos();
    try (var _ =
        siege.crowd(
            505,
            number -> {
              try (var wire = victim.wire(number);
                  var stream = new LiveStream(wire, DEFLATE)) {
                boolean accepted = stream.extensions().isPresent();
                siege.verdict().saw(accepted ? "extension accepted" : "extension not accepted");
                try (var _ = drained(siege, stream)) {
                  while (System.nanoTime() < until) {
                    stream.send(accepted ? compressed : plain);
                    Thread.sleep(3000);
                  }
                  Thread.sleep(Duration.ofHours(1));
                }
              }
            })) {
      Thread.sleep(siege.time(14));
      victim.collect();
      var metrics = victim.metrics();
      double streams = metrics.getOrDefault(Siege.STREAMS, 0.0);
      double reserved = free - metrics.getOrDefault(Siege.FREE, 0.0);
      // Two windows of a compression are more than a connection.
      int accepted = siege.verdict().count("extension accepted");
      double most = 1024 * (accepted > 0 ? 48 : 128);
      double each = (victim.resident().orElse(0) - before - reserved) / Math.max(1, streams);
      siege.verdict().note("%.0f streams, %.0f KB each in no budget", streams, each / 1024);
      siege
          .verdict()
          .require(
              streams < 50 || each <= most,
              "each of %.0f streams takes %.0f KB that are in no budget",
              streams,
              each / 1024);
    }
  }

  private static void loadModels(Victim victim, Inputs inputs) throws IOException {
    for (var query : List.of("?complexity=2", "?refineFace=true", "?complexity=0")) {
      victim.post(query, "", inputs.small());
    }
  }

  private static void unfinished(Siege siege) throws InterruptedException {
    double total = siege.victim().metrics().getOrDefault(Siege.TOTAL, 0.0);
    int large = (int) Math.clamp(total / 1.5 / MB, 65, 250);
    // The small ones take what is too little for the large ones.
    try (var _ = siege.crowd(large, number -> hold(siege, number, 1_060_000))) {
      Thread.sleep(2000);
      try (var _ = siege.crowd(50, number -> hold(siege, number, 100_000))) {
        Thread.sleep(2000);
        siege.crowd(150, siege.time(20), number -> hold(siege, number, 5_000));
      }
    }
    var settled = Duration.ofSeconds(5);
    double tracked = siege.probe().tracked(settled);
    long lies = siege.refusedThoughReady(settled);
    siege.verdict().note("%.0f %% of the others' pictures tracked", 100 * tracked);
    siege
        .verdict()
        .require(
            tracked >= 0.5 || lies == 0,
            "only %.0f %% of the others' pictures were tracked, and %d were refused for want of"
                + " memory while the service said that it is ready",
            100 * tracked,
            lies);
  }

  private static void hold(Siege siege, int number, int bytes)
      throws IOException, InterruptedException {
    try (var wire = siege.victim().wire(number);
        var stream = new LiveStream(wire);
        var _ = drained(siege, stream)) {
      siege.verdict().saw("stream");
      stream.send(LiveStream.frame(UNFINISHED, new byte[bytes]));
      ping(stream, 5000);
    }
  }

  private static void ping(LiveStream stream, long millis)
      throws IOException, InterruptedException {
    while (true) {
      Thread.sleep(millis);
      stream.send(LiveStream.frame(PING, new byte[0]));
    }
  }

  private static void trickling(Siege siege) throws InterruptedException {
    var longest = new AtomicLong();
    siege.crowd(
        16,
        siege.time(22),
        number -> {
          try (var wire = siege.victim().wire(number);
              var stream = new LiveStream(wire)) {
            stream.send(LiveStream.frame(UNFINISHED, new byte[4096]));
            long start = System.nanoTime();
            try (var _ =
                siege.crowd(
                    1,
                    _ -> {
                      // By turns a byte more, and a sign of life.
                      stream.send(LiveStream.frame(CONTINUED, new byte[1]));
                      Thread.sleep(1000);
                      ping(stream, 1000);
                    })) {
              while (!stream.read().isClose()) {
                longest.accumulateAndGet(System.nanoTime() - start, Math::max);
              }
            }
          } catch (EOFException _) {
            siege.verdict().saw("ended");
          }
        });
    long millis = Duration.ofNanos(longest.get()).toMillis();
    siege
        .verdict()
        .require(millis < 15_000, "messages of 4 KB were waited for %d ms and more", millis);
  }

  private static void halfHeaders(Siege siege) throws InterruptedException {
    siege.crowd(
        1100,
        siege.time(20),
        _ -> {
          try (var wire = siege.victim().wire(0)) {
            trickle(wire, 10_000);
          }
        });
  }

  private static void trickle(Wire wire, long millis) throws IOException, InterruptedException {
    wire.send(HALF);
    while (!wire.hasReply()) {
      Thread.sleep(millis);
      wire.send("a");
    }
  }

  private static void manyHalfHeaders(Siege siege) throws InterruptedException {
    var longest = new AtomicLong();
    siege.crowd(
        1100,
        siege.time(24),
        number -> {
          long start = System.nanoTime();
          try (var wire = siege.victim().wire(number)) {
            trickle(wire, 2000);
          } finally {
            longest.accumulateAndGet(System.nanoTime() - start, Math::max);
          }
        });
    long millis = Duration.ofNanos(longest.get()).toMillis();
    siege.verdict().note("half a header is waited for %d ms", millis);
    siege.verdict().require(millis < 20_000, "half a header was waited for %d ms", millis);
  }

  private static void unread(Siege siege) throws IOException, InterruptedException {
    var victim = siege.victim();
    var pages =
        "GET /openapi HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(victim.authority()).repeat(100);
    long most = 0;
    var longest = new AtomicLong();
    try (var _ = siege.crowd(SLOW, _ -> readSlowly(siege, longest));
        var _ =
            siege.crowd(
                240,
                number -> {
                  try (var wire = victim.narrow(1 + number % 7)) {
                    wire.send(pages);
                    Thread.sleep(Duration.ofHours(1));
                  }
                })) {
      long end = System.nanoTime() + siege.time(24).toNanos();
      while (System.nanoTime() < end) {
        Thread.sleep(1000);
        most = Math.max(most, victim.unread());
      }
      long deaf = 0;
      for (int i = 1; i < 8; i++) {
        deaf += victim.connections(i);
      }
      siege.verdict().note("%d MB unread in the kernel at most", most / MB);
      siege.verdict().require(most <= 64 * MB, "%d MB unread in the kernel", most / MB);
      siege.verdict().require(deaf <= 24, "%d of 240 that do not read are still served", deaf);
    }
    long millis = Duration.ofNanos(longest.get()).toMillis();
    siege.verdict().note("a slow reader is served for %d ms", millis);
    siege.verdict().require(millis <= 20_000, "a slow reader was served for %d ms", millis);
    var settled = Duration.ofSeconds(10);
    double tracked = siege.probe().tracked(settled);
    siege
        .verdict()
        .require(
            tracked >= 0.5, "only %.0f %% of the others' pictures were tracked", 100 * tracked);
  }

  // Whoever is refused or cut off tries again.
  private static void readSlowly(Siege siege, AtomicLong longest)
      throws IOException, InterruptedException {
    try (var wire = siege.victim().narrow(0)) {
      wire.post(Victim.PATH, PNG, siege.inputs().noise().length);
      wire.send(siege.inputs().noise());
      var line = new String(wire.in().readNBytes(12), StandardCharsets.US_ASCII);
      if (!line.equals("HTTP/1.1 200")) {
        siege.verdict().saw("slow reader refused");
        wire.reply();
        Thread.sleep(500);
        return;
      }
      siege.verdict().saw("slow reader");
      long start = System.nanoTime();
      try {
        while (wire.in().readNBytes(4096).length > 0) {
          Thread.sleep(4000);
        }
      } finally {
        longest.accumulateAndGet(System.nanoTime() - start, Math::max);
      }
      siege.verdict().saw("slow reader cut off");
    }
  }

  private static void costly(Siege siege) throws InterruptedException {
    for (var picture : siege.inputs().costly()) {
      siege.crowd(
          8,
          siege.time(7),
          _ -> siege.verdict().saw("status " + siege.victim().post("", "", picture).status()));
    }
    long longest = siege.probe().longest(Probe.Kind.PICTURE).toMillis();
    siege
        .verdict()
        .require(
            longest <= 1500, "another's picture waited for %d ms, the patience is 1 s", longest);
  }

  private static void models(Siege siege) throws IOException, InterruptedException {
    var large = SamplePicture.load(8165, 6123, 0).jpeg(false);
    int before = answer(siege, "", large);
    for (var query :
        List.of(
            "?complexity=2",
            "?complexity=2&segmentation=true",
            "?complexity=0",
            "?segmentation=true",
            "?refineFace=true")) {
      int status = answer(siege, query, siege.inputs().small());
      siege.verdict().note("%s %d", query, status);
      siege
          .verdict()
          .require(
              status == OK || status == 422,
              "%s is answered with %d time and again",
              query,
              status);
    }
    int after = answer(siege, "", large);
    siege.verdict().note("50 megapixels: %d before, %d after", before, after);
    siege
        .verdict()
        .require(
            after == OK || after == 422,
            "50 megapixels were answered with %d, and are with %d time and again",
            before,
            after);
  }

  // As one who waits when told to.
  private static int answer(Siege siege, String query, byte[] picture)
      throws IOException, InterruptedException {
    int status = OVERLOADED;
    for (int i = 0; i < 4 && status == OVERLOADED; i++) {
      status = siege.victim().post(query, "", picture).status();
      if (status == OVERLOADED) {
        Thread.sleep(1000);
      }
    }
    return status;
  }
}
