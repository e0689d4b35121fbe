package vitruvian.forensics;

import java.time.Instant;
import java.util.Map;

/// The figures of a process at one moment, as its operators' port tells them each second.
///
/// @param requests served since its start
/// @param figures by the names of `vitruvian.memory.Account.figures()`; what is not known is absent
public record Figures(long pid, Instant at, double requests, Map<String, Double> figures) {
  public Figures {
    figures = Map.copyOf(figures);
  }

  static Figures parse(String json) {
    var object = Json.parse(json);
    return new Figures(
        object.number("pid"),
        Instant.ofEpochMilli(object.number("at")),
        object.numbers().getOrDefault("requests", 0.0),
        object.object("figures").numbers());
  }
}
