package vitruvian.forensics;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import vitruvian.memory.Account;
import vitruvian.memory.Alarm;
import vitruvian.memory.Leak;
import vitruvian.memory.Ledger;

/// The account of a process in full: where its memory is, who holds native memory and where that
/// was opened, and what was forgotten.
///
/// @param account in text and JSON as the process that it is of has written it
/// @param sampled whether only one in so many openings has a site
/// @param ledger by owner, by name
/// @param leaks how many things were freed by the safety net since the start
/// @param recent the last of these, the oldest first
public record MemoryReport(
    long pid,
    Instant at,
    Lines account,
    boolean sampled,
    List<Owner> ledger,
    long leaks,
    List<Forgotten> recent) {
  private static final double MB = 1 << 20;

  public MemoryReport {
    ledger = List.copyOf(ledger);
    recent = List.copyOf(recent);
  }

  /// The lines of an account.
  ///
  /// @param json a JSON object
  /// @param text a table for people; empty where it was read from JSON
  public record Lines(String json, String text, List<Account.Line> lines) {
    public Lines {
      lines = List.copyOf(lines);
    }

    /// The bytes of a line; 0 where there is none of this key.
    public long bytes(String key) {
      return lines.stream()
          .filter(line -> line.key().equals(key))
          .mapToLong(Account.Line::bytes)
          .sum();
    }
  }

  /// What one owner holds.
  ///
  /// @param sites where it was opened, as far as openings carry a site, the largest first
  public record Owner(String owner, long count, long bytes, List<Site> sites) {
    public Owner {
      sites = List.copyOf(sites);
    }
  }

  /// A place that opens native memory.
  public record Site(String site, long count, long bytes) {}

  /// One thing that was never closed and was freed by the safety net.
  ///
  /// @param site where it was opened, or empty
  public record Forgotten(String owner, long bytes, Instant openedAt, String site) {}

  /// Takes the account of this process.
  public static MemoryReport take(Ledger ledger, InstantSource clock) {
    var account = Account.take(ledger);
    return new MemoryReport(
        ProcessHandle.current().pid(),
        clock.instant(),
        new Lines(account.toJson(), account.toText(), account.lines()),
        ledger.alarm() != Alarm.ALL,
        owners(ledger),
        ledger.leaks(),
        ledger.recentLeaks().stream().map(MemoryReport::forgotten).toList());
  }

  private static Forgotten forgotten(Leak leak) {
    return new Forgotten(leak.owner(), leak.bytes(), leak.openedAt(), Sites.opening(leak.site()));
  }

  private static List<Owner> owners(Ledger ledger) {
    var items = LedgerItems.of(ledger);
    var owners = new TreeMap<String, List<Item>>();
    items.forEach(item -> owners.computeIfAbsent(item.name(), _ -> new ArrayList<>()).add(item));
    return owners.entrySet().stream()
        .map(
            one ->
                new Owner(
                    one.getKey(),
                    one.getValue().stream().mapToLong(Item::count).sum(),
                    one.getValue().stream().mapToLong(Item::bytes).sum(),
                    one.getValue().stream()
                        .filter(item -> !item.site().isEmpty())
                        .sorted(Comparator.comparingLong(Item::bytes).reversed())
                        .map(item -> new Site(item.site(), item.count(), item.bytes()))
                        .toList()))
        .toList();
  }

  /// A JSON object: that of the account, and `pid`, `at` (milliseconds since 1970), `sampled`,
  /// `ledger` (`owner`, `count`, `bytes`, `sites`), `leaks` (`count`, `recent`).
  public String toJson() {
    var rest = Json.write(this::rest);
    return account.json.substring(0, account.json.length() - 1) + "," + rest.substring(1);
  }

  private void rest(JsonGenerator json) {
    json.writeNumberProperty("pid", pid);
    json.writeNumberProperty("at", at.toEpochMilli());
    json.writeBooleanProperty("sampled", sampled);
    json.writeArrayPropertyStart("ledger");
    for (var owner : ledger) {
      json.writeStartObject();
      json.writeStringProperty("owner", owner.owner);
      json.writeNumberProperty("count", owner.count);
      json.writeNumberProperty("bytes", owner.bytes);
      json.writeArrayPropertyStart("sites");
      for (var site : owner.sites) {
        json.writeStartObject();
        json.writeStringProperty("site", site.site);
        json.writeNumberProperty("count", site.count);
        json.writeNumberProperty("bytes", site.bytes);
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeObjectPropertyStart("leaks");
    json.writeNumberProperty("count", leaks);
    json.writeArrayPropertyStart("recent");
    for (var leak : recent) {
      json.writeStartObject();
      json.writeStringProperty("owner", leak.owner);
      json.writeNumberProperty("bytes", leak.bytes);
      json.writeNumberProperty("openedAt", leak.openedAt.toEpochMilli());
      Json.text(json, "site", leak.site);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /// What [#toJson] has written.
  ///
  /// @throws IllegalArgumentException where the text is something else
  public static MemoryReport parse(String text) {
    var json = Json.parse(text);
    if (!json.hasNonNull("lines")) {
      throw new IllegalArgumentException("no account of memory");
    }
    var leaks = json.path("leaks");
    return new MemoryReport(
        Json.number(json, "pid"),
        Instant.ofEpochMilli(Json.number(json, "at")),
        new Lines(text, "", json.path("lines").valueStream().map(MemoryReport::line).toList()),
        json.path("sampled").booleanValue(false),
        json.path("ledger").valueStream().map(MemoryReport::owner).toList(),
        Json.number(leaks, "count"),
        leaks.path("recent").valueStream().map(MemoryReport::forgotten).toList());
  }

  private static Account.Line line(JsonNode json) {
    return new Account.Line(
        Json.text(json, "key"), Json.text(json, "name"), Json.number(json, "bytes"));
  }

  private static Owner owner(JsonNode json) {
    return new Owner(
        Json.text(json, "owner"),
        Json.number(json, "count"),
        Json.number(json, "bytes"),
        json.path("sites").valueStream().map(MemoryReport::site).toList());
  }

  private static Site site(JsonNode json) {
    return new Site(
        Json.text(json, "site"), Json.number(json, "count"), Json.number(json, "bytes"));
  }

  private static Forgotten forgotten(JsonNode json) {
    return new Forgotten(
        Json.text(json, "owner"),
        Json.number(json, "bytes"),
        Instant.ofEpochMilli(Json.number(json, "openedAt")),
        Json.text(json, "site"));
  }

  /// How many things were freed by the safety net since a snapshot of the same process.
  public long leaksSince(Snapshot.Head snapshot) {
    double before = snapshot.figures().getOrDefault(Snapshot.LEAKS, 0.0);
    return Math.max(0, leaks - Math.round(before));
  }

  /// A table for people, ending in a line break.
  public String toText() {
    var text = new StringBuilder(account.text);
    if (!ledger.isEmpty()) {
      text.append("\nNative memory by owner").append(note()).append(":\n");
    }
    for (var owner : ledger) {
      text.append(
          String.format(
              Locale.ROOT, "%-24s x %-6d %9.1f MB%n", owner.owner, owner.count, owner.bytes / MB));
      for (var site : owner.sites) {
        text.append(
            String.format(
                Locale.ROOT, "  x %-6d %9.1f MB  %s%n", site.count, site.bytes / MB, site.site));
      }
    }
    text.append(String.format("%nNever closed, freed by the safety net: %d%n", leaks));
    for (var leak : recent) {
      text.append(
          String.format(
              "  %s of %d bytes, opened at %s%s%n",
              leak.owner,
              leak.bytes,
              leak.openedAt,
              leak.site.isEmpty() ? "" : " by " + leak.site));
    }
    return text.toString();
  }

  private String note() {
    return sampled ? " (where it was opened: of one in 64 openings)" : "";
  }

  /// A page that needs nothing else.
  public String toHtml() {
    var page = new Page("Memory of process %d at %s".formatted(pid, at));
    page.text(account.text);
    page.heading("Native memory by owner" + note());
    var rows = new ArrayList<List<String>>();
    for (var owner : ledger) {
      rows.add(List.of(Long.toString(owner.count), Long.toString(owner.bytes), owner.owner, ""));
      owner.sites.forEach(
          site ->
              rows.add(
                  List.of(Long.toString(site.count), Long.toString(site.bytes), "", site.site)));
    }
    page.table(List.of("count", "bytes", "owner", "opened by"), 2, rows);
    page.heading("Never closed, freed by the safety net: " + leaks);
    page.table(
        List.of("bytes", "owner", "opened at", "opened by"),
        1,
        recent.stream()
            .map(
                leak ->
                    List.of(
                        Long.toString(leak.bytes), leak.owner, leak.openedAt.toString(), leak.site))
            .toList());
    return page.toString();
  }
}
