package vitruvian.tracker.engine;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import vitruvian.tracker.Fault;
import vitruvian.tracker.TrackingException;

/// A delegate that takes no operator: added after XNNPACK, it sees what XNNPACK has left over.
///
/// An operator outside XNNPACK would run in the reference kernels, 7 to 25 times slower, without a
/// word; so that is counted at every opening, and refused.
final class DelegateInspector {
  private static final FunctionDescriptor PREPARE =
      FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS);
  // TfLiteOpaqueDelegateBuilder: data, Prepare, three buffer functions, flags; eight bytes each.
  private static final long BUILDER_BYTES = 48;
  private static final long BUILDER_PREPARE = 8;

  private final MemorySegment handle;
  private int delegated;
  private int custom;
  private int other;

  /// @param arena keeps the upcall; to be closed after the interpreter was deleted
  @SuppressWarnings("restricted")
  DelegateInspector(Arena arena) throws Throwable {
    MethodHandle prepare =
        MethodHandles.lookup()
            .bind(
                this,
                "prepare",
                MethodType.methodType(
                    int.class, MemorySegment.class, MemorySegment.class, MemorySegment.class));
    var builder = arena.allocate(BUILDER_BYTES, 8);
    builder.set(
        ADDRESS, BUILDER_PREPARE, Linker.nativeLinker().upcallStub(prepare, PREPARE, arena));
    handle =
        LoadedModel.created(
            "delegate", (MemorySegment) TfLite.DELEGATE_CREATE.invokeExact(builder));
  }

  /// The `TfLiteOpaqueDelegate*`, to be deleted after the interpreter.
  MemorySegment handle() {
    return handle;
  }

  /// Checks what was seen while the interpreter was made.
  ///
  /// @throws TrackingException where an operator runs outside XNNPACK that should not
  void check(ModelVariant variant) {
    if (delegated < 1 || other > 0 || custom != variant.customOperators()) {
      throw new TrackingException(
          Fault.ENGINE,
          ("%s: XNNPACK does not run the whole model on this machine (%d parts delegated,"
                  + " %d operators left over, %d custom operators, expected %d)")
              .formatted(variant, delegated, other, custom, variant.customOperators()));
    }
  }

  // Called by the library; an exception must not get out.
  @SuppressWarnings({"unused", "restricted"})
  private int prepare(MemorySegment context, MemorySegment delegate, MemorySegment data) {
    try (var scratch = Arena.ofConfined()) {
      var out = scratch.allocate(ADDRESS, 2);
      if ((int) TfLite.EXECUTION_PLAN.invokeExact(context, out) != TfLite.OK) {
        return TfLite.ERROR;
      }
      var plan = out.get(ADDRESS, 0).reinterpret(Integer.BYTES);
      int size = plan.get(JAVA_INT, 0);
      plan = plan.reinterpret(Integer.BYTES * (1L + size));
      for (int i = 0; i < size; i++) {
        int node = plan.getAtIndex(JAVA_INT, 1L + i);
        int status =
            (int)
                TfLite.NODE_AND_REGISTRATION.invokeExact(
                    context, node, out, out.asSlice(ADDRESS.byteSize()));
        if (status != TfLite.OK) {
          return TfLite.ERROR;
        }
        count((int) TfLite.OPERATOR_BUILTIN_CODE.invokeExact(out.getAtIndex(ADDRESS, 1)));
      }
      return TfLite.OK;
    } catch (Throwable failure) {
      other = Integer.MAX_VALUE;
      return TfLite.OK;
    }
  }

  private void count(int code) {
    switch (code) {
      case TfLite.BUILTIN_DELEGATE -> delegated++;
      case TfLite.BUILTIN_CUSTOM -> custom++;
      default -> other++;
    }
  }
}
