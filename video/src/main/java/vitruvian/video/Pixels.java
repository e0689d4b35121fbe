package vitruvian.video;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import vitruvian.landmarks.ImageSize;
import vitruvian.tracker.image.Codec;
import vitruvian.tracker.image.Raster;
import vitruvian.video.ffmpeg.FrameDecoder;
import vitruvian.video.ffmpeg.VideoFailure;

/// Memory for the pixels of one decoded frame, kept from frame to frame.
final class Pixels implements AutoCloseable {
  // Rows start at cache lines, and the vector code of the conversion may write behind a row's end.
  private static final int ROW_ALIGNMENT = 64;
  private static final int BEHIND = 64;

  private static final int WHITE = 0xff_ffff;

  private final KeptMemory memory = new KeptMemory();

  /// The frame decoded last in the size in which it is shown; good until the next call.
  Raster of(FrameDecoder input, ImageSize size) throws VideoFailure {
    int width = size.width();
    int stride = Math.ceilDiv(4 * width + BEHIND, ROW_ALIGNMENT) * ROW_ALIGNMENT;
    var pixels = memory.atLeast((long) stride * size.height() + BEHIND);
    input.convert(size, pixels, stride);
    boolean alpha = input.hasAlpha();
    // Rows without gaps, and nothing above the colours; what is transparent lies on white.
    var row = new int[width];
    for (int y = 0; y < size.height(); y++) {
      MemorySegment.copy(pixels, ValueLayout.JAVA_INT, (long) stride * y, row, 0, width);
      for (int x = 0; x < width; x++) {
        row[x] = alpha ? Codec.over(row[x], WHITE) : row[x] & WHITE;
      }
      MemorySegment.copy(row, 0, pixels, ValueLayout.JAVA_INT, 4L * width * y, width);
    }
    return new Raster(size, pixels.asSlice(0, 4L * width * size.height()), 0);
  }

  @Override
  public void close() {
    memory.close();
  }
}
