package vitruvian.memory.testing;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import vitruvian.memory.Account;
import vitruvian.memory.Ledger;
import vitruvian.memory.Lifetime;
import vitruvian.memory.NativeHeap;

/// The pools of an [Account] in which [#BYTES] can be planted.
public enum PlantedPool {
  HEAP("heap.live", PlantedPool::heap),
  DIRECT("direct", PlantedPool::direct),
  NATIVE("native", PlantedPool::malloc),
  LEDGER("ledger.planted", PlantedPool::ledger),
  FILES("files", PlantedPool::file),
  METASPACE("metaspace", PlantedPool::metaspace),
  KEPT("allocator.kept", PlantedPool::kept);

  public static final int BYTES = 100 << 20;

  // The kernel tells that a page is resident once it was written to or read.
  private static final int PAGE = 4096;
  // Less than what the allocator maps by itself.
  private static final int SMALL = 64 << 10;
  // Two methods fill a chunk of metaspace, but for what else a method takes.
  private static final int CODE_BYTES = 32_500;
  private static final int METHODS = 100;
  private static final int MOST_TRIES = 1000;
  private static final long PAUSE_NANOS = 10_000_000;

  private static final MethodHandle MALLOC =
      handle("malloc", FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
  private static final MethodHandle FREE =
      handle("free", FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));

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
  private static MethodHandle handle(String name, FunctionDescriptor type) {
    var linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type);
  }

  private static Planted malloc() {
    var block = allocated(BYTES);
    return () -> freed(block);
  }

  // The last block is in use, so that what lies under it is not given back.
  private static Planted kept() {
    var blocks = new ArrayList<MemorySegment>();
    long before = taken();
    while (taken() < before + BYTES) { // the first ones may fill what was free before
      blocks.add(allocated(SMALL));
    }
    blocks.add(allocated(SMALL));
    blocks.subList(0, blocks.size() - 1).forEach(PlantedPool::freed);
    return () -> {
      freed(blocks.getLast());
      NativeHeap.trim();
    };
  }

  private static long taken() {
    return NativeHeap.inUse().orElseThrow() + NativeHeap.kept().orElseThrow();
  }

  @SuppressWarnings("restricted")
  private static MemorySegment allocated(long bytes) {
    try {
      var block = (MemorySegment) MALLOC.invokeExact(bytes);
      block.reinterpret(bytes).fill((byte) 1);
      return block;
    } catch (Throwable failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static void freed(MemorySegment block) {
    try {
      FREE.invokeExact(block);
    } catch (Throwable failure) {
      throw new IllegalStateException(failure);
    }
  }

  // The code of methods, of a class that many loaders define.
  private static Planted metaspace() {
    var type =
        ClassFile.of()
            .build(
                ClassDesc.of("planted.Methods"),
                made -> {
                  for (int i = 0; i < METHODS; i++) {
                    made.withMethodBody(
                        "method" + i,
                        ConstantDescs.MTD_void,
                        ClassFile.ACC_STATIC,
                        code -> {
                          for (int at = 0; at < CODE_BYTES; at++) {
                            code.nop();
                          }
                          code.return_();
                        });
                  }
                });
    var holder = new AtomicReference<>(new ArrayList<Class<?>>());
    for (int i = 0; i < BYTES / (METHODS * CODE_BYTES); i++) {
      holder.get().add(new Loader().define(type));
    }
    return () -> {
      holder.set(new ArrayList<>());
      System.gc();
    };
  }

  private static final class Loader extends ClassLoader {
    Loader() {
      super(PlantedPool.class.getClassLoader());
    }

    Class<?> define(byte[] type) {
      return defineClass(null, type, 0, type.length);
    }
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
