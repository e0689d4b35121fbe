package vitruvian.soak;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Requests that deserve a refusal, made once from a good picture and a seed.
final class Hostile {
  private static final int LONG_HEADER = 20_000;
  private static final int NOISE = 10_000;
  private static final long ENDLESS = 10L << 30;
  private static final long TRICKLE_MILLIS = 250;

  private final byte[] good;
  private final Random random;
  private final List<Request> requests = new ArrayList<>();

  private Hostile(byte[] good, long seed) {
    this.good = good;
    this.random = new Random(seed);
  }

  /// Those that are answered at once.
  static List<Request> quick(byte[] good, long seed) {
    var hostile = new Hostile(good, seed);
    hostile.pictures();
    hostile.parameters();
    hostile.protocol();
    return List.copyOf(hostile.requests);
  }

  /// An upload that trickles: the service gives it a few seconds.
  static Request slow(byte[] good) {
    return new Request("slow upload", false, true, wire -> trickle(wire, good));
  }

  private void body(String name, byte[] body) {
    requests.add(new Request(name, false, false, wire -> Request.post(wire, "", "", body)));
  }

  private void pictures() {
    for (double share : new double[] {0.02, 0.5, 0.9}) {
      body("truncated picture", Arrays.copyOf(good, (int) (share * good.length)));
    }
    var noise = new byte[NOISE];
    random.nextBytes(noise);
    body("random bytes", noise);
    body("random bytes after a JPEG's magic", jpegMagic(noise));
    body("not a picture", "%PDF-1.7\n%...".getBytes(StandardCharsets.US_ASCII));
    body("empty body", new byte[0]);
    body("PNG of 65535 x 65535", Bombs.png(65_535, 65_535));
    body("PNG of 2147483647 x 1", Bombs.png(Integer.MAX_VALUE, 1));
    body("PNG header, no data", Bombs.png(8000, 6000));
    body("WebP of the largest size", Bombs.webp());
    body("WebP of prefix codes", Bombs.prefixCodes(256));
    if ((good[0] & 0xff) == 0xff && (good[1] & 0xff) == 0xd8) {
      try {
        body("JPEG of 65500 x 65500", Bombs.jpeg(good, 65_500, 65_500));
      } catch (IllegalArgumentException _) {
        // A progressive one, which has another header; the others are enough.
      }
    }
  }

  private static byte[] jpegMagic(byte[] noise) {
    var bytes = noise.clone();
    bytes[0] = (byte) 0xff;
    bytes[1] = (byte) 0xd8;
    bytes[2] = (byte) 0xff;
    return bytes;
  }

  private void parameters() {
    for (var query :
        List.of("?complexity=9", "?maxSide=-1", "?sampling=none", "?segmentation=perhaps")) {
      requests.add(
          new Request("bad parameter", false, false, wire -> Request.post(wire, query, "", good)));
    }
  }

  private void protocol() {
    var noise = new byte[NOISE];
    random.nextBytes(noise);
    requests.add(
        new Request(
            "broken multipart",
            false,
            true,
            wire ->
                Request.post(
                    wire, "", "Content-Type: multipart/form-data; boundary=x\r\n", noise)));
    requests.add(
        new Request(
            "long header",
            false,
            true,
            wire -> Request.post(wire, "", "X-Long: " + "x".repeat(LONG_HEADER) + "\r\n", noise)));
    requests.add(
        new Request(
            "no HTTP",
            false,
            true,
            wire -> {
              wire.send("NONSENSE\r\n\r\n");
              return wire.reply();
            }));
    requests.add(
        new Request(
            "body of 10 GB",
            false,
            true,
            wire -> {
              wire.post(Request.PATH, "", ENDLESS);
              return wire.reply();
            }));
    requests.add(
        new Request(
            "half a body",
            false,
            true,
            wire -> {
              wire.post(Request.PATH, "", 2L * noise.length);
              wire.send(noise);
              wire.finish();
              return wire.reply();
            }));
  }

  private static Wire.Reply trickle(Wire wire, byte[] body) throws IOException {
    wire.post(Request.PATH, "", body.length);
    try {
      for (int i = 0; i < body.length && !wire.hasReply(); i++) {
        wire.send(body, i, 1);
        Thread.sleep(TRICKLE_MILLIS);
      }
    } catch (IOException _) {
      // The answer is there all the same.
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("stopped", interrupted);
    }
    return wire.reply();
  }
}
