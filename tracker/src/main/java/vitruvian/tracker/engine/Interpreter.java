package vitruvian.tracker.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import vitruvian.memory.Ledger;
import vitruvian.memory.Lifetime;
import vitruvian.memory.NativeHeap;
import vitruvian.tracker.Fault;
import vitruvian.tracker.TrackingException;

/// One model ready to run on one thread, with its own tensors.
///
/// Fill [#input], call [#invoke], read [#output]; the segments stay the same for the interpreter's
/// life and become inaccessible with [#close]. Not thread-safe. Owns native memory.
public final class Interpreter implements AutoCloseable {
  private final ModelVariant variant;
  private final MemorySegment handle;
  private long runs;
  private final MemorySegment input;
  private final List<MemorySegment> outputs;
  private final Lifetime lifetime;

  private Interpreter(
      ModelVariant variant,
      MemorySegment input,
      List<MemorySegment> outputs,
      Ledger ledger,
      Release release) {
    this.variant = variant;
    this.handle = release.boundInterpreter();
    this.input = input;
    this.outputs = List.copyOf(outputs);
    this.lifetime = Lifetime.of(this, ledger, "interpreter", release.bytes, release);
  }

  /// Opens an interpreter on a loaded model; one after the other for the same model. If this
  /// throws, nothing is left behind.
  static Interpreter open(LoadedModel model, Ledger ledger) {
    var release = new Release();
    try {
      long before = NativeHeap.inUse().orElse(0);
      release.create(model);
      model.weightsArePacked();
      var bound = release.boundInterpreter();
      var input = tensor((MemorySegment) TfLite.INPUT.invokeExact(bound, 0), release.arena);
      int count = (int) TfLite.OUTPUT_COUNT.invokeExact(bound);
      var outputs = new ArrayList<MemorySegment>(count);
      for (int i = 0; i < count; i++) {
        var output = (MemorySegment) TfLite.OUTPUT.invokeExact(bound, i);
        outputs.add(tensor(output, release.arena).asReadOnly());
      }
      release.bytes = Math.max(0, NativeHeap.inUse().orElse(0) - before);
      return new Interpreter(model.variant(), input, outputs, ledger, release);
    } catch (Throwable failure) {
      release.run();
      throw LoadedModel.rethrown(failure);
    }
  }

  /// The input tensor: 32-bit floats, row by row, R G B interleaved.
  public MemorySegment input() {
    return input;
  }

  /// How many outputs the model has.
  public int outputs() {
    return outputs.size();
  }

  /// An output tensor: 32-bit floats, valid until the next [#invoke].
  ///
  /// @param index the model's own order; see `models.json` of the pipeline's data tables
  public MemorySegment output(int index) {
    return outputs.get(index);
  }

  /// One value of an output tensor.
  public float output(int index, long element) {
    return outputs.get(index).getAtIndex(ValueLayout.JAVA_FLOAT, element);
  }

  /// How often it has run; for the thread that uses it.
  public long runs() {
    return runs;
  }

  /// Runs the model on the input.
  public void invoke() {
    int status;
    runs++;
    try {
      status = (int) TfLite.INVOKE.invokeExact(handle);
    } catch (Throwable failure) {
      throw LoadedModel.rethrown(failure);
    }
    if (status != TfLite.OK) {
      throw new TrackingException(
          Fault.ENGINE, "%s does not run: status %d".formatted(variant, status));
    }
  }

  /// Frees the native memory; the second call does nothing. Never during [#invoke].
  @Override
  public void close() {
    try {
      lifetime.close();
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @SuppressWarnings("restricted")
  private static MemorySegment tensor(MemorySegment tensor, Arena arena) throws Throwable {
    long bytes = (long) TfLite.TENSOR_BYTE_SIZE.invokeExact(tensor);
    var data = (MemorySegment) TfLite.TENSOR_DATA.invokeExact(tensor);
    return LoadedModel.created("tensor", data).reinterpret(bytes, arena, null);
  }

  // Everything that belongs to one interpreter, deleted in the library's order.
  private static final class Release implements Runnable {
    private final Arena arena = Arena.ofShared();
    private MemorySegment interpreter = MemorySegment.NULL;
    private MemorySegment inspector = MemorySegment.NULL;
    private MemorySegment delegate = MemorySegment.NULL;
    private long bytes;

    private void create(LoadedModel model) throws Throwable {
      try (var scratch = Arena.ofConfined()) {
        var xnnpack =
            (MemorySegment) TfLite.XNNPACK_OPTIONS_DEFAULT.invokeExact((SegmentAllocator) scratch);
        xnnpack.set(ValueLayout.JAVA_INT, TfLite.XNNPACK_NUM_THREADS, 1);
        xnnpack.set(ValueLayout.ADDRESS, TfLite.XNNPACK_WEIGHTS_CACHE, model.weightsCache());
        delegate =
            LoadedModel.created(
                "XNNPACK delegate", (MemorySegment) TfLite.XNNPACK_CREATE.invokeExact(xnnpack));
      }
      var seen = new DelegateInspector(arena);
      inspector = seen.handle();
      var options =
          LoadedModel.created("options", (MemorySegment) TfLite.OPTIONS_CREATE.invokeExact());
      try {
        TfLite.OPTIONS_SET_NUM_THREADS.invokeExact(options, 1);
        if (model.variant().customOperators() > 0) {
          AttentionOperators.addTo(options);
        }
        TfLite.OPTIONS_ADD_DELEGATE.invokeExact(options, delegate);
        TfLite.OPTIONS_ADD_DELEGATE.invokeExact(options, inspector);
        interpreter =
            LoadedModel.created(
                "interpreter for " + model.variant(),
                (MemorySegment) TfLite.INTERPRETER_CREATE.invokeExact(model.handle(), options));
      } finally {
        TfLite.OPTIONS_DELETE.invokeExact(options);
      }
      seen.check(model.variant());
      int status = (int) TfLite.ALLOCATE_TENSORS.invokeExact(interpreter);
      if (status != TfLite.OK) {
        throw new TrackingException(
            Fault.ENGINE, "%s: no room for its tensors".formatted(model.variant()));
      }
    }

    // As long as a call uses this segment the arena cannot be closed, nor after that be called.
    @SuppressWarnings("restricted")
    private MemorySegment boundInterpreter() {
      return interpreter.reinterpret(arena, null);
    }

    @Override
    public void run() {
      // While native code still uses the interpreter this throws, before anything is deleted. The
      // upcall stub in the arena is called while the interpreter is made and never again.
      arena.close();
      try {
        if (interpreter.address() != 0) {
          TfLite.INTERPRETER_DELETE.invokeExact(interpreter);
        }
        if (inspector.address() != 0) {
          TfLite.DELEGATE_DELETE.invokeExact(inspector);
        }
        if (delegate.address() != 0) {
          TfLite.XNNPACK_DELETE.invokeExact(delegate);
        }
      } catch (Throwable failure) {
        throw LoadedModel.rethrown(failure);
      }
    }
  }
}
