package vitruvian.video;

import com.google.errorprone.annotations.MustBeClosed;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import vitruvian.landmarks.ImageSize;
import vitruvian.tracker.ImageLimits;
import vitruvian.tracker.image.Codec;
import vitruvian.tracker.image.Header;
import vitruvian.tracker.image.Inspection;
import vitruvian.tracker.image.Orientation;
import vitruvian.tracker.image.Raster;
import vitruvian.video.ffmpeg.FrameDecoder;
import vitruvian.video.ffmpeg.Input;
import vitruvian.video.ffmpeg.Ratio;
import vitruvian.video.ffmpeg.VideoFailure;
import vitruvian.video.ffmpeg.VideoFailure.Kind;

/// An animated WebP (RFC 9649, 2.7.1.1), which FFmpeg 8.0 does not read: pictures that are put onto
/// a canvas one after the other. Each is made a file of its own, which the gate of pictures judges
/// and its decoder decodes.
///
/// The canvas is white where nothing is, which comes to the same as laying the whole on white in
/// the end. Times that browsers do not believe, 10 ms and less, are 100 ms, as they have it.
final class WebpAnimation implements FrameDecoder {
  private static final int FILE_HEADER = 12;
  private static final int CHUNK_HEADER = 8;
  private static final int CANVAS_BYTES = 10;
  private static final int FRAME_HEADER = 16;
  private static final int SIGNATURE = FILE_HEADER + CHUNK_HEADER + CANVAS_BYTES;
  private static final int ANIMATED = 2;
  private static final int NO_BLENDING = 2;
  private static final int CLEARED = 1;
  private static final int WHITE = 0xff_ffff;
  private static final int MILLIS = 1000;
  private static final int LEAST_MILLIS = 11;
  private static final int USUAL_MILLIS = 100;

  // A picture that is not compressed at all, and what lies around it.
  private static final long BYTES_PER_PIXEL = 5;
  private static final long FIXED_BYTES = 64 << 10;

  private final FileChannel file;
  private final ImageSize canvas;
  private final long maxPixels;
  private final Codec codec = new Codec();
  private final Arena arena = Arena.ofShared();
  private final KeptMemory encoded = new KeptMemory();
  private final Raster raster;
  private long frames;
  private long millis;
  private Optional<String> cutOff = Optional.empty();
  private Optional<String> damage = Optional.empty();
  // Where the next chunk is, when its picture is shown, and what is cleared before it.
  private long at = SIGNATURE;
  private long nextTime;
  private long time;
  private Optional<Place> cleared = Optional.empty();

  /// A part of the canvas.
  private record Place(int x, int y, int width, int height) {}

  private WebpAnimation(FileChannel file, ImageSize canvas, long maxPixels) {
    this.file = file;
    this.canvas = canvas;
    this.maxPixels = maxPixels;
    this.raster = new Raster(canvas, pixels(arena, canvas), 0);
  }

  private static MemorySegment pixels(Arena arena, ImageSize size) {
    var pixels = arena.allocate(4L * size.width() * size.height(), KeptMemory.ALIGNMENT);
    for (long i = 0; i < pixels.byteSize(); i += Integer.BYTES) {
      pixels.set(ValueLayout.JAVA_INT, i, WHITE);
    }
    return pixels;
  }

  /// Opens a file, if it is an animated WebP. If this throws, nothing is left.
  ///
  /// @return empty where it is something else
  @MustBeClosed
  @SuppressWarnings("MustBeClosedChecker") // the source is the caller's
  static Optional<FrameDecoder> open(Path path, long maxPixels) throws VideoFailure {
    try {
      var file = FileChannel.open(path, StandardOpenOption.READ);
      Optional<FrameDecoder> opened = Optional.empty();
      try {
        var header = read(file, 0, SIGNATURE);
        if (says(header, 0, "RIFF")
            && says(header, 8, "WEBPVP8X")
            && (header.get(FILE_HEADER + CHUNK_HEADER) & ANIMATED) != 0) {
          opened = Optional.of(open(file, header, maxPixels));
        }
        return opened;
      } finally {
        if (opened.isEmpty()) {
          file.close();
        }
      }
    } catch (IOException failure) {
      throw new VideoFailure(Kind.SYSTEM, "it cannot be read: " + failure.getMessage());
    }
  }

  private static WebpAnimation open(FileChannel file, ByteBuffer header, long maxPixels)
      throws IOException, VideoFailure {
    int width = u24(header, SIGNATURE - 6) + 1;
    int height = u24(header, SIGNATURE - 3) + 1;
    Input.checkSize(new ImageSize(width, height), maxPixels);
    var animation = new WebpAnimation(file, new ImageSize(width, height), maxPixels);
    try {
      animation.count(Integer.toUnsignedLong(header.getInt(4)) + CHUNK_HEADER);
      if (animation.frames == 0) {
        throw new VideoFailure(Kind.DAMAGED, "there is no frame in it");
      }
      return animation;
    } catch (Throwable failure) {
      animation.free();
      throw failure;
    }
  }

  // Fewer bytes where the file ends.
  private static ByteBuffer read(FileChannel file, long at, int bytes) throws IOException {
    var buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining() && file.read(buffer, at + buffer.position()) >= 0) {
      // Until it is full or the file ends.
    }
    return buffer.flip().limit() < bytes
        ? ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN)
        : buffer;
  }

  private static boolean says(ByteBuffer buffer, int at, String text) {
    var found = new byte[text.length()];
    buffer.get(at, found);
    return new String(found, StandardCharsets.ISO_8859_1).equals(text);
  }

  private static int u24(ByteBuffer buffer, int at) {
    return (buffer.getShort(at) & 0xffff) | (buffer.get(at + 2) & 0xff) << 16;
  }

  private void count(long end) throws IOException {
    long size = file.size();
    long chunk = SIGNATURE;
    while (chunk + CHUNK_HEADER <= Math.min(end, size)) {
      var header = read(file, chunk, CHUNK_HEADER + FRAME_HEADER);
      if (says(header, 0, "ANMF")) {
        frames++;
        millis += millis(header);
      }
      chunk = behind(file, chunk);
    }
    if (Math.max(end, chunk) > size + 1) {
      cutOff = Optional.of("it is cut off");
    }
  }

  private static long behind(FileChannel file, long chunk) throws IOException {
    long length = Integer.toUnsignedLong(read(file, chunk, CHUNK_HEADER).getInt(4));
    return chunk + CHUNK_HEADER + length + (length & 1);
  }

  private static int millis(ByteBuffer frame) {
    int given = u24(frame, CHUNK_HEADER + 12);
    return given < LEAST_MILLIS ? USUAL_MILLIS : given;
  }

  @Override
  public boolean next() {
    try {
      while (damage.isEmpty()) {
        if (at + CHUNK_HEADER > file.size()) {
          damage = cutOff;
          return false;
        }
        long chunk = at;
        at = behind(file, chunk);
        var header = read(file, chunk, CHUNK_HEADER + FRAME_HEADER);
        if (says(header, 0, "ANMF")) {
          if (at > file.size() + 1) {
            damage = cutOff;
            return false;
          }
          show(header, chunk);
          return true;
        }
      }
    } catch (VideoFailure failure) {
      damage = Optional.ofNullable(failure.getMessage());
    } catch (IOException failure) {
      damage = Optional.of("it cannot be read: " + failure.getMessage());
    }
    return false;
  }

  private void show(ByteBuffer header, long chunk) throws IOException, VideoFailure {
    var place =
        new Place(
            2 * u24(header, CHUNK_HEADER),
            2 * u24(header, CHUNK_HEADER + 3),
            u24(header, CHUNK_HEADER + 6) + 1,
            u24(header, CHUNK_HEADER + 9) + 1);
    int flags = header.get(CHUNK_HEADER + FRAME_HEADER - 1);
    if (place.x + place.width > canvas.width() || place.y + place.height > canvas.height()) {
      throw damaged("a frame lies outside of the canvas");
    }
    cleared.ifPresent(this::clear);
    decode(place, (flags & NO_BLENDING) == 0, chunk);
    cleared = (flags & CLEARED) == 0 ? Optional.empty() : Optional.of(place);
    time = nextTime;
    nextTime += millis(header);
  }

  private static VideoFailure damaged(String how) {
    return new VideoFailure(Kind.DAMAGED, how);
  }

  private void clear(Place place) {
    var row = new int[place.width];
    Arrays.fill(row, WHITE);
    for (int y = 0; y < place.height; y++) {
      MemorySegment.copy(row, 0, raster.pixels(), ValueLayout.JAVA_INT, at(place, y), row.length);
    }
  }

  private long at(Place place, int y) {
    return 4L * ((long) canvas.width() * (place.y + y) + place.x);
  }

  private void decode(Place place, boolean blended, long chunk) throws IOException, VideoFailure {
    var file = still(place, chunk);
    var limits = new ImageLimits(file.byteSize(), maxPixels, 0);
    switch (Inspection.of(file, limits, false)) {
      case Inspection.Rejected(_, String message) -> throw damaged("in a frame, " + message);
      case Inspection.Accepted(Header header) -> {
        try (var scratch = Arena.ofConfined()) {
          var excerpt = scratch.allocate(header.excerptBytes());
          header.copyExcerptTo(excerpt);
          var picture = codec.decodeTranslucent(header, excerpt, scratch);
          if (picture.isEmpty()) {
            throw damaged("a frame does not decode");
          }
          put(picture.get().pixels(), place, blended);
        }
      }
    }
  }

  // The frame as the only one of an animation of its own, whose canvas it fills.
  private MemorySegment still(Place place, long chunk) throws IOException, VideoFailure {
    long length = Integer.toUnsignedLong(read(file, chunk, CHUNK_HEADER).getInt(4));
    if (length > BYTES_PER_PIXEL * place.width * place.height + FIXED_BYTES
        || length < FRAME_HEADER) {
      throw damaged("a frame has %d bytes".formatted(length));
    }
    int bytes = SIGNATURE + CHUNK_HEADER + (int) (length + (length & 1));
    var memory = encoded.atLeast(bytes).asSlice(0, bytes);
    var buffer = memory.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    buffer.put("RIFF".getBytes(StandardCharsets.ISO_8859_1)).putInt(bytes - CHUNK_HEADER);
    buffer.put("WEBPVP8X".getBytes(StandardCharsets.ISO_8859_1)).putInt(CANVAS_BYTES);
    buffer.putInt(ANIMATED);
    put24(buffer, place.width - 1);
    put24(buffer, place.height - 1);
    long from = chunk;
    while (buffer.hasRemaining()) {
      int count = file.read(buffer, from);
      if (count < 0) {
        break; // the last byte may be missing where it is only there to make the length even
      }
      from += count;
    }
    for (int i = 0; i < 6; i++) {
      buffer.put(SIGNATURE + CHUNK_HEADER + i, (byte) 0);
    }
    return memory;
  }

  private static void put24(ByteBuffer buffer, int value) {
    buffer.putShort((short) value).put((byte) (value >> 16));
  }

  private void put(MemorySegment picture, Place place, boolean blended) {
    var from = new int[place.width];
    var row = new int[place.width];
    for (int y = 0; y < place.height; y++) {
      MemorySegment.copy(picture, ValueLayout.JAVA_INT, 4L * place.width * y, from, 0, from.length);
      MemorySegment.copy(raster.pixels(), ValueLayout.JAVA_INT, at(place, y), row, 0, row.length);
      for (int x = 0; x < row.length; x++) {
        row[x] = blended ? Codec.over(from[x], row[x]) : Codec.over(from[x], WHITE);
      }
      MemorySegment.copy(row, 0, raster.pixels(), ValueLayout.JAVA_INT, at(place, y), row.length);
    }
  }

  @Override
  public Optional<String> damage() {
    return damage;
  }

  @Override
  public Optional<ImageSize> announced() {
    return Optional.of(canvas);
  }

  @Override
  public ImageSize size() {
    return canvas;
  }

  @Override
  public long time() {
    return time;
  }

  @Override
  public long duration() {
    return nextTime - time;
  }

  @Override
  public Ratio timeBase() {
    return new Ratio(1, MILLIS);
  }

  @Override
  public Ratio rate() {
    return new Ratio(
        (int) Math.min(frames * MILLIS, Integer.MAX_VALUE),
        Math.clamp(millis, 1, Integer.MAX_VALUE));
  }

  @Override
  public long frameCount() {
    return frames;
  }

  @Override
  public long durationMicros() {
    return millis * MILLIS;
  }

  @Override
  public String codec() {
    return "webp";
  }

  @Override
  public Orientation orientation() {
    return Orientation.UPRIGHT;
  }

  @Override
  public boolean hasAlpha() {
    return false;
  }

  @Override
  public void convert(ImageSize size, MemorySegment pixels, int stride) {
    if (!size.equals(canvas)) {
      throw new IllegalArgumentException("%s is not the size of the canvas".formatted(size));
    }
    long bytes = 4L * canvas.width();
    for (int y = 0; y < canvas.height(); y++) {
      MemorySegment.copy(raster.pixels(), bytes * y, pixels, (long) stride * y, bytes);
    }
  }

  private void free() {
    encoded.close();
    arena.close();
  }

  @Override
  public void close() {
    free();
    try {
      file.close();
    } catch (IOException unimportant) {
      // It was only read.
    }
  }
}
