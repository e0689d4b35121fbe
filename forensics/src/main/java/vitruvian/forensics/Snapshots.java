package vitruvian.forensics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import vitruvian.memory.Account;
import vitruvian.memory.Ledger;

/// The snapshots of this process that are kept, {@value #MOST} at most; the oldest go first.
///
/// Taking one collects the whole heap, so that only what is reachable is counted: the process
/// stands still for some tens of milliseconds. Safe for use by several threads.
public final class Snapshots {
  /// How many are kept.
  public static final int MOST = 16;

  private final Ledger ledger;
  private final InstantSource clock;
  // Both guarded by this.
  private final Deque<Snapshot> kept = new ArrayDeque<>();
  private long last;

  public Snapshots(Ledger ledger, InstantSource clock) {
    this.ledger = ledger;
    this.clock = clock;
  }

  /// Takes one and keeps it.
  public synchronized Snapshot take() {
    var snapshot = now(last + 1);
    last++;
    if (kept.size() == MOST) {
      kept.removeFirst();
    }
    kept.addLast(snapshot);
    return snapshot;
  }

  /// Takes one that is not kept; its id is 0.
  public Snapshot now() {
    return now(0);
  }

  /// Those that are kept, the oldest first.
  public synchronized List<Snapshot.Head> list() {
    return kept.stream().map(Snapshot::head).toList();
  }

  /// One that is kept.
  public synchronized Optional<Snapshot> find(long id) {
    return kept.stream().filter(snapshot -> snapshot.id() == id).findFirst();
  }

  /// `snapshots`, a list of heads.
  public String toJson() {
    var heads = list();
    return Json.write(
        json -> {
          json.writeArrayPropertyStart("snapshots");
          for (var head : heads) {
            json.writeStartObject();
            SnapshotForms.head(json, head);
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  /// One line for each.
  public String toText() {
    return SnapshotForms.text(list());
  }

  /// A page that needs nothing else.
  public String toHtml() {
    return SnapshotForms.html(list());
  }

  private Snapshot now(long id) {
    // First, since it collects the heap: what is forgotten goes before it is counted.
    var classes = Reports.classes(Diagnostics.classHistogram());
    var account = Account.take(ledger);
    var items = new ArrayList<Item>();
    account
        .lines()
        .forEach(line -> items.add(new Item(Section.ACCOUNT, line.key(), "", 1, line.bytes())));
    items.addAll(LedgerItems.of(ledger));
    items.addAll(classes);
    items.addAll(threads(Thread.getAllStackTraces()));
    items.addAll(files(Path.of("/proc/self/fd")));
    items.addAll(Reports.loaders(Diagnostics.classLoaders()));
    items.addAll(buffers());
    var figures = new TreeMap<>(account.figures());
    figures.put(Snapshot.LEAKS, (double) ledger.leaks());
    return new Snapshot(id, clock.instant(), figures, items);
  }

  /// Threads by the pattern of their names, each with the place where most of them run.
  static List<Item> threads(Map<Thread, StackTraceElement[]> stacks) {
    var sites = new TreeMap<String, Map<String, Integer>>();
    stacks.forEach(
        (thread, stack) ->
            sites
                .computeIfAbsent(pattern(thread.getName()), _ -> new HashMap<>())
                .merge(Sites.run(stack), 1, Integer::sum));
    return sites.entrySet().stream()
        .map(
            one ->
                new Item(
                    Section.THREADS,
                    one.getKey(),
                    one.getValue().entrySet().stream()
                        .max(Map.Entry.comparingByValue())
                        .map(Map.Entry::getKey)
                        .orElse(""),
                    one.getValue().values().stream().mapToInt(count -> count).sum(),
                    0))
        .toList();
  }

  /// Open file descriptors by the pattern of what they point to; none where the system does not
  /// tell.
  static List<Item> files(Path folder) {
    var files = new TreeMap<String, Item>();
    try (var links = Files.newDirectoryStream(folder)) {
      for (var link : links) {
        target(link)
            .map(Snapshots::pattern)
            .ifPresent(
                name -> files.merge(name, new Item(Section.FILES, name, "", 1, 0), Item::plus));
      }
    } catch (IOException | UncheckedIOException | java.nio.file.DirectoryIteratorException _) {
      return List.of();
    }
    return List.copyOf(files.values());
  }

  // Nothing for what was closed meanwhile, such as the folder itself.
  private static Optional<String> target(Path link) {
    try {
      return Optional.of(Files.readSymbolicLink(link).toString());
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /// A name with `#` for every number in it.
  static String pattern(String name) {
    return name.replaceAll("\\d+", "#");
  }

  private static List<Item> buffers() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getCount() > 0)
        .map(
            pool ->
                new Item(
                    Section.BUFFERS, pool.getName(), "", pool.getCount(), pool.getMemoryUsed()))
        .toList();
  }
}
