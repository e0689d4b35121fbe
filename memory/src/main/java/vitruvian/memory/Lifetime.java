package vitruvian.memory;

import java.lang.ref.Cleaner;
import java.lang.ref.Cleaner.Cleanable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// The life of one piece of native memory, from its entry in the [Ledger] to its release.
///
/// The owner holds a `Lifetime` in a field and closes it in its own `close`, where a
/// [java.lang.ref.Reference#reachabilityFence] keeps the owner reachable until that is done. If the
/// owner is forgotten instead, the safety net releases the memory when the garbage collector finds
/// the owner, and the ledger reports a [Leak]: an alarm, never the plan.
///
/// ```java
/// lifetime = Lifetime.of(this, ledger, "frame", bytes, arena::close);
/// ```
///
/// Closing is safe from any thread and happens once. The release must not run while native code
/// still uses the memory: that is the owner's to see to.
public final class Lifetime implements AutoCloseable {
  private static final Cleaner SAFETY_NET =
      Cleaner.create(Thread.ofPlatform().daemon().name("vitruvian-safety-net").factory());

  private final Release release;
  private final @Nullable Cleanable net;

  private Lifetime(Object owner, Release release, boolean alarmed) {
    this.release = release;
    this.net = alarmed ? SAFETY_NET.register(owner, release) : null;
  }

  /// Enters memory that exists already and binds its release to `owner`. If this throws, the memory
  /// has been released.
  ///
  /// @param owner the object whose reachability stands for the memory's use
  /// @param name the owner's name in the ledger
  /// @param bytes how many native bytes
  /// @param release frees the memory; must not refer to `owner`, or it would never be unreachable
  public static Lifetime of(
      Object owner, Ledger ledger, String name, long bytes, Runnable release) {
    Ledger.Entry entry;
    try {
      entry = ledger.open(name, bytes);
    } catch (Throwable failure) {
      release.run();
      throw failure;
    }
    var bound = new Release(entry, release);
    try {
      return new Lifetime(owner, bound, ledger.alarm() != Alarm.OFF);
    } catch (Throwable failure) {
      bound.byOwner = true;
      bound.run();
      throw failure;
    }
  }

  /// Releases the memory and settles its entry; the second call does nothing.
  @Override
  public void close() {
    release.byOwner = true;
    if (net != null) {
      net.clean();
    } else {
      release.run();
    }
  }

  /// Whether the memory has been released.
  public boolean isClosed() {
    return release.done.get();
  }

  /// The entry in the ledger.
  public Ledger.Entry entry() {
    return release.entry;
  }

  // Must not refer to the owner, or it would never become unreachable.
  private static final class Release implements Runnable {
    private final Ledger.Entry entry;
    private final Runnable free;
    private final AtomicBoolean done = new AtomicBoolean();
    private volatile boolean byOwner;

    private Release(Ledger.Entry entry, Runnable free) {
      this.entry = entry;
      this.free = free;
    }

    @Override
    public void run() {
      if (!done.compareAndSet(false, true)) {
        return;
      }
      free.run();
      if (byOwner) {
        entry.settle();
      } else {
        entry.settleAsLeak();
      }
    }
  }
}
