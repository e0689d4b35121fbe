package vitruvian.tracker.image;

import java.lang.foreign.MemorySegment;
import java.util.OptionalInt;
import vitruvian.landmarks.ImageSize;

/// Decodes the coded pictures that HEIF and AVIF files are made of.
///
/// Provided as a service by a module that carries such codecs; whoever tracks only JPEG, PNG and
/// WebP does without. The files themselves are read here: a provider gets nothing but coded
/// pictures whose sizes were checked against what the file announces.
///
/// Implementations are safe for use by any number of threads. Decoding is native work.
public interface StillDecoder {
  /// The native memory that the codecs take once they are loaded, for the life of the process.
  long libraryBytes();

  /// Decodes one coded picture, whose memory is freed when this returns.
  ///
  /// @param configuration the content of the file's `hvcC` or `av1C`
  /// @param data one coded picture, native and only read
  /// @param rows receives the rows from the top
  /// @return whether the picture is undamaged and has the announced size
  boolean decode(Coded coded, MemorySegment configuration, MemorySegment data, Rows rows);

  /// What a decoder must know of a coded picture.
  ///
  /// @param size as announced, and as its decoder gives it
  /// @param matrix the coefficients of its colours in the numbers of ITU-T H.273, if the file says
  ///     something else than the coded data
  /// @param range 1 where samples use their full range, 0 where not; empty as the coded data says
  record Coded(StillCoding coding, ImageSize size, OptionalInt matrix, OptionalInt range) {}

  /// Where decoded rows go.
  @FunctionalInterface
  interface Rows {
    /// Takes a row.
    ///
    /// @param pixels `0x00RRGGBB`, good until this returns
    void take(int y, int[] pixels);
  }
}
