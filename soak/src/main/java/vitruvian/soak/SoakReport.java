package vitruvian.soak;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/// Everything about a soak, as data.
public final class SoakReport {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new SimpleModule().addSerializer(Double.class, new Numeral()))
          .build();

  private final JsonNode report;

  private SoakReport(JsonNode report) {
    this.report = report;
  }

  static SoakReport of(ReportData.Parts parts) {
    return new SoakReport(JSON.valueToTree(ReportData.of(parts)));
  }

  /// Reads what [#json] has written.
  ///
  /// @throws IllegalArgumentException where it is no such report
  public static SoakReport read(String text) {
    try {
      var report = JSON.readTree(text);
      if (report.at("/verdict/result").stringValue("").isEmpty()) {
        throw new IllegalArgumentException("no report of a soak");
      }
      return new SoakReport(report);
    } catch (JacksonException broken) {
      throw new IllegalArgumentException("no JSON: " + broken.getOriginalMessage(), broken);
    }
  }

  /// For programs.
  public String json() {
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(report) + "\n";
  }

  /// A page for people, self-contained.
  public String html() {
    return ReportPage.of(report);
  }

  /// The verdict for a terminal, ending in a line break.
  public String text() {
    return ReportText.of(report);
  }

  /// A number that is not known is `null`, and a whole one has no decimals.
  private static final class Numeral extends ValueSerializer<Double> {
    private static final double MOST = 1e15;

    @Override
    public void serialize(Double value, JsonGenerator json, SerializationContext context) {
      if (!Double.isFinite(value)) {
        json.writeNull();
      } else if (value == Math.rint(value) && Math.abs(value) < MOST) {
        json.writeNumber(value.longValue());
      } else {
        json.writeNumber(value);
      }
    }
  }
}
