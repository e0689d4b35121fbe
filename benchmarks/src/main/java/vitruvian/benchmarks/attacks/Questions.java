package vitruvian.benchmarks.attacks;

import static vitruvian.benchmarks.attacks.Attack.question;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import vitruvian.soak.LiveStream;
import vitruvian.soak.Wire;

/// Attacks by a single request, and what the RFCs say to it: 9110 (HTTP), 9112 (HTTP/1.1), 6455
/// (WebSocket), 2046 and 7578 (forms), 6454 (origins).
final class Questions {
  private static final String UPGRADE = "Upgrade: websocket\r\nConnection: Upgrade\r\n";
  private static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  private static final String VERSION = "Sec-WebSocket-Version: 13\r\n";
  private static final String STREAM = "GET /v1/stream";
  private static final Pattern ASSET = Pattern.compile("\"(/?assets/[^\"]+)\"");
  private static final int TEXT = 0x81;

  private Questions() {}

  static List<Attack> all() {
    return List.of(
        question("8", "Accept with half a quotation and other oddities", Questions::accept),
        question("11a", "HEAD as GET at every path", Questions::head),
        question("11b", "304 without Content-Length: 0", Questions::notModified),
        question("11c", "If-None-Match with W/, lists and *", Questions::noneMatch),
        question("11d", "Date in every answer", Questions::date),
        question("11e", "a WebSocket of a wrong version is told the right one", Questions::version),
        question("11f", "malformed WebSocket keys are refused", Questions::key),
        question("11g", "an unknown transfer coding is refused", Questions::coding),
        question("11h", "Accept with q=0 excludes", Questions::excluded),
        question("11i", "repeated and unknown parameters are 422", Questions::parameters),
        question("11j", "Boundary= in capitals", Questions::boundary),
        question("11k", "a form's field is obeyed or refused", Questions::field),
        question("11l", "an origin with the default port is the host's own", Questions::origin),
        question("11m", "two Hosts, none, and such as are none are 400", Questions::host));
  }

  private static void expect(Siege siege, String what, Wire.Reply reply, int... right) {
    boolean good = false;
    for (int status : right) {
      good |= reply.status() == status;
    }
    siege.verdict().require(good, "%s: %d", what, reply.status());
    siege.verdict().saw("status " + reply.status());
  }

  private static Wire.Reply get(Siege siege, String path, String headers) throws IOException {
    return siege.victim().ask("GET " + path, headers);
  }

  private static void accept(Siege siege) throws IOException {
    for (var value :
        List.of(
            "\"",
            "\"x",
            "application/json;q=\"",
            ",",
            ";",
            "*/*;q=1e999",
            "*/*;q=NaN",
            "a/b;c=\"\\",
            "\\",
            "/",
            "image/png;q=0.5;\"",
            ",".repeat(4000))) {
      var reply = siege.victim().post("", "Accept: " + value + "\r\n", siege.inputs().small());
      siege.verdict().require(reply.status() < 500, "Accept: %.20s: %d", value, reply.status());
      siege.verdict().saw("status " + reply.status());
    }
  }

  private static void head(Siege siege) throws IOException {
    var victim = siege.victim();
    for (var path :
        List.of(
            "/",
            "/openapi",
            "/metrics",
            "/v1/status",
            "/health",
            "/health/live",
            "/health/ready")) {
      same(siege, path, get(siege, path, ""), victim.ask("HEAD " + path, ""));
    }
    int stream = victim.ask("HEAD /v1/stream", "").status();
    siege.verdict().require(stream == 426, "HEAD /v1/stream: %d, GET 426", stream);
    if (victim.admin().isPresent()) {
      for (var path :
          List.of("/metrics", "/health", "/health/live", "/status", "/memory/figures")) {
        same(
            siege,
            "operators' " + path,
            victim.operator("GET " + path),
            victim.operator("HEAD " + path));
      }
    }
  }

  private static void same(Siege siege, String path, Wire.Reply get, Wire.Reply head) {
    siege
        .verdict()
        .require(
            get.status() == head.status()
                && type(get).equals(type(head))
                && head.headers().containsKey("content-length"),
            "HEAD %s: %d %s, GET %d %s",
            path,
            head.status(),
            type(head),
            get.status(),
            type(get));
    siege.verdict().saw("status " + head.status());
  }

  private static String type(Wire.Reply reply) {
    return reply.headers().getOrDefault("content-type", "no type");
  }

  private static String etag(Siege siege, String path) throws IOException {
    return get(siege, path, "").headers().getOrDefault("etag", "\"none\"");
  }

  private static void notModified(Siege siege) throws IOException {
    var page = get(siege, "/", "");
    var asset = ASSET.matcher(page.text());
    for (var path : asset.find() ? List.of("/", "/" + stripped(asset.group(1))) : List.of("/")) {
      var whole = get(siege, path, "");
      var reply = get(siege, path, "If-None-Match: " + etag(siege, path) + "\r\n");
      expect(siege, path, reply, 304);
      var length = reply.headers().getOrDefault("content-length", "none");
      siege
          .verdict()
          .require(
              length.equals("none") || length.equals(whole.headers().get("content-length")),
              "304 of %s with Content-Length: %s",
              path,
              length);
    }
  }

  private static String stripped(String path) {
    return path.startsWith("/") ? path.substring(1) : path;
  }

  private static void noneMatch(Siege siege) throws IOException {
    var etag = etag(siege, "/");
    var others = Map.of("*", 304, "W/" + etag, 304, "\"a\", " + etag, 304, "\"a\", \"b\"", 200);
    for (var value : others.entrySet()) {
      var reply = get(siege, "/", "If-None-Match: " + value.getKey() + "\r\n");
      expect(siege, "If-None-Match: " + value.getKey(), reply, value.getValue());
    }
    var twice = "If-None-Match: \"a\"\r\nIf-None-Match: %s\r\n".formatted(etag);
    expect(siege, "If-None-Match twice", get(siege, "/", twice), 304);
  }

  private static void date(Siege siege) throws IOException {
    for (var path : List.of("/", "/openapi", "/health/live", "/v1/status", "/nothing")) {
      var reply = get(siege, path, "");
      siege.verdict().require(reply.headers().containsKey("date"), "no Date from %s", path);
      siege.verdict().saw("status " + reply.status());
    }
  }

  private static void version(Siege siege) throws IOException {
    for (var version :
        List.of("Sec-WebSocket-Version: 12\r\n", "", "Sec-WebSocket-Version: x\r\n")) {
      var reply = siege.victim().ask(STREAM, UPGRADE + KEY + version);
      expect(siege, version.strip(), reply, 426, 400);
      siege
          .verdict()
          .require(
              reply.headers().getOrDefault("sec-websocket-version", "").equals("13"),
              "no Sec-WebSocket-Version: 13 after \"%s\"",
              version.strip());
    }
  }

  private static void key(Siege siege) throws IOException {
    for (var key :
        List.of("x", "dGhl", "\u00ff\u00fe", "dGhlIHNhbXBsZSBub25jZQ==x", "!".repeat(24))) {
      var header = "Sec-WebSocket-Key: %s\r\n".formatted(key);
      var reply = siege.victim().ask(STREAM, UPGRADE + VERSION + header);
      expect(siege, "key of %d characters".formatted(key.length()), reply, 400);
    }
    expect(siege, "no key", siege.victim().ask(STREAM, UPGRADE + VERSION), 400);
    expect(siege, "two keys", siege.victim().ask(STREAM, UPGRADE + VERSION + KEY + KEY), 400);
  }

  private static void coding(Siege siege) throws IOException {
    for (var coding : List.of("gzip, chunked", "gzip", "chunked, chunked", "x\u000bchunked")) {
      var picture = siege.inputs().small();
      var body = new ByteArrayOutputStream();
      body.writeBytes("%x\r\n".formatted(picture.length).getBytes(StandardCharsets.US_ASCII));
      body.writeBytes(picture);
      body.writeBytes("\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      var reply =
          siege
              .victim()
              .raw(
                  "POST %s HTTP/1.1\r\nHost: %s\r\nTransfer-Encoding: %s\r\n\r\n%s"
                      .formatted(
                          Victim.PATH,
                          siege.victim().authority(),
                          coding,
                          body.toString(StandardCharsets.ISO_8859_1)));
      expect(siege, "Transfer-Encoding: " + coding.strip(), reply, 400, 415, 501);
    }
  }

  private static void excluded(Siege siege) throws IOException {
    var accept = "Accept: application/json;q=0, */*\r\n";
    var reply = siege.victim().post("", accept, siege.inputs().small());
    siege
        .verdict()
        .require(
            reply.status() == 406 || type(reply).startsWith("image/"),
            "JSON excluded: %d %s",
            reply.status(),
            type(reply));
    siege.verdict().saw("status " + reply.status());
  }

  private static void parameters(Siege siege) throws IOException {
    for (var query :
        List.of(
            "?complexity=0&complexity=1",
            "?complexity=1&complexity=1",
            "?maxSide=100&refineFace=0&maxSide=200",
            "?nothing=1",
            "?Complexity=1",
            "?=",
            "?complexity")) {
      expect(siege, query, siege.victim().post(query, "", siege.inputs().small()), 422);
    }
    var twice = "GET /v1/stream?complexity=1&complexity=0";
    expect(siege, twice, siege.victim().ask(twice, UPGRADE + VERSION + KEY), 422);
  }

  private static Wire.Reply form(Siege siege, String name, String boundary, String other)
      throws IOException {
    var picture = new String(siege.inputs().small(), StandardCharsets.ISO_8859_1);
    var part = "Content-Disposition: form-data; name=\"image\"; filename=\"a\"\r\n";
    var form = new ByteArrayOutputStream();
    form.writeBytes(other.getBytes(StandardCharsets.ISO_8859_1));
    form.writeBytes(Inputs.form(part, picture));
    var type = "Content-Type: %s; %s=%s\r\n".formatted(name, boundary, Inputs.BOUNDARY);
    return siege.victim().post("", type, form.toByteArray());
  }

  private static void boundary(Siege siege) throws IOException {
    expect(siege, "boundary", form(siege, "multipart/form-data", "boundary", ""), 200);
    expect(siege, "Boundary", form(siege, "multipart/form-data", "Boundary", ""), 200);
    expect(siege, "BOUNDARY", form(siege, "Multipart/Form-Data", "BOUNDARY", ""), 200);
  }

  private static void field(Siege siege) throws IOException {
    for (var field : List.of("complexity", "maxSide")) {
      var part =
          "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n9\r\n"
              .formatted(Inputs.BOUNDARY, field);
      var reply = form(siege, "multipart/form-data", "boundary", part);
      expect(siege, field + " of 9 in a form", reply, 400, 422);
    }
  }

  private static void origin(Siege siege) throws IOException {
    same(siege, "localhost:443", "https://localhost", 200);
    same(siege, "localhost:80", "http://localhost", 200);
    same(siege, "localhost", "http://localhost:80", 200);
    same(siege, "localhost:443", "https://localhost:444", 403);
    same(siege, "localhost:443", "https://elsewhere", 403);
    same(siege, "localhost:80", "null", 403);
  }

  private static void same(Siege siege, String host, String origin, int right) throws IOException {
    var reply =
        siege
            .victim()
            .raw(
                "GET /v1/status HTTP/1.1\r\nHost: %s\r\nOrigin: %s\r\n\r\n"
                    .formatted(host, origin));
    expect(siege, "%s at %s".formatted(origin, host), reply, right);
  }

  private static void host(Siege siege) throws IOException {
    var authority = siege.victim().authority();
    for (var lines :
        List.of(
            "",
            "Host: %s\r\nHost: %s\r\n".formatted(authority, authority),
            "Host: %s, %s\r\n".formatted(authority, authority),
            "Host: a b\r\n",
            "Host: %s\u009b31m\r\n".formatted(authority),
            "Host: localhost:99999\r\n",
            "Host: localhost:x\r\n",
            "Host : %s\r\n".formatted(authority))) {
      var reply = siege.victim().raw("GET /health/live HTTP/1.1\r\n%s\r\n".formatted(lines));
      expect(siege, lines.isEmpty() ? "no Host" : lines.strip(), reply, 400, 403);
    }
    expect(siege, "CONNECT", siege.victim().ask("CONNECT " + authority, ""), 400, 405, 501);
    expect(siege, "CONNECT", siege.victim().ask("CONNECT /v1/x", ""), 400, 405, 501);
  }

  /// What a text message is answered with.
  ///
  /// @return the status that the stream is closed with
  static int closing(Victim victim) throws IOException {
    try (var wire = victim.wire();
        var stream = new LiveStream(wire)) {
      stream.send(LiveStream.frame(TEXT, new byte[] {'a'}));
      var frame = stream.read();
      while (!frame.isClose()) {
        frame = stream.read();
      }
      return frame.content().remaining() < 2 ? 0 : frame.content().getShort(0);
    }
  }
}
