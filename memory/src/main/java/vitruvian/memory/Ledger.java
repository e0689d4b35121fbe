package vitruvian.memory;

import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The books of native memory: who holds how many bytes, since when, opened where.
///
/// Every native allocation of the product is an [Entry] here from the moment it exists until it is
/// freed, so that `bytes()` is what the product holds outside the Java heap, and zero after the
/// last close. Entries are made through [Lifetime], which also frees; a bare [#open] is for memory
/// that something else frees.
///
/// Safe for use by any number of threads. Opening and settling cost well under a microsecond, plus
/// a stack trace where the [Alarm] asks for one.
public final class Ledger {
  private static final System.Logger LOG = System.getLogger(Ledger.class.getName());
  private static final int MOST_RECENT = 32;
  // Of 2^64: its multiples are spread evenly.
  private static final long GOLDEN_RATIO = 0x9E37_79B9_7F4A_7C15L;
  private static final int MOST_KINDS = 100;
  private static final Ledger PROCESS = new Ledger(InstantSource.system(), Alarm.configured());

  private final InstantSource clock;
  private final Set<Entry> open = ConcurrentHashMap.newKeySet();
  private final LongAdder bytes = new LongAdder();
  private final AtomicLong opened = new AtomicLong();
  private final LongAdder leaks = new LongAdder();
  // Guarded by itself.
  private final Deque<Leak> recent = new ArrayDeque<>();
  private volatile Alarm alarm;
  // How often a leak was logged, by owner and site.
  private final Map<String, AtomicLong> logged = new ConcurrentHashMap<>();
  private volatile Consumer<Leak> onLeak = this::log;

  /// An empty ledger; most code shares the one of the [#process].
  public Ledger(InstantSource clock, Alarm alarm) {
    this.clock = clock;
    this.alarm = alarm;
  }

  /// The ledger of this process, at the level of [Alarm#configured].
  public static Ledger process() {
    return PROCESS;
  }

  /// Enters native memory that exists from now on.
  ///
  /// @param owner what kind of thing holds it, a short stable name such as `frame`
  /// @param size how many native bytes, 0 or more
  public Entry open(String owner, long size) {
    return open(owner, size, 0);
  }

  /// Enters native memory that somebody has mapped from the system, rather than allocated.
  ///
  /// @param owner as for [#open]
  /// @param size how many bytes of it are used, 0 or more
  /// @param reach how long the mapping is, `size` or more; what is not used is never touched
  public Entry openMapped(String owner, long size, long reach) {
    if (reach < Math.max(1, size)) {
      throw new IllegalArgumentException("%d bytes in a mapping of %d".formatted(size, reach));
    }
    return open(owner, size, reach);
  }

  private Entry open(String owner, long size, long reach) {
    if (size < 0) {
      throw new IllegalArgumentException("negative size: " + size);
    }
    long number = opened.getAndIncrement();
    boolean withSite =
        switch (alarm) {
          case OFF -> false;
          case SAMPLED -> isSampled(number);
          case ALL -> true;
        };
    var entry = new Entry(owner, size, reach, withSite ? new Site(owner) : null);
    open.add(entry);
    bytes.add(size);
    return entry;
  }

  // One in so many, and yet every one of those that are opened in turn, two, four or 64 of them
  // time and again, is among the sampled ones sooner or later.
  private static boolean isSampled(long number) {
    return Long.compareUnsigned(number * GOLDEN_RATIO, Long.divideUnsigned(-1, Alarm.SAMPLE)) < 0;
  }

  /// The alarm level in force for what is opened from now on.
  public Alarm alarm() {
    return alarm;
  }

  /// Changes the alarm level for what is opened from now on.
  public void alarm(Alarm level) {
    alarm = level;
  }

  /// Who hears of leaks, instead of the log. Called on the cleaner's thread; must not throw.
  ///
  /// The log is told the first, the tenth, the hundredth ... of each owner and site.
  public void onLeak(Consumer<Leak> listener) {
    onLeak = listener;
  }

  /// The native bytes held at this moment, all owners together.
  public long bytes() {
    return bytes.sum();
  }

  /// How many things are open at this moment.
  public int count() {
    return open.size();
  }

  /// How many things have been opened since the ledger exists.
  public long opened() {
    return opened.get();
  }

  /// How many things were freed by the safety net since the ledger exists, because their owner had
  /// forgotten to.
  public long leaks() {
    return leaks.sum();
  }

  /// The last of these, {@value #MOST_RECENT} at most, the oldest first.
  public List<Leak> recentLeaks() {
    synchronized (recent) {
      return List.copyOf(recent);
    }
  }

  /// What is held at this moment, by owner, in the order of the names.
  public Map<String, Usage> byOwner() {
    var usages = new TreeMap<String, Usage>();
    for (var entry : open) {
      usages.merge(entry.owner, entry.usage(), Usage::plus);
    }
    return usages;
  }

  /// What is open at this moment, the oldest first.
  public List<Entry> entries() {
    return open.stream().sorted(Comparator.comparing(Entry::openedAt)).toList();
  }

  @Override
  public String toString() {
    return "ledger: %d bytes in %d open, %s".formatted(bytes(), count(), byOwner());
  }

  private void remember(Leak leak) {
    synchronized (recent) {
      if (recent.size() == MOST_RECENT) {
        recent.removeFirst();
      }
      recent.addLast(leak);
    }
  }

  private void log(Leak leak) {
    line(leak).ifPresent(line -> LOG.log(Level.ERROR, line, leak.site().orElse(null)));
  }

  /// What the log is told of a leak: the first of a kind, the tenth, the hundredth, since what
  /// leaks once leaks with every request. Empty for the others.
  Optional<String> line(Leak leak) {
    var site = leak.site().map(it -> Arrays.toString(it.getStackTrace())).orElse("");
    var kind = leak.owner() + site;
    if (logged.size() >= MOST_KINDS && !logged.containsKey(kind)) {
      return Optional.empty();
    }
    long times = logged.computeIfAbsent(kind, _ -> new AtomicLong()).incrementAndGet();
    if (!isPowerOfTen(times)) {
      return Optional.empty();
    }
    return Optional.of(times == 1 ? leak.toString() : leak + ", like " + (times - 1) + " before");
  }

  private static boolean isPowerOfTen(long number) {
    long rest = number;
    while (rest % 10 == 0) {
      rest /= 10;
    }
    return rest == 1;
  }

  /// One thing that holds native memory. Closing it twice is harmless.
  public final class Entry {
    private final String owner;
    // 0 where the memory was allocated.
    private final long reach;
    private final Instant openedAt = clock.instant();
    private final @Nullable Site site;
    // Changed under the lock of this entry.
    private volatile long size;

    private Entry(String owner, long size, long reach, @Nullable Site site) {
      this.owner = owner;
      this.size = size;
      this.reach = reach;
      this.site = site;
    }

    private Usage usage() {
      long held = size;
      return new Usage(1, held, reach > 0 ? held : 0, reach);
    }

    /// What kind of thing holds the memory.
    public String owner() {
      return owner;
    }

    /// How many native bytes it holds.
    public long bytes() {
      return size;
    }

    /// When it was opened.
    public Instant openedAt() {
      return openedAt;
    }

    /// The stack of the opening, where the alarm level recorded it.
    public Optional<Throwable> site() {
      return Optional.ofNullable(site);
    }

    /// Corrects the size, where it is known only later.
    ///
    /// @param newBytes 0 or more
    public synchronized void resize(long newBytes) {
      if (newBytes < 0) {
        throw new IllegalArgumentException("negative size: " + newBytes);
      }
      if (open.contains(this)) {
        bytes.add(newBytes - size);
        size = newBytes;
      }
    }

    /// The memory is freed. The second call does nothing.
    public void settle() {
      close();
    }

    /// The memory was freed by the safety net: counted and reported as a leak.
    void settleAsLeak() {
      if (close()) {
        leaks.increment();
        var leak = new Leak(owner, size, openedAt, site());
        remember(leak);
        onLeak.accept(leak);
      }
    }

    // Not at the same time as a change of size, or the sum would keep the difference.
    private synchronized boolean close() {
      boolean wasOpen = open.remove(this);
      if (wasOpen) {
        bytes.add(-size);
      }
      return wasOpen;
    }
  }

  /// Carries the stack of an opening; never thrown.
  private static final class Site extends Throwable {
    private static final long serialVersionUID = 1L;

    Site(String owner) {
      super(owner + " opened here");
    }
  }
}
