package vitruvian.memory;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/// What [AccountTest] runs in a process of its own: plants 100 MB in one pool after the other and
/// takes the account before and with it.
final class PlantedPools {
  static final int BYTES = 100 << 20;

  // The kernel tells that a page is resident once it was written to or read.
  private static final int PAGE = 4096;

  private PlantedPools() {}

  /// What holds the bytes until it is closed.
  private interface Planted extends AutoCloseable {
    @Override
    void close() throws IOException;
  }

  @FunctionalInterface
  private interface Plant {
    Planted plant() throws Exception;
  }

  /// Prints one line for each pool: its key, the growth of that line, the growth of all lines, and
  /// the remainder and the resident memory with it.
  public static void main(String[] args) throws Exception {
    var plants = new LinkedHashMap<String, Plant>();
    plants.put("heap.live", PlantedPools::heap);
    plants.put("direct", PlantedPools::direct);
    plants.put("native", PlantedPools::malloc);
    plants.put("ledger.planted", PlantedPools::ledger);
    plants.put("files", PlantedPools::file);
    settled(); // the classes that this needs
    for (var one : plants.entrySet()) {
      compare(one);
    }
  }

  private static void compare(Map.Entry<String, Plant> one) throws Exception {
    var before = settled();
    try (var _ = one.getValue().plant()) {
      var during = settled();
      System.out.printf(
          "%s %d %d %d %d%n",
          one.getKey(),
          during.bytes(one.getKey()) - before.bytes(one.getKey()),
          during.explained() - before.explained(),
          during.remainder().orElseThrow(),
          during.resident().orElseThrow());
    }
  }

  // The live heap is that after a collection.
  private static Account settled() {
    System.gc();
    return Account.take();
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
      Await.collection("the buffer is freed", () -> JvmReport.buffers("direct") < BYTES);
    };
  }

  @SuppressWarnings("restricted")
  private static Planted malloc() throws Exception {
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
    var lifetime =
        Lifetime.of(PlantedPools.class, Ledger.process(), "planted", BYTES, arena::close);
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
