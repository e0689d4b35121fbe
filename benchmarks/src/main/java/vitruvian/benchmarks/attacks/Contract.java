package vitruvian.benchmarks.attacks;

import static vitruvian.benchmarks.attacks.Attack.question;

import java.io.IOException;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import vitruvian.soak.Wire;

/// What the service's own description says, held against what it does.
final class Contract {
  private static final String UPGRADE = "Upgrade: websocket\r\nConnection: Upgrade\r\n";
  private static final int KEPT = 1 << 16;

  private Contract() {}

  static List<Attack> all() {
    return List.of(
        question("12a", "/openapi tells how a text message ends a stream", Contract::closing),
        question("12b", "/openapi tells every refusal by status and type", Contract::refusals));
  }

  private static JsonNode description(Siege siege) throws IOException {
    return JsonMapper.shared().readTree(siege.victim().ask("GET /openapi", "").text());
  }

  private static void closing(Siege siege) throws IOException {
    var text = description(siege).at("/paths/~1v1~1stream/get/description").stringValue("");
    int status = Questions.closing(siege.victim());
    siege.verdict().note("closed with %d", status);
    siege
        .verdict()
        .require(
            text.contains(Integer.toString(status)),
            "closed with %d, which is not in the description of /v1/stream",
            status);
  }

  private static void refusals(Siege siege) throws IOException {
    var victim = siege.victim();
    var description = description(siege);
    var long1 = "x".repeat(KEPT);
    var get = "GET /health/live HTTP/1.1\r\nHost: %s\r\n".formatted(victim.authority());
    before(siege, description, "too long a path", 414, victim.ask("GET /" + long1, ""));
    before(
        siege, description, "too long headers", 431, victim.ask("GET /", "X: " + long1 + "\r\n"));
    before(siege, description, "an expectation", 417, victim.ask("GET /", "Expect: more\r\n"));
    before(
        siege,
        description,
        "HTTP/3.0",
        505,
        victim.raw(get.replace("HTTP/1.1", "HTTP/3.0") + "\r\n"));
    before(siege, description, "no HTTP", 400, victim.raw("NONSENSE\r\n\r\n"));
    before(siege, description, "a bad escape", 400, victim.ask("GET /%zz", ""));
    var handshake = victim.ask("GET /v1/stream", UPGRADE);
    told(siege, description, "/v1/stream", "get", handshake);
    told(siege, description, "/v1/stream", "get", victim.ask("GET /v1/stream", ""));
    told(siege, description, "/v1/stream", "get", victim.ask("GET /v1/stream?x=1", UPGRADE));
    told(siege, description, "/v1/holistic", "post", victim.ask("GET /v1/holistic", ""));
    told(siege, description, "/v1/holistic", "post", victim.post("?x=1", "", new byte[1]));
    told(siege, description, "/v1/holistic", "post", victim.post("", "", new byte[0]));
    told(siege, description, "/v1/holistic", "post", victim.post("", "", new byte[100]));
    told(
        siege,
        description,
        "/v1/holistic",
        "post",
        victim.post("", "Content-Type: multipart/form-data\r\n", new byte[100]));
    told(
        siege,
        description,
        "/v1/holistic",
        "post",
        victim.post("", "Expect: more\r\n", new byte[100]));
    told(siege, description, "/metrics", "get", victim.ask("POST /metrics", ""));
    told(
        siege,
        description,
        "/health",
        "get",
        victim.ask("GET /health", "Origin: http://elsewhere\r\n"));
  }

  // What the HTTP library finds: told in words for all paths, or at each.
  private static void before(
      Siege siege, JsonNode description, String what, int right, Wire.Reply reply) {
    var words = description.at("/info/description").stringValue("");
    int status = reply.status();
    var type = type(reply);
    siege.verdict().require(status == right, "%s: %d, not %d", what, status, right);
    siege
        .verdict()
        .require(
            words.contains(Integer.toString(status))
                || description.at("/paths/~1v1~1holistic/post/responses/" + status).isObject(),
            "%s: %d is not described",
            what,
            status);
    boolean saysPlain = words.contains("plain text");
    boolean isProblem = type.startsWith("application/problem+json");
    siege
        .verdict()
        .require(
            saysPlain != isProblem,
            "%s: %d of type %s, described as %s",
            what,
            status,
            type,
            saysPlain ? "plain text" : "a problem");
    siege.verdict().saw("status " + status);
  }

  private static void told(
      Siege siege, JsonNode description, String path, String method, Wire.Reply reply) {
    var pointer =
        "/paths/%s/%s/responses/%d".formatted(path.replace("/", "~1"), method, reply.status());
    var response = description.at(pointer);
    if (response.has("$ref")) {
      response = description.at(response.path("$ref").stringValue("").substring(1));
    }
    var content = response.path("content").path(type(reply));
    var code = JsonMapper.shared().readTree(reply.text()).path("code").stringValue("none");
    siege
        .verdict()
        .require(
            content.path("examples").has(code),
            "%s %s: %d %s (%s) is not described",
            method,
            path,
            reply.status(),
            code,
            type(reply));
    siege.verdict().saw("status " + reply.status());
  }

  private static String type(Wire.Reply reply) {
    return reply.headers().getOrDefault("content-type", "none").split(";", 2)[0];
  }
}
