package vitruvian.tracker;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import vitruvian.models.ModelFile;
import vitruvian.tracker.engine.Engine;
import vitruvian.tracker.natives.NativeLibrary;

/// What the tracker is made of: for version output and bug reports.
public final class EngineInfo {
  private EngineInfo() {}

  /// The version of TensorFlow Lite, asked of the library itself.
  ///
  /// @throws TrackingException [Fault#PLATFORM] where the library does not load
  public static String tensorFlowLite() {
    return Engine.version();
  }

  /// The versions of the packages that the native libraries are taken from, by library.
  public static Map<String, String> natives() {
    var versions = new LinkedHashMap<String, String>();
    for (var library : List.of(NativeLibrary.TENSORFLOW_LITE, NativeLibrary.LEPTONICA)) {
      versions.put(library.fileName(), library.version());
    }
    return versions;
  }

  /// The SHA-256 of each official model file, by file name.
  public static Map<String, String> models() {
    var hashes = new LinkedHashMap<String, String>();
    for (var file : ModelFile.values()) {
      hashes.put(file.fileName(), file.sha256());
    }
    return hashes;
  }
}
