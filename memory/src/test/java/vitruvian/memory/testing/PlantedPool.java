package vitruvian.memory.testing;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import vitruvian.memory.Account;
import vitruvian.memory.Ledger;
import vitruvian.memory.Lifetime;

/// The pools of an [Account] in which [#BYTES] can be planted.
public enum PlantedPool {
  HEAP("heap.live", PlantedPool::heap),
  DIRECT("direct", PlantedPool::direct),
  NATIVE("native", PlantedPool::malloc),
  LEDGER("ledger.planted", PlantedPool::ledger),
  FILES("files", PlantedPool::file);

  public static final int BYTES = 100 << 20;

  // The kernel tells that a page is resident once it was written to or read.
  private static final int PAGE = 4096;
  private static final int MOST_TRIES = 1000;
  private static final long PAUSE_NANOS = 10_000_000;

  private final String key;

  @SuppressWarnings("ImmutableEnumChecker") // functions have no marks
  private final Plant plant;

  PlantedPool(String key, Plant plant) {
    this.key = key;
    this.plant = plant;
  }

  /// What holds the bytes until it is closed.
  public interface Planted extends AutoCloseable {
    @Override
    void close() throws IOException;
  }

  @FunctionalInterface
  private interface Plant {
    Planted plant() throws IOException;
  }

  /// The account's line in which the bytes appear.
  public String key() {
    return key;
  }

  /// Takes the bytes, all of them resident.
  public Planted plant() throws IOException {
    return plant.plant();
  }

  private static Planted heap() {
    var holder = new AtomicReference<>(new byte[BYTES]);
    return () -> holder.set(new byte[0]);
  }

  // Zeroed, and so touched, by the JVM; freed when a collection finds it.
  private static Planted direct() {
    var holder = new AtomicReference<>(ByteBuffer.allocateDirect(BYTES));
    return () -> {
      holder.set(ByteBuffer.allocateDirect(0));
      for (int tries = 0; directBytes() >= BYTES; tries++) {
        if (tries == MOST_TRIES) {
          throw new IllegalStateException("the buffer is not freed");
        }
        System.gc();
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    };
  }

  private static long directBytes() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  @SuppressWarnings("restricted")
  private static Planted malloc() {
    var linker = Linker.nativeLinker();
    var malloc =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("malloc"),
            FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
    var free =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("free"),
            FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));
    MemorySegment block;
    try {
      block = (MemorySegment) malloc.invokeExact((long) BYTES);
    } catch (Throwable failure) {
      throw new IllegalStateException(failure);
    }
    block.reinterpret(BYTES).fill((byte) 1);
    return () -> {
      try {
        free.invokeExact(block);
      } catch (Throwable failure) {
        throw new IllegalStateException(failure);
      }
    };
  }

  private static Planted ledger() {
    var arena = Arena.ofShared();
    arena.allocate(BYTES).fill((byte) 1);
    var lifetime = Lifetime.of(PlantedPool.class, Ledger.process(), "planted", BYTES, arena::close);
    return lifetime::close;
  }

  private static Planted file() throws IOException {
    var path = Files.createTempFile("planted", ".bytes");
    var arena = Arena.ofShared();
    try (var channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      var mapped = channel.map(MapMode.READ_WRITE, 0, BYTES, arena);
      for (long at = 0; at < BYTES; at += PAGE) {
        mapped.set(ValueLayout.JAVA_BYTE, at, (byte) 1);
      }
    }
    return () -> {
      arena.close();
      Files.delete(path);
    };
  }
}
