package vitruvian.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import java.util.OptionalLong;

/// The C library's allocator, from which the JVM and all native libraries take their memory: what
/// is in use, and giving back what is not.
///
/// With a C library other than glibc nothing can be known: the answers are empty.
public final class NativeHeap {
  // struct mallinfo2 of glibc 2.33 and later: ten size_t. See mallinfo(3).
  private static final MemoryLayout MALLINFO2 =
      MemoryLayout.structLayout(
          MemoryLayout.sequenceLayout(10, ValueLayout.JAVA_LONG).withName("fields"));
  private static final int HBLKHD = 4;
  private static final int UORDBLKS = 7;
  private static final int FORDBLKS = 8;
  private static final Optional<MethodHandle> MALLINFO =
      find("mallinfo2", FunctionDescriptor.of(MALLINFO2));
  private static final Optional<MethodHandle> TRIM =
      find("malloc_trim", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG));

  private NativeHeap() {}

  /// The bytes that somebody has allocated and not freed, small blocks and mapped ones together.
  /// Takes the allocator's locks: not for a hot path.
  public static OptionalLong inUse() {
    try (var scratch = Arena.ofConfined()) {
      var info = info(scratch);
      return info.isEmpty()
          ? OptionalLong.empty()
          : OptionalLong.of(field(info.get(), UORDBLKS) + field(info.get(), HBLKHD));
    }
  }

  /// The bytes that were freed and that the allocator keeps for later.
  public static OptionalLong kept() {
    try (var scratch = Arena.ofConfined()) {
      var info = info(scratch);
      return info.isEmpty() ? OptionalLong.empty() : OptionalLong.of(field(info.get(), FORDBLKS));
    }
  }

  /// Gives the memory that the allocator keeps back to the system.
  ///
  /// @return whether there was any to give
  public static boolean trim() {
    if (TRIM.isEmpty()) {
      return false;
    }
    try {
      return (int) TRIM.get().invokeExact(0L) == 1;
    } catch (Throwable failure) {
      throw new AssertionError("malloc_trim takes a size and returns an int", failure);
    }
  }

  private static Optional<MemorySegment> info(Arena scratch) {
    if (MALLINFO.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of((MemorySegment) MALLINFO.get().invokeExact((SegmentAllocator) scratch));
    } catch (Throwable failure) {
      throw new AssertionError("mallinfo2 takes nothing and returns a struct", failure);
    }
  }

  private static long field(MemorySegment info, int index) {
    return info.getAtIndex(ValueLayout.JAVA_LONG, index);
  }

  @SuppressWarnings("restricted")
  private static Optional<MethodHandle> find(String name, FunctionDescriptor type) {
    var linker = Linker.nativeLinker();
    return linker.defaultLookup().find(name).map(symbol -> linker.downcallHandle(symbol, type));
  }
}
