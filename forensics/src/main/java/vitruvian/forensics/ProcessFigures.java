package vitruvian.forensics;

import java.time.Instant;
import java.util.Map;

/// What the operators' port of a process tells each second.
///
/// @param requests served since its start
/// @param figures by the names of `vitruvian.memory.Account.figures()`; what is not known is absent
public record ProcessFigures(long pid, Instant at, double requests, Map<String, Double> figures) {
  public ProcessFigures {
    figures = Map.copyOf(figures);
  }

  static ProcessFigures parse(String json) {
    var object = Json.parse(json);
    return new ProcessFigures(
        Json.number(object, "pid"),
        Instant.ofEpochMilli(Json.number(object, "at")),
        object.path("requests").doubleValue(0),
        Json.numbers(object.path("figures")));
  }
}
