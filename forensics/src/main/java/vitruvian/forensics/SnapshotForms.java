package vitruvian.forensics;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import vitruvian.forensics.Snapshot.Head;
import vitruvian.forensics.SnapshotDiff.Change;
import vitruvian.memory.Diagnosis;

/// The forms of snapshots and differences.
final class SnapshotForms {
  private static final int MOST_ROWS = 25;
  private static final double MB = 1 << 20;
  private static final List<String> COLUMNS =
      List.of("more", "now", "more bytes", "bytes now", "what", "where");

  private SnapshotForms() {}

  static void head(JsonGenerator json, Head head) {
    json.writeNumberProperty("id", head.id());
    json.writeNumberProperty("at", head.at().toEpochMilli());
    json.writeObjectPropertyStart("figures");
    new TreeMap<>(head.figures()).forEach(json::writeNumberProperty);
    json.writeEndObject();
  }

  static String text(List<Head> heads) {
    return heads.stream()
        .map(
            head ->
                String.format(
                    Locale.ROOT,
                    "%d  taken at %s, %s MB resident%n",
                    head.id(),
                    moment(head),
                    resident(head)))
        .collect(Collectors.joining());
  }

  static String html(List<Head> heads) {
    var page = new Page("Snapshots");
    page.table(
        List.of("id", "MB resident", "taken at"),
        2,
        heads.stream()
            .map(head -> List.of(Long.toString(head.id()), resident(head), moment(head)))
            .toList());
    return page.toString();
  }

  private static String moment(Head head) {
    return head.at().truncatedTo(ChronoUnit.MILLIS).toString();
  }

  private static String resident(Head head) {
    double bytes = head.figures().getOrDefault(Diagnosis.RESIDENT, 0.0);
    return String.format(Locale.ROOT, "%.1f", bytes / MB);
  }

  static Head head(JsonNode json) {
    return new Head(
        Json.number(json, "id"),
        Instant.ofEpochMilli(Json.number(json, "at")),
        Json.numbers(json.path("figures")));
  }

  static String json(SnapshotDiff diff) {
    return Json.write(
        json -> {
          json.writeObjectPropertyStart("from");
          head(json, diff.from());
          json.writeEndObject();
          json.writeObjectPropertyStart("to");
          head(json, diff.to());
          json.writeEndObject();
          for (var section : Section.values()) {
            json.writeArrayPropertyStart(section.key());
            diff.of(section).forEach(change -> change(json, change));
            json.writeEndArray();
          }
        });
  }

  private static void change(JsonGenerator json, Change change) {
    json.writeStartObject();
    json.writeStringProperty("name", change.name());
    Json.text(json, "site", change.site());
    json.writeNumberProperty("countBefore", change.before().count());
    json.writeNumberProperty("count", change.after().count());
    json.writeNumberProperty("countGrowth", change.count());
    json.writeNumberProperty("bytesBefore", change.before().bytes());
    json.writeNumberProperty("bytes", change.after().bytes());
    json.writeNumberProperty("bytesGrowth", change.bytes());
    json.writeEndObject();
  }

  static SnapshotDiff diff(JsonNode json) {
    var changes = new ArrayList<Change>();
    for (var section : Section.values()) {
      for (var one : json.path(section.key())) {
        changes.add(new Change(item(section, one, "Before"), item(section, one, "")));
      }
    }
    return new SnapshotDiff(head(json.path("from")), head(json.path("to")), changes);
  }

  private static Item item(Section section, JsonNode json, String suffix) {
    return new Item(
        section,
        Json.text(json, "name"),
        Json.text(json, "site"),
        Json.number(json, "count" + suffix),
        Json.number(json, "bytes" + suffix));
  }

  static String text(SnapshotDiff diff) {
    var text = new StringBuilder(title(diff)).append('\n');
    for (var section : Section.values()) {
      var changes = diff.of(section);
      if (changes.isEmpty()) {
        continue;
      }
      text.append(String.format("%n%s%n", section.key()));
      changes.stream()
          .limit(MOST_ROWS)
          .map(SnapshotForms::row)
          .forEach(
              row ->
                  text.append(
                      String.format(
                          Locale.ROOT,
                          "%10s of %-10s %12s of %-12s %s%s%n",
                          row.get(0),
                          row.get(1),
                          row.get(2),
                          row.get(3),
                          row.get(4),
                          row.get(5).isEmpty() ? "" : "  at " + row.get(5))));
      if (changes.size() > MOST_ROWS) {
        text.append(String.format("%10s and %d more%n", "", changes.size() - MOST_ROWS));
      }
    }
    if (diff.changes().isEmpty()) {
      text.append("\nNothing has changed.\n");
    }
    return text.toString();
  }

  static String html(SnapshotDiff diff) {
    var page = new Page(title(diff));
    for (var section : Section.values()) {
      var changes = diff.of(section);
      if (!changes.isEmpty()) {
        page.heading(section.key());
        page.table(COLUMNS, 4, changes.stream().map(SnapshotForms::row).toList());
      }
    }
    return page.toString();
  }

  private static String title(SnapshotDiff diff) {
    return "What has changed from %s (snapshot %d) to %s%s"
        .formatted(
            diff.from().at(),
            diff.from().id(),
            diff.to().at(),
            diff.to().id() == 0 ? " (now)" : " (snapshot %d)".formatted(diff.to().id()));
  }

  private static List<String> row(Change change) {
    return List.of(
        String.format(Locale.ROOT, "%+d", change.count()),
        Long.toString(change.after().count()),
        String.format(Locale.ROOT, "%+d", change.bytes()),
        Long.toString(change.after().bytes()),
        change.name(),
        change.site());
  }
}
