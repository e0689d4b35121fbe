package vitruvian.memory;

import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
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
  private static final Ledger PROCESS = new Ledger(InstantSource.system(), Alarm.configured());

  private final InstantSource clock;
  private final Set<Entry> open = ConcurrentHashMap.newKeySet();
  private final LongAdder bytes = new LongAdder();
  private final AtomicLong opened = new AtomicLong();
  private final LongAdder leaks = new LongAdder();
  // Guarded by itself.
  private final Deque<Leak> recent = new ArrayDeque<>();
  private volatile Alarm alarm;
  private volatile Consumer<Leak> onLeak = Ledger::log;

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
    if (size < 0) {
      throw new IllegalArgumentException("negative size: " + size);
    }
    long number = opened.getAndIncrement();
    boolean withSite =
        switch (alarm) {
          case OFF -> false;
          case SAMPLED -> number % Alarm.SAMPLE == 0;
          case ALL -> true;
        };
    var entry = new Entry(owner, size, clock.instant(), withSite ? new Site(owner) : null);
    open.add(entry);
    bytes.add(size);
    return entry;
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
      usages.merge(entry.owner, Usage.NONE.plus(entry.bytes()), (a, _) -> a.plus(entry.bytes()));
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

  private static void log(Leak leak) {
    LOG.log(Level.ERROR, leak.toString(), leak.site().orElse(null));
  }

  /// One thing that holds native memory. Closing it twice is harmless.
  public final class Entry {
    private final String owner;
    private final Instant openedAt;
    private final @Nullable Site site;
    // Changed under the lock of this entry.
    private volatile long size;

    private Entry(String owner, long size, Instant openedAt, @Nullable Site site) {
      this.owner = owner;
      this.size = size;
      this.openedAt = openedAt;
      this.site = site;
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
