package vitruvian.video.ffmpeg;

import java.lang.foreign.SymbolLookup;
import vitruvian.tracker.natives.NativeLibrary;

/// FFmpeg 8.0.1 (LGPL build) as packed by `org.bytedeco:ffmpeg`, and the system libraries that come
/// with it. Each is loaded after those that it needs, which the system's linker then finds by name.
final class Libraries {
  private static final String VERSION = "8.0.1-1.5.13";

  private static final NativeLibrary DRM =
      library("libdrm.so.2", "bab1e283c0fdd19eae10db2522fdc5806f0efee3c175e5e8bb1bc1b478c7e2b1");
  private static final NativeLibrary VA =
      library("libva.so.2", "7ee0c548a2ce345a74b482aef98a3ddcb825504db7f1cda75020f9f999fef1c1");
  private static final NativeLibrary VA_DRM =
      library("libva-drm.so.2", "9cf5b3c1a3f86222272ed27f68c7bfcb8d1850d8b2cc9a4037d8298583420b99");
  private static final NativeLibrary AVUTIL =
      library(
          "libavutil.so.60", "0389bfc849ee85d589b1746f99cd48642f9681f7d0eba1ce463736503af149c6");
  private static final NativeLibrary SWRESAMPLE =
      library(
          "libswresample.so.6", "eecdffe6abdfed211dd0a8f187cf99bd9834891cdeb99956ce4a75d1b5deb94c");
  private static final NativeLibrary SWSCALE =
      library(
          "libswscale.so.9", "7c01683be7ae34f06469a241812ebf47def7969bcff6dc81984f11de3168f797");
  private static final NativeLibrary AVCODEC =
      library(
          "libavcodec.so.62", "7b21f45f2602cb958dcb06c93eb244ae3ff90d5040fc052b5848a2c8c029709f");
  private static final NativeLibrary AVFORMAT =
      library(
          "libavformat.so.62", "95ea907b799521783b2eb0ee8ca86e4affb165a875f329f3bdb7f606853ed561");

  private Libraries() {}

  private static NativeLibrary library(String file, String sha256) {
    return new NativeLibrary(Libraries.class, file, VERSION, sha256);
  }

  /// The functions of all of them, which are loaded at the first call.
  ///
  /// @throws vitruvian.tracker.TrackingException with the reason where one does not load
  static SymbolLookup lookup() {
    for (var needed : new NativeLibrary[] {DRM, VA, VA_DRM}) {
      var _ = needed.lookup();
    }
    var util = AVUTIL.lookup();
    var _ = SWRESAMPLE.lookup();
    return util.or(SWSCALE.lookup()).or(AVCODEC.lookup()).or(AVFORMAT.lookup());
  }
}
