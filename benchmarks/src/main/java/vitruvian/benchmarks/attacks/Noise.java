package vitruvian.benchmarks.attacks;

import static vitruvian.benchmarks.attacks.Attack.flood;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import vitruvian.soak.Wire;

/// Attacks by requests that are wrong in many ways, one after the other: none may be a fault of the
/// service, and none may write into its log.
final class Noise {
  private static final List<String> HEADERS =
      List.of(
          ("Accept Accept-Charset Accept-Encoding Accept-Language Accept-Ranges Age Allow"
               + " Authorization Cache-Control Connection Content-Disposition Content-Encoding"
               + " Content-Language Content-Length Content-Location Content-Range Content-Type"
               + " Cookie Cookie2 DNT Date Early-Data ETag Expect Expires Forwarded From Host"
               + " HTTP2-Settings If-Match If-Modified-Since If-None-Match If-Range"
               + " If-Unmodified-Since Keep-Alive Last-Modified Link Location Max-Forwards Origin"
               + " Pragma Prefer Priority Proxy-Authorization Proxy-Connection Range Referer"
               + " Sec-Fetch-Dest Sec-Fetch-Mode Sec-Fetch-Site Sec-WebSocket-Accept"
               + " Sec-WebSocket-Extensions Sec-WebSocket-Key Sec-WebSocket-Protocol"
               + " Sec-WebSocket-Version Server Set-Cookie TE Trailer Transfer-Encoding Upgrade"
               + " Upgrade-Insecure-Requests User-Agent Vary Via WWW-Authenticate Warning"
               + " X-Forwarded-For X-Forwarded-Host X-Forwarded-Port X-Forwarded-Proto"
               + " X-Http-Method-Override X-Request-Id Traceparent :authority :path")
              .split(" "));
  // Each with "~" for a blank.
  private static final List<String> PIECES =
      List.of(
          ("\" \\ , ; = q= ;q= * */* / : < ( W/\" bytes= -1 0 99999999999999999999 1e999"
                  + " NaN chunked gzip 100-continue close keep-alive websocket Upgrade"
                  + " permessage-deflate fragment ;~maxLength= ;~server_max_window_bits= Bearer~"
                  + " Basic~ %00 % \t \u0001 \u0080 \u009b \u00ff null http://[ [::1 localhost: @"
                  + " multipart/form-data;~boundary= multipart/form-data application/json image/png"
                  + " Thu,~01~Jan~1970 vitruvian.v1 bearer. 13 none cross-site")
              .split(" "));
  private static final List<String> REQUESTS =
      List.of(
          "GET / HTTP/1.1",
          "HEAD /openapi HTTP/1.1",
          "GET /health/ready HTTP/1.1",
          "GET /v1/status HTTP/1.1",
          "POST /v1/holistic HTTP/1.1",
          "POST /v1/holistic?maxSide=64 HTTP/1.1",
          "GET /v1/stream HTTP/1.1",
          "GET /v1/stream HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
  private static final int LONGEST = 3000;
  private static final int CONTINUE = 100;

  private Noise() {}

  static List<Attack> all() {
    return List.of(
        flood("8b", "every header with values that are none", Noise::headers),
        flood("9", "Hosts, CONNECT, escapes and lines for the log", Noise::lines));
  }

  private static void headers(Siege siege) throws InterruptedException {
    siege.crowd(
        4,
        siege.time(15),
        _ -> {
          var random = new Random(ThreadLocalRandom.current().nextLong());
          var header = HEADERS.get(random.nextInt(HEADERS.size()));
          var value = value(random);
          var request = REQUESTS.get(random.nextInt(REQUESTS.size()));
          boolean hostToo = !header.equals("Host") || random.nextBoolean();
          var host = hostToo ? "Host: %s\r\n".formatted(siege.victim().authority()) : "";
          var body = "a body that is no picture";
          var length = request.startsWith("POST") ? "Content-Length: 25\r\n" : "";
          ask(
              siege,
              "%s\r\n%s%s%s: %s\r\n\r\n%s".formatted(request, host, length, header, value, body),
              header + ": " + value);
        });
  }

  private static String value(Random random) {
    var text = new StringBuilder();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      text.append(PIECES.get(random.nextInt(PIECES.size())).replace('~', ' '));
    }
    if (random.nextInt(10) == 0) {
      return text.repeat(text, LONGEST / text.length()).toString();
    }
    if (random.nextInt(4) == 0) {
      text.insert(random.nextInt(text.length() + 1), (char) (0x20 + random.nextInt(0xe0)));
    }
    return text.toString();
  }

  private static void ask(Siege siege, String request, String what) throws IOException {
    try (var wire = siege.victim().wire()) {
      int status = 0;
      try {
        wire.send(request);
        wire.finish();
        status = reply(wire, request);
      } catch (IOException _) {
        // No answer to what is no request, or not all of one.
      }
      siege.verdict().saw(status == 0 ? "no answer" : status / 100 + "xx");
      siege
          .verdict()
          .require(
              status < 500 || status == 501 || status == 503 || status == 505,
              "%d after %.60s",
              status,
              printable(what));
    }
  }

  private static int reply(Wire wire, String request) throws IOException {
    int status = CONTINUE;
    while (status == CONTINUE) {
      status = (request.startsWith("HEAD") ? wire.replyToHead() : wire.reply()).status();
    }
    return status;
  }

  private static String printable(String text) {
    return text.replaceAll("[^\\x20-\\x7e]", "?");
  }

  private static void lines(Siege siege) throws InterruptedException {
    var host = siege.victim().authority();
    var get = "GET /health/live?token=" + Siege.SECRET + " HTTP/1.1\r\n";
    var evil = "\u009b31mvtrvn\u0085" + Siege.LINE;
    // The same in UTF-8, and what ends a line in other places.
    var encoded = "a,\u00c2\u009b31mvtrvn\u00c2\u0085%0a" + Siege.LINE;
    var requests =
        List.of(
            get + "Host: %s\r\nHost: %s\r\n\r\n".formatted(host, evil),
            get + "Host: %s\r\n\r\n".formatted(evil),
            get + "Host: a, %s\r\n\r\n".formatted(evil),
            get + "Host: %s\r\n\r\n".formatted(encoded),
            get + "Host: %s\u0007\r\n\r\n".formatted(evil),
            "CONNECT %s HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(encoded, host),
            get + "Host: a, b\r\n\r\n",
            get + "Host: a:b:c\r\n\r\n",
            get + "\r\n",
            get + "Host: %s\r\n %s\r\n\r\n".formatted(host, evil),
            get + "Host: %s\r\n%s: %s\r\n\r\n".formatted(host, evil, evil),
            get + "Host: %s\r\nContent-Length: %s\r\n\r\n".formatted(host, evil),
            get + "Host: %s\r\nTransfer-Encoding: %s\r\n\r\n".formatted(host, evil),
            get + "Host: %s\r\nAccept: \"%s\r\n\r\n".formatted(host, evil),
            "CONNECT /v1/x?secret=%s HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(Siege.SECRET, host),
            "CONNECT %s:1?%s HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(host, Siege.SECRET, host),
            "GET /%%0a%s?%s HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(Siege.LINE, Siege.SECRET, host),
            "GET /%s?%s HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(evil, Siege.SECRET, host),
            "GET /%%u000a%%zz?%s HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(Siege.SECRET, host),
            "GET //..;/%%2e%%2e/?%s HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(Siege.SECRET, host),
            "GET http://[%s?%s HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(evil, Siege.SECRET, host),
            "%s / HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(evil, host),
            "GET / HTTP/%s\r\nHost: %s\r\n\r\n".formatted(evil, host),
            "POST /v1/holistic?complexity=%s%%0a%s HTTP/1.1\r\nHost: %s\r\n\r\n"
                .formatted(Siege.SECRET, Siege.LINE, host),
            "POST /v1/holistic HTTP/1.1\r\nHost: %s\r\nTransfer-Encoding: chunked\r\n\r\n%s\r\n"
                .formatted(host, evil));
    siege.crowd(
        4,
        siege.time(10),
        _ -> {
          var request = requests.get(ThreadLocalRandom.current().nextInt(requests.size()));
          ask(siege, request, request);
        });
    if (!siege.victim().hasLog()) {
      siege.verdict().note("no log was given, so only the answers are judged");
    }
  }
}
