package vitruvian.tracker.image;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Optional;
import java.util.ServiceLoader;
import vitruvian.landmarks.ImageSize;

/// Decodes what the gate has accepted. Samples are taken as they are, without colour management;
/// what is transparent lies on white. Safe for use by any number of threads.
public final class Codec {
  private static final int OPAQUE = 0xff;
  private static final int WHITE = 0xff_ffff;

  private final Leptonica library = Leptonica.load();
  private final Optional<StillDecoder> stills;

  public Codec() {
    this.stills =
        ServiceLoader.load(StillDecoder.class, StillDecoder.class.getClassLoader()).findFirst();
  }

  /// What decodes HEIF and AVIF files, where a module on the path brings that.
  public Optional<StillDecoder> stills() {
    return stills;
  }

  /// Decodes a picture.
  ///
  /// @param excerpt the header's excerpt in native memory
  /// @param arena what the pixels live in
  /// @return empty where the picture is damaged
  public Optional<Raster> decode(Header header, MemorySegment excerpt, Arena arena) {
    return switch (header.coding()) {
      case Header.Jpeg(int components) ->
          components == 1 ? gray(header, excerpt, arena) : colour(header, excerpt, arena);
      case Header.Png(boolean deep) ->
          deep ? deep(header, excerpt, arena) : png(header, excerpt, arena);
      case Header.Webp webp -> webp(header, webp, excerpt, arena);
      case Header.Gif gif -> gif(header, gif, excerpt, arena);
      case Header.Heif heif -> heif(header, heif, excerpt, arena);
    };
  }

  // Leptonica's words are 0xRRGGBBAA; the PIX itself becomes the pixels, which saves a copy.
  @SuppressWarnings("restricted")
  private Optional<Raster> colour(Header header, MemorySegment excerpt, Arena arena) {
    var pix = library.readJpeg(excerpt);
    if (pix.address() == 0) {
      return Optional.empty();
    }
    if (!isAsAnnounced(pix, header.size(), 32)) {
      library.destroy(pix);
      return Optional.empty();
    }
    var pixels =
        library.data(pix).reinterpret(header.pixelBytes(), arena, _ -> library.destroy(pix));
    return Optional.of(new Raster(header.size(), pixels, 8));
  }

  // Of Leptonica's 8-bit words the first pixel is the highest byte.
  @SuppressWarnings("restricted")
  private Optional<Raster> gray(Header header, MemorySegment excerpt, Arena arena) {
    var pix = library.readJpeg(excerpt);
    if (pix.address() == 0) {
      return Optional.empty();
    }
    try {
      if (!isAsAnnounced(pix, header.size(), 8)) {
        return Optional.empty();
      }
      int width = header.size().width();
      int height = header.size().height();
      int wordsPerLine = library.wordsPerLine(pix);
      var gray = library.data(pix).reinterpret(4L * wordsPerLine * height);
      var raster = new Raster(header.size(), arena.allocate(header.pixelBytes(), 64), 0);
      var words = new int[wordsPerLine];
      var row = new int[width];
      for (int y = 0; y < height; y++) {
        MemorySegment.copy(gray, JAVA_INT, 4L * wordsPerLine * y, words, 0, wordsPerLine);
        for (int x = 0; x < width; x++) {
          row[x] = ((words[x >> 2] >>> (24 - 8 * (x & 3))) & 0xff) * 0x1_0101;
        }
        raster.writeRow(y, row);
      }
      return Optional.of(raster);
    } finally {
      library.destroy(pix);
    }
  }

  private boolean isAsAnnounced(MemorySegment pix, ImageSize size, int depth) {
    return library.width(pix) == size.width()
        && library.height(pix) == size.height()
        && library.depth(pix) == depth;
  }

  private Optional<Raster> png(Header header, MemorySegment excerpt, Arena arena) {
    var size = header.size();
    var raster = new Raster(size, arena.allocate(header.pixelBytes(), 64), 0);
    boolean whole =
        library.readPng(excerpt, size.width(), size.height(), Leptonica.PNG_BGRA, raster.pixels());
    if (!whole) {
      return Optional.empty();
    }
    layOnWhite(raster);
    return Optional.of(raster);
  }

  // The high byte of each 16-bit sample, as OpenCV takes it.
  private Optional<Raster> deep(Header header, MemorySegment excerpt, Arena arena) {
    var size = header.size();
    try (var scratch = Arena.ofConfined()) {
      var samples = scratch.allocate(2 * header.pixelBytes(), 64);
      boolean whole =
          library.readPng(excerpt, size.width(), size.height(), Leptonica.PNG_DEEP_RGBA, samples);
      if (!whole) {
        return Optional.empty();
      }
      var raster = new Raster(size, arena.allocate(header.pixelBytes(), 64), 0);
      var deep = new long[size.width()];
      var row = new int[size.width()];
      for (int y = 0; y < size.height(); y++) {
        MemorySegment.copy(samples, JAVA_LONG, 8L * size.width() * y, deep, 0, deep.length);
        for (int x = 0; x < row.length; x++) {
          row[x] = deepOnWhite(deep[x]);
        }
        raster.writeRow(y, row);
      }
      return Optional.of(raster);
    }
  }

  // From the lowest bits up: red, green, blue, multiplied by alpha, and alpha.
  private static int deepOnWhite(long pixel) {
    long white = 0xffff - (pixel >>> 48);
    long red = Math.min(0xffff, (pixel & 0xffff) + white);
    long green = Math.min(0xffff, (pixel >>> 16 & 0xffff) + white);
    long blue = Math.min(0xffff, (pixel >>> 32 & 0xffff) + white);
    return (int) (red >>> 8 << 16 | green >>> 8 << 8 | blue >>> 8);
  }

  private static Optional<Raster> gif(
      Header header, Header.Gif place, MemorySegment excerpt, Arena arena) {
    var raster = new Raster(header.size(), arena.allocate(header.pixelBytes(), 64), 0);
    var row = new int[raster.width()];
    Arrays.fill(row, WHITE);
    for (int y = 0; y < raster.height(); y++) {
      raster.writeRow(y, row);
    }
    return new GifPixels(excerpt, place, raster).decode() ? Optional.of(raster) : Optional.empty();
  }

  private Optional<Raster> webp(
      Header header, Header.Webp place, MemorySegment excerpt, Arena arena) {
    var raster = translucentWebp(header, place, excerpt, arena);
    raster.ifPresent(Codec::layOnWhite);
    return raster;
  }

  /// Decodes a WebP, the picture of an animation for instance, with its transparency.
  ///
  /// @return pixels `0xAARRGGBB`, whose colours are not multiplied; empty where it is damaged
  public Optional<Raster> decodeTranslucent(Header header, MemorySegment excerpt, Arena arena) {
    return header.coding() instanceof Header.Webp place
        ? translucentWebp(header, place, excerpt, arena)
        : Optional.empty();
  }

  private Optional<Raster> translucentWebp(
      Header header, Header.Webp place, MemorySegment excerpt, Arena arena) {
    var raster = new Raster(header.size(), arena.allocate(header.pixelBytes(), 64), 0);
    if (!place.frame().equals(header.size())) {
      raster.pixels().fill((byte) OPAQUE);
    }
    int stride = 4 * raster.width();
    long first = (long) stride * place.y() + 4L * place.x();
    long length = (long) stride * (place.frame().height() - 1) + 4L * place.frame().width();
    return library.readWebp(excerpt, raster.pixels().asSlice(first, length), stride)
        ? Optional.of(raster)
        : Optional.empty();
  }

  private Optional<Raster> heif(
      Header header, Header.Heif picture, MemorySegment excerpt, Arena arena) {
    var raster = new Raster(header.size(), arena.allocate(header.pixelBytes(), 64), 0);
    var canvas = new Canvas(raster, picture.left(), picture.top());
    for (var tile : picture.colour().tiles()) {
      if (!decode(tile, picture.colour().colours(), excerpt, canvas.at(tile, false))) {
        return Optional.empty();
      }
    }
    if (picture.alpha().isPresent()) {
      var alpha = picture.alpha().get();
      for (var tile : alpha.tiles()) {
        if (!decode(tile, alpha.colours(), excerpt, canvas.at(tile, true))) {
          return Optional.empty();
        }
      }
      layOnWhite(raster, picture.multiplied());
    }
    return Optional.of(raster);
  }

  private boolean decode(
      Header.Tile tile, Header.Colours colours, MemorySegment excerpt, StillDecoder.Rows rows) {
    var coded =
        new StillDecoder.Coded(tile.coding(), tile.size(), colours.matrix(), colours.range());
    return stills
        .orElseThrow()
        .decode(
            coded,
            excerpt.asSlice(tile.configuration().from(), tile.configuration().length()),
            excerpt.asSlice(tile.data().from(), tile.data().length()),
            rows);
  }

  /// What rows of tiles are written to.
  ///
  /// @param left,top what is cut off of the whole there
  private record Canvas(Raster raster, int left, int top) {
    /// Takes the rows of a tile, or what is grey in them as opacity.
    StillDecoder.Rows at(Header.Tile tile, boolean opacity) {
      int from = Math.max(0, tile.x() - left);
      int to = Math.min(raster.width(), tile.x() - left + tile.size().width());
      int shift = from - (tile.x() - left);
      var row = new int[Math.max(0, to - from)];
      return (y, pixels) -> {
        int target = tile.y() - top + y;
        if (target < 0 || target >= raster.height() || row.length == 0) {
          return;
        }
        long at = 4L * ((long) raster.width() * target + from);
        if (opacity) {
          MemorySegment.copy(raster.pixels(), JAVA_INT, at, row, 0, row.length);
          for (int x = 0; x < row.length; x++) {
            row[x] |= (pixels[shift + x] & OPAQUE) << 24;
          }
          MemorySegment.copy(row, 0, raster.pixels(), JAVA_INT, at, row.length);
        } else {
          MemorySegment.copy(pixels, shift, raster.pixels(), JAVA_INT, at, row.length);
        }
      };
    }
  }

  private static void layOnWhite(Raster raster) {
    layOnWhite(raster, false);
  }

  private static void layOnWhite(Raster raster, boolean multiplied) {
    var row = new int[raster.width()];
    for (int y = 0; y < raster.height(); y++) {
      raster.copyRow(y, row, 0);
      for (int x = 0; x < row.length; x++) {
        int pixel = row[x];
        if (pixel >>> 24 == OPAQUE) {
          row[x] = pixel & WHITE;
        } else {
          row[x] = multiplied ? addedToWhite(pixel) : onWhite(pixel);
        }
      }
      raster.writeRow(y, row);
    }
  }

  private static int addedToWhite(int pixel) {
    int white = OPAQUE - (pixel >>> 24);
    return Math.min(OPAQUE, (pixel >> 16 & 0xff) + white) << 16
        | Math.min(OPAQUE, (pixel >> 8 & 0xff) + white) << 8
        | Math.min(OPAQUE, (pixel & 0xff) + white);
  }

  private static int onWhite(int pixel) {
    return over(pixel, WHITE);
  }

  /// Lays a pixel `0xAARRGGBB`, whose colours are not multiplied, on an opaque one.
  ///
  /// @return `0x00RRGGBB`
  public static int over(int pixel, int below) {
    int alpha = pixel >>> 24;
    return blended(pixel >> 16 & 0xff, below >> 16 & 0xff, alpha) << 16
        | blended(pixel >> 8 & 0xff, below >> 8 & 0xff, alpha) << 8
        | blended(pixel & 0xff, below & 0xff, alpha);
  }

  // (sample * alpha + below * (255 - alpha)) / 255, rounded to nearest.
  private static int blended(int sample, int below, int alpha) {
    int sum = sample * alpha + below * (255 - alpha) + 128;
    return (sum + (sum >> 8)) >> 8;
  }
}
