package vitruvian.tracker.image;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import vitruvian.tracker.Fault;
import vitruvian.tracker.TrackingException;
import vitruvian.tracker.natives.NativeLibrary;

/// The functions of Leptonica's library that decode pictures: its own for JPEG, and those of libpng
/// and libwebp that it contains. All of them answer bad input by their result; libjpeg's and
/// libpng's own functions, which answer by `longjmp`, are never called from here.
///
/// Safe for use by any number of threads.
@SuppressWarnings("restricted")
final class Leptonica {
  /// `PNG_FORMAT_BGRA` of png.h: in little-endian memory the integer `0xAARRGGBB`.
  static final int PNG_BGRA = 0x13;

  /// `PNG_FORMAT_LINEAR_RGB_ALPHA` of png.h: four 16-bit samples, the colours multiplied by alpha.
  static final int PNG_DEEP_RGBA = 0x07;

  private static final int SILENT = 6; // L_SEVERITY_NONE of leptonica/environ.h

  // The fields of png_image in png.h that are used here.
  private static final long PNG_IMAGE_BYTES = 104;
  private static final long PNG_VERSION = 8;
  private static final long PNG_WIDTH = 12;
  private static final long PNG_HEIGHT = 16;
  private static final long PNG_FORMAT = 20;

  private static volatile @Nullable Leptonica loaded;

  private final MethodHandle pixReadMemJpeg;
  private final MethodHandle pixGetWidth;
  private final MethodHandle pixGetHeight;
  private final MethodHandle pixGetDepth;
  private final MethodHandle pixGetWpl;
  private final MethodHandle pixGetData;
  private final MethodHandle pixDestroy;
  private final MethodHandle pngBegin;
  private final MethodHandle pngFinish;
  private final MethodHandle pngFree;
  private final MethodHandle webpDecode;
  private final boolean heard;

  private Leptonica(SymbolLookup library) {
    var linker = Linker.nativeLinker();
    pixReadMemJpeg =
        handle(
            linker,
            library,
            "pixReadMemJpeg",
            FunctionDescriptor.of(
                ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    var getInt = FunctionDescriptor.of(JAVA_INT, ADDRESS);
    pixGetWidth = handle(linker, library, "pixGetWidth", getInt);
    pixGetHeight = handle(linker, library, "pixGetHeight", getInt);
    pixGetDepth = handle(linker, library, "pixGetDepth", getInt);
    pixGetWpl = handle(linker, library, "pixGetWpl", getInt);
    pixGetData = handle(linker, library, "pixGetData", FunctionDescriptor.of(ADDRESS, ADDRESS));
    pixDestroy = handle(linker, library, "pixDestroy", FunctionDescriptor.ofVoid(ADDRESS));
    pngBegin =
        handle(
            linker,
            library,
            "png_image_begin_read_from_memory",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG));
    pngFinish =
        handle(
            linker,
            library,
            "png_image_finish_read",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_INT, ADDRESS));
    pngFree = handle(linker, library, "png_image_free", FunctionDescriptor.ofVoid(ADDRESS));
    webpDecode =
        handle(
            linker,
            library,
            "WebPDecodeBGRAInto",
            FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_INT));
    heard = JpegWarnings.install(library);
    var setMsgSeverity =
        handle(linker, library, "setMsgSeverity", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    try {
      int before = (int) setMsgSeverity.invokeExact(SILENT);
      assert before >= 0;
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  /// The library, loaded at the first call.
  ///
  /// @throws TrackingException [Fault#PLATFORM] where this machine cannot load it
  static Leptonica load() {
    var library = loaded;
    return library == null ? loadOnce() : library;
  }

  private static synchronized Leptonica loadOnce() {
    var library = loaded;
    if (library == null) {
      library = new Leptonica(NativeLibrary.LEPTONICA.lookup());
      loaded = library;
    }
    return library;
  }

  /// Whether libjpeg's warnings come here rather than to the process's error stream.
  boolean isHeard() {
    return heard;
  }

  private static MethodHandle handle(
      Linker linker, SymbolLookup library, String name, FunctionDescriptor type) {
    try {
      return linker.downcallHandle(library.findOrThrow(name), type);
    } catch (NoSuchElementException missing) {
      throw new TrackingException(
          Fault.PLATFORM, "the picture library lacks the function " + name, missing);
    }
  }

  private static AssertionError unexpected(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    return new AssertionError("a native call threw", failure);
  }

  /// Decodes a JPEG up to the first warning.
  ///
  /// @return the PIX, to be given to [#destroy]; the address 0 where the JPEG is damaged
  MemorySegment readJpeg(MemorySegment encoded) {
    var warnings = JpegWarnings.begin();
    try {
      var pix =
          (MemorySegment)
              pixReadMemJpeg.invokeExact(encoded, encoded.byteSize(), 0, 1, MemorySegment.NULL, 0);
      if (pix.address() != 0 && warnings.tellOfDamage(encoded)) {
        destroy(pix);
        return MemorySegment.NULL;
      }
      return pix;
    } catch (Throwable failure) {
      throw unexpected(failure);
    } finally {
      JpegWarnings.end();
    }
  }

  int width(MemorySegment pix) {
    return get(pixGetWidth, pix);
  }

  int height(MemorySegment pix) {
    return get(pixGetHeight, pix);
  }

  int depth(MemorySegment pix) {
    return get(pixGetDepth, pix);
  }

  int wordsPerLine(MemorySegment pix) {
    return get(pixGetWpl, pix);
  }

  private static int get(MethodHandle getter, MemorySegment pix) {
    try {
      return (int) getter.invokeExact(pix);
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  /// The pixels of a PIX without bounds.
  MemorySegment data(MemorySegment pix) {
    try {
      return (MemorySegment) pixGetData.invokeExact(pix);
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  void destroy(MemorySegment pix) {
    try (var scratch = Arena.ofConfined()) {
      pixDestroy.invokeExact(scratch.allocateFrom(ADDRESS, pix));
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  /// Decodes a PNG.
  ///
  /// @param pixels receives the pixels in `format`, without gaps
  /// @return whether the PNG has this size and is undamaged
  boolean readPng(MemorySegment encoded, int width, int height, int format, MemorySegment pixels) {
    try (var scratch = Arena.ofConfined()) {
      var image = scratch.allocate(PNG_IMAGE_BYTES, 8);
      image.set(JAVA_INT, PNG_VERSION, 1);
      if ((int) pngBegin.invokeExact(image, encoded, encoded.byteSize()) == 0) {
        return false;
      }
      if (image.get(JAVA_INT, PNG_WIDTH) != width || image.get(JAVA_INT, PNG_HEIGHT) != height) {
        pngFree.invokeExact(image);
        return false;
      }
      image.set(JAVA_INT, PNG_FORMAT, format);
      return (int) pngFinish.invokeExact(image, MemorySegment.NULL, pixels, 0, MemorySegment.NULL)
          != 0;
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  /// Decodes a still WebP as integers `0xAARRGGBB`.
  ///
  /// @param pixels receives the rows, `stride` bytes apart
  /// @return whether the WebP fits in and is undamaged
  boolean readWebp(MemorySegment encoded, MemorySegment pixels, int stride) {
    try {
      var into =
          (MemorySegment)
              webpDecode.invokeExact(
                  encoded, encoded.byteSize(), pixels, pixels.byteSize(), stride);
      return into.address() != 0;
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }
}
