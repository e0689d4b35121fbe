package vitruvian.benchmarks;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.awt.image.BufferedImage;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import vitruvian.tracker.natives.NativeLibrary;

/// Writes WebP with the library that the tracker reads it with; the JDK cannot.
@SuppressWarnings("restricted")
final class WebpWriter {
  private static final int QUALITY = 90;
  private static final MethodHandle CREATE =
      function("pixCreate", FunctionDescriptor.of(ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle DATA =
      function("pixGetData", FunctionDescriptor.of(ADDRESS, ADDRESS));
  private static final MethodHandle DESTROY =
      function("pixDestroy", FunctionDescriptor.ofVoid(ADDRESS));
  private static final MethodHandle WRITE =
      function(
          "pixWriteMemWebP",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT));
  private static final MethodHandle FREE =
      function("lept_free", FunctionDescriptor.ofVoid(ADDRESS));

  private WebpWriter() {}

  /// A lossy WebP.
  ///
  /// @param image of type `TYPE_INT_RGB`
  static byte[] write(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    try (var scratch = Arena.ofConfined()) {
      var holder = scratch.allocate(ADDRESS);
      var pix = (MemorySegment) CREATE.invokeExact(width, height, 32);
      holder.set(ADDRESS, 0, pix);
      try {
        var data = ((MemorySegment) DATA.invokeExact(pix)).reinterpret(4L * width * height);
        for (int y = 0; y < height; y++) {
          for (int x = 0; x < width; x++) {
            data.setAtIndex(JAVA_INT, (long) y * width + x, image.getRGB(x, y) << 8 | 0xff);
          }
        }
        return written(pix, scratch);
      } finally {
        DESTROY.invokeExact(holder);
      }
    } catch (RuntimeException | Error failure) {
      throw failure;
    } catch (Throwable failure) {
      throw new AssertionError("C functions throw nothing", failure);
    }
  }

  private static byte[] written(MemorySegment pix, Arena scratch) throws Throwable {
    var bytes = scratch.allocate(ADDRESS);
    var length = scratch.allocate(JAVA_LONG);
    int failed = (int) WRITE.invokeExact(bytes, length, pix, QUALITY, 0);
    if (failed != 0) {
      throw new IllegalStateException("the library did not write a WebP");
    }
    var content = bytes.get(ADDRESS, 0);
    try {
      return content.reinterpret(length.get(JAVA_LONG, 0)).toArray(JAVA_BYTE);
    } finally {
      FREE.invokeExact(content);
    }
  }

  private static MethodHandle function(String name, FunctionDescriptor type) {
    return Linker.nativeLinker()
        .downcallHandle(NativeLibrary.LEPTONICA.lookup().findOrThrow(name), type);
  }
}
