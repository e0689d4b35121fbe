package vitruvian.tracker.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.HexFormat;
import java.util.Optional;
import vitruvian.memory.Ledger;
import vitruvian.memory.Lifetime;
import vitruvian.models.ModelFile;
import vitruvian.tracker.Fault;
import vitruvian.tracker.TrackingException;
import vitruvian.tracker.natives.Sha256;

/// A model's file in native memory and the packed weights that all its interpreters share.
///
/// Its owner closes it after the last of them. Interpreters are opened one after the other (see
/// [Engine]); the first one packs the weights.
final class LoadedModel implements AutoCloseable {
  /// Packed 32-bit weights are about twice the 16-bit file; what is not used is never touched, so
  /// generosity costs address space only. A cache that must grow would move, which crashes
  /// running interpreters.
  private static final long CACHE_BYTES_PER_FILE_BYTE = 16;

  private static final long CACHE_BYTES_AT_LEAST = 16L << 20;

  // The ledger's name for what the library maps for itself, beside the file.
  private static final String WEIGHTS = "packed weights";

  private final ModelVariant variant;
  private final MemorySegment handle;
  private final MemorySegment weightsCache;
  private final Ledger ledger;
  private final Release release;
  private final Lifetime lifetime;

  private LoadedModel(ModelVariant variant, Ledger ledger, Release release) {
    this.variant = variant;
    this.handle = release.model;
    this.weightsCache = release.weightsCache;
    this.ledger = ledger;
    this.release = release;
    this.lifetime = Lifetime.of(this, ledger, "model", release.fileBytes, release);
  }

  /// Loads a model. If this throws, nothing is left behind.
  static LoadedModel open(ModelVariant variant, Ledger ledger) {
    var release = new Release();
    try {
      var file = read(variant.file(), release.arena);
      var content = new FlatModel(file.asByteBuffer());
      if (variant.maskCut()) {
        content.cutOutput(ModelVariant.MASK_OUTPUT);
      }
      release.weightBytes = content.weightBytes();
      release.model =
          created("model", (MemorySegment) TfLite.MODEL_CREATE.invokeExact(file, file.byteSize()));
      release.cacheBytes =
          Math.max(CACHE_BYTES_AT_LEAST, CACHE_BYTES_PER_FILE_BYTE * file.byteSize());
      release.weightsCache =
          created(
              "weights cache",
              (MemorySegment) TfLite.WEIGHTS_CACHE_CREATE.invokeExact(release.cacheBytes));
      release.fileBytes = file.byteSize();
    } catch (Throwable failure) {
      release.run();
      throw rethrown(failure);
    }
    return new LoadedModel(variant, ledger, release);
  }

  ModelVariant variant() {
    return variant;
  }

  /// The `TfLiteModel*`.
  MemorySegment handle() {
    return handle;
  }

  /// The `TfLiteXNNPackDelegateWeightsCache*`.
  MemorySegment weightsCache() {
    return weightsCache;
  }

  /// Closes the cache for new weights, once the first interpreter has packed its own and before it
  /// runs; later interpreters find theirs in it.
  void weightsArePacked() {
    if (release.weights.isPresent()) {
      return;
    }
    try {
      if (!(boolean) TfLite.WEIGHTS_CACHE_FINALIZE_SOFT.invokeExact(weightsCache)) {
        throw new TrackingException(Fault.ENGINE, variant + ": the weights cache does not close");
      }
    } catch (Throwable failure) {
      throw rethrown(failure);
    }
    release.weights =
        Optional.of(ledger.openMapped(WEIGHTS, release.weightBytes, release.cacheBytes));
  }

  @Override
  public void close() {
    try {
      lifetime.close();
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  private static MemorySegment read(ModelFile model, Arena arena) {
    var file = arena.allocate(model.bytes(), 64);
    var digest = Sha256.digest();
    try (var packed = model.open()) {
      var chunk = new byte[64 * 1024];
      long at = 0;
      for (int n = packed.read(chunk); n > 0; n = packed.read(chunk)) {
        // What is too much shows in the digest.
        long room = Math.min(n, file.byteSize() - at);
        MemorySegment.copy(MemorySegment.ofArray(chunk), 0, file, at, room);
        digest.update(chunk, 0, n);
        at += room;
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    var found = HexFormat.of().formatHex(digest.digest());
    if (!found.equals(model.sha256())) {
      throw new TrackingException(
          Fault.ENGINE,
          "%s is not the official model: SHA-256 %s, expected %s"
              .formatted(model.fileName(), found, model.sha256()));
    }
    return file;
  }

  /// A handle that the library has returned, or the failure to return one.
  static MemorySegment created(String what, MemorySegment handle) {
    if (handle.address() == 0) {
      throw new TrackingException(Fault.ENGINE, "TensorFlow Lite does not make a " + what);
    }
    return handle;
  }

  /// The failure of a method handle, as it can be thrown on.
  static RuntimeException rethrown(Throwable failure) {
    return switch (failure) {
      case Error error -> throw error;
      case RuntimeException unchecked -> unchecked;
      default -> new TrackingException(Fault.ENGINE, failure.toString(), failure);
    };
  }

  // The order is the library's: the cache before the model.
  private static final class Release implements Runnable {
    private final Arena arena = Arena.ofShared();
    private MemorySegment model = MemorySegment.NULL;
    private MemorySegment weightsCache = MemorySegment.NULL;
    private long fileBytes;
    private long cacheBytes;
    private long weightBytes;
    private Optional<Ledger.Entry> weights = Optional.empty();

    @Override
    public void run() {
      try {
        if (weightsCache.address() != 0) {
          TfLite.WEIGHTS_CACHE_DELETE.invokeExact(weightsCache);
        }
        if (model.address() != 0) {
          TfLite.MODEL_DELETE.invokeExact(model);
        }
      } catch (Throwable failure) {
        throw rethrown(failure);
      } finally {
        weights.ifPresent(Ledger.Entry::settle);
        arena.close();
      }
    }
  }
}
