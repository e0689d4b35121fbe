package vitruvian.tracker.engine;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import vitruvian.memory.Ledger;
import vitruvian.memory.NativeHeap;
import vitruvian.tracker.Fault;
import vitruvian.tracker.TrackingException;
import vitruvian.tracker.natives.NativeLibrary;

/// The models of one tracker, loaded once and shared by its sessions.
///
/// Models are loaded when they are first needed. Interpreters are opened one after the other, under
/// this object's lock, because the first of a model fills the weights cache of the others. Its
/// owner closes it after all interpreters.
public final class Engine implements AutoCloseable {
  private final Ledger ledger;
  // Guarded by this.
  private final Map<ModelVariant, LoadedModel> models = new EnumMap<>(ModelVariant.class);
  private boolean checked;
  private boolean closed;

  /// An engine without models yet.
  ///
  /// @throws TrackingException [Fault#PLATFORM] where the native library does not load
  public Engine(Ledger ledger) {
    NativeLibrary.TENSORFLOW_LITE.lookup();
    TfLite.logWarningsOnly();
    this.ledger = ledger;
  }

  /// The version of TensorFlow Lite, such as `2.20.0`.
  public static String version() {
    NativeLibrary.TENSORFLOW_LITE.lookup();
    return TfLite.version();
  }

  /// Opens an interpreter, and loads its model if it is the first.
  ///
  /// @throws TrackingException [Fault#ENGINE] where the model does not run as it must
  public synchronized Interpreter interpreter(ModelVariant variant) {
    if (closed) {
      throw new TrackingException(Fault.CLOSED, "the tracker is closed");
    }
    if (!checked) {
      SelfCheck.run(ledger);
      checked = true;
    }
    var model = models.get(variant);
    boolean first = model == null;
    if (model == null) {
      model = LoadedModel.open(variant, ledger);
      models.put(variant, model);
    }
    try {
      return Interpreter.open(model, ledger);
    } catch (Throwable failure) {
      if (first) {
        models.remove(variant);
        model.close();
      }
      throw failure;
    }
  }

  /// Frees some models, whose interpreters have been closed; one that is needed again is loaded
  /// anew.
  public synchronized void release(Set<ModelVariant> variants) {
    for (var variant : variants) {
      var model = models.remove(variant);
      if (model != null) {
        model.close();
      }
    }
    NativeHeap.trim();
  }

  /// Frees the models; the second call does nothing.
  @Override
  public synchronized void close() {
    closed = true;
    models.values().forEach(LoadedModel::close);
    models.clear();
    NativeHeap.trim();
  }

  /// Runs one small model on a known input before anything else is trusted.
  private static final class SelfCheck {
    private static final int SIDE = 256;
    // The reference runtime's answer of hand_recrop to the synthetic picture below.
    private static final float[] EXPECTED = {135.2654f, 129.7678f, 148.6199f, 226.457f};
    // Kernels for other processors differ in the last bits; a wrong kernel differs by pixels.
    private static final float TOLERANCE = 0.05f;

    private static void run(Ledger ledger) {
      try (var model = LoadedModel.open(ModelVariant.HAND_RECROP, ledger);
          var interpreter = Interpreter.open(model, ledger)) {
        fill(interpreter.input());
        interpreter.invoke();
        for (int i = 0; i < EXPECTED.length; i++) {
          float found = interpreter.output(0, i);
          if (!(Math.abs(found - EXPECTED[i]) <= TOLERANCE)) {
            throw new TrackingException(
                Fault.ENGINE,
                "the self-check failed: hand_recrop gives %s at %d, expected %s"
                    .formatted(found, i, EXPECTED[i]));
          }
        }
      }
    }

    private static void fill(MemorySegment input) {
      long at = 0;
      for (int y = 0; y < SIDE; y++) {
        for (int x = 0; x < SIDE; x++) {
          for (int c = 0; c < 3; c++) {
            int value = 7 * x + 13 * y + 29 * c + x * y / 16 & 255;
            input.setAtIndex(ValueLayout.JAVA_FLOAT, at++, value / 255f);
          }
        }
      }
    }
  }
}
