package vitruvian.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
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
