package vitruvian.soak;

import java.io.StringWriter;

/// Everything about a soak, as data.
public final class SoakReport {
  private final Json json;

  SoakReport(Json json) {
    this.json = json;
  }

  static SoakReport of(ReportData.Parts parts) {
    return new SoakReport(ReportData.of(parts));
  }

  /// Reads what [#json] has written.
  ///
  /// @throws IllegalArgumentException where it is no such report
  public static SoakReport read(String text) {
    var json = Json.read(text);
    if (json.at("verdict", "result").text().isEmpty()) {
      throw new IllegalArgumentException("no report of a soak");
    }
    return new SoakReport(json);
  }

  /// For programs.
  public String json() {
    var text = new StringWriter();
    json.write(text);
    return text.toString();
  }

  /// A page for people, self-contained.
  public String html() {
    return ReportPage.of(json);
  }

  /// The verdict for a terminal, ending in a line break.
  public String text() {
    return ReportText.of(json);
  }
}
