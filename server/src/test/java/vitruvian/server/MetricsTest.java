package vitruvian.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The text format of Prometheus, read back as its rules say.
class MetricsTest {
  private static final Pattern SAMPLE =
      Pattern.compile(
          "([a-z_]+)(\\{[a-z_]+=\"[^\"\\\\\n]*\"(?:,[a-z_]+=\"[^\"\\\\\n]*\")*})? (-?[0-9.E+-]+)");

  @Test
  void everyKindIsReadBack() {
    var metrics = new Metrics();
    metrics.describe("things_total", "Things");
    metrics.describe("outcomes_total", "Outcomes");
    metrics.count("things_total", "");
    metrics.count("outcomes_total", "outcome=\"a\"");
    metrics.count("outcomes_total", "outcome=\"b\"");
    metrics.count("outcomes_total", "outcome=\"b\"");
    metrics.gauge("bytes", "kind=\"large\"", "Bytes", () -> 12e9);
    metrics.gauge("share", "", "Share", () -> 0.25);
    var histogram = metrics.histogram("seconds", "Time", "stage=\"x\"");
    histogram.add(Duration.ofMillis(1));
    histogram.add(Duration.ofMillis(30));
    histogram.add(Duration.ofMinutes(1));

    var samples = parse(metrics.toText());

    assertThat(metrics.counted("outcomes_total")).isEqualTo(3);
    assertThat(samples)
        .containsEntry("things_total", 1.0)
        .containsEntry("outcomes_total{outcome=\"b\"}", 2.0)
        .containsEntry("bytes{kind=\"large\"}", 12e9)
        .containsEntry("share", 0.25)
        .containsEntry("seconds_bucket{stage=\"x\",le=\"0.001\"}", 1.0)
        .containsEntry("seconds_bucket{stage=\"x\",le=\"0.025\"}", 1.0)
        .containsEntry("seconds_bucket{stage=\"x\",le=\"0.05\"}", 2.0)
        .containsEntry("seconds_bucket{stage=\"x\",le=\"10\"}", 2.0)
        .containsEntry("seconds_bucket{stage=\"x\",le=\"+Inf\"}", 3.0)
        .containsEntry("seconds_count{stage=\"x\"}", 3.0)
        .containsEntry("seconds_sum{stage=\"x\"}", 60.031);
  }

  @Test
  void seriesThatComeAndGo() {
    var values = new TreeMap<String, Long>(Map.of("a", 1L, "b c", 2L));
    var metrics = new Metrics();
    metrics.counter("calls_total", "Calls");
    metrics.gauge("zebras", "", "Zebras", () -> 3);
    metrics.gauges("held", "owner", "Held", () -> values);
    assertThat(parse(metrics.toText()))
        .containsOnly(
            Map.entry("calls_total", 0.0),
            Map.entry("held{owner=\"a\"}", 1.0),
            Map.entry("held{owner=\"b c\"}", 2.0),
            Map.entry("zebras", 3.0));
    values.remove("a");
    assertThat(parse(metrics.toText())).doesNotContainKey("held{owner=\"a\"}").hasSize(3);
    values.clear();
    assertThat(parse(metrics.toText())).hasSize(2);
  }

  @Test
  void namesOfOwnersAreEscaped() {
    var metrics = new Metrics();
    metrics.gauges("held", "owner", "Held", () -> Map.of("a\"b\\c\nd", 1L));
    assertThat(metrics.toText()).contains("held{owner=\"a\\\"b\\\\c\\nd\"} 1\n");
  }

  @Test
  void figuresForAWatchFromOutside() {
    try (var server = new Running()) {
      server.post("", Pictures.small("png"));
      Await.until("it is counted", () -> requests(server) == 1);
      server.post("", Pictures.small("png"));
      server.post("", new byte[0]);
      Await.until("both are counted", () -> requests(server) == 3);

      var reply = server.get(server.adminAddress(), "/memory/figures");
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.header("Content-Type")).isEqualTo("application/json");
      assertThat(reply.text())
          .contains("\"pid\":" + ProcessHandle.current().pid())
          .contains("\"at\":", "\"figures\":{", "\"ledger\":", "\"ledger.model\":")
          .contains("\"threads\":", "\"classes\":", "\"direct\":");
      var samples = parse(server.get("/metrics").text());
      assertThat(samples)
          .containsEntry("vitruvian_requests_served_total", 3.0)
          .containsKeys("vitruvian_figure{name=\"ledger\"}", "vitruvian_figure{name=\"direct\"}");
      assertThat(samples.keySet())
          .anyMatch(name -> name.startsWith("vitruvian_ledger_bytes{owner"));
    }
  }

  private static long requests(Running server) {
    var text = server.get(server.adminAddress(), "/memory/figures").text();
    var matcher = Pattern.compile("\"requests\":(\\d+)").matcher(text);
    assertThat(matcher.find()).as(text).isTrue();
    return Long.parseLong(matcher.group(1));
  }

  @Test
  void ofARunningServer() {
    try (var server = new Running()) {
      server.post("", Pictures.small("png"));
      server.post("", new byte[0]);
      var samples = parse(server.get("/metrics").text());
      assertThat(samples)
          .containsKeys(
              "vitruvian_requests_total{outcome=\"answered\"}",
              "vitruvian_budget_bytes{kind=\"free\"}",
              "vitruvian_sessions{state=\"idle\"}",
              "vitruvian_memory_bytes{kind=\"resident\"}",
              "vitruvian_request_seconds_count{path=\"holistic\"}",
              "vitruvian_stage_seconds_sum{stage=\"track\"}")
          .containsEntry("vitruvian_memory_bytes{kind=\"ceiling\"}", (double) Running.CEILING)
          .containsEntry("vitruvian_pressure_level", 0.0)
          .containsEntry("vitruvian_streams_open", 0.0);
    }
  }

  // Each name has one help and one type, before its samples, which stand together.
  private static Map<String, Double> parse(String text) {
    var samples = new LinkedHashMap<String, Double>();
    var types = new HashMap<String, String>();
    var helped = new HashSet<String>();
    var current = "";
    assertThat(text).endsWith("\n").doesNotContain("\r");
    for (var line : text.lines().toList()) {
      var words = line.split(" ", 4);
      if (line.startsWith("# HELP ")) {
        assertThat(helped.add(words[2])).as(line).isTrue();
        assertThat(words[3]).isNotEmpty().isNotEqualTo("null");
      } else if (line.startsWith("# TYPE ")) {
        current = words[2];
        assertThat(helped).contains(current);
        assertThat(types.put(current, words[3])).as(line).isNull();
        assertThat(words[3]).isIn("counter", "gauge", "histogram");
      } else {
        var matcher = SAMPLE.matcher(line);
        assertThat(matcher.matches() || line.contains("le=\"+Inf\"")).as(line).isTrue();
        assertThat(line).startsWith(current);
        int space = line.lastIndexOf(' ');
        var value = Double.parseDouble(line.substring(space + 1));
        assertThat(samples.put(line.substring(0, space), value)).as(line).isNull();
      }
    }
    return samples;
  }
}
