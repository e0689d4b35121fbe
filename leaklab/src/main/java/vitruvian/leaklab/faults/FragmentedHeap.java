package vitruvian.leaklab.faults;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import vitruvian.landmarks.HolisticResult;
import vitruvian.server.Tracking;
import vitruvian.tracker.Frame;
import vitruvian.tracker.TrackOptions;

/// Native blocks that are freed but for their first 24 bytes, each a little larger than the one
/// before, so that none fits into the holes of the others: what the allocator keeps grows by 512 KB
/// a request, what is in use by 32 bytes.
///
/// So much, because the first blocks are taken from what the allocator keeps anyway of the models'
/// loading. A block is cut only after the next one stands behind it, or its tail would join the
/// free end of the heap and no hole would be left.
public final class FragmentedHeap implements Tracking {
  private static final long BLOCK = 512 << 10;
  private static final long STEP = 64;
  private static final long LEFT = 24;

  private final Tracking own;
  private final MethodHandle realloc;
  // One thread, so that all blocks are of the same arena.
  private final ExecutorService allocator =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("leaklab-allocator").factory());
  private MemorySegment last = MemorySegment.NULL;
  private long next = BLOCK;

  @SuppressWarnings("restricted")
  public FragmentedHeap(Tracking own) {
    this.own = own;
    var linker = Linker.nativeLinker();
    this.realloc =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("realloc"),
            FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
  }

  @Override
  public HolisticResult track(Frame frame, TrackOptions options) throws InterruptedException {
    allocator.execute(this::hole);
    return own.track(frame, options);
  }

  private void hole() {
    var block = realloc(MemorySegment.NULL, next);
    block.fill((byte) 1); // resident
    if (!last.equals(MemorySegment.NULL)) {
      realloc(last, LEFT);
    }
    last = block;
    next += STEP;
  }

  @SuppressWarnings("restricted")
  private MemorySegment realloc(MemorySegment block, long bytes) {
    try {
      return ((MemorySegment) realloc.invokeExact(block, bytes)).reinterpret(bytes);
    } catch (Throwable failure) {
      throw new AssertionError("realloc takes an address and a size", failure);
    }
  }
}
