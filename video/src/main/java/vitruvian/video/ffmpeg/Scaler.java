package vitruvian.video.ffmpeg;

import static java.lang.foreign.ValueLayout.ADDRESS;

import java.lang.foreign.MemorySegment;

/// Turns pixels of one size and format into those of another. Not thread-safe.
///
/// Upstream: `libswscale`, whose unscaled conversion from YUV 4:2:0 gives the very pixels of the
/// program `ffmpeg`.
final class Scaler implements AutoCloseable {
  private static final int BICUBIC =
      4; // SWS_BICUBIC of libswscale/swscale.h, the program's default
  private static final int FULL_RANGE = 2; // AVCOL_RANGE_JPEG of libavutil/pixfmt.h

  private final Ffmpeg ffmpeg;
  private MemorySegment context = MemorySegment.NULL;

  Scaler(Ffmpeg ffmpeg) {
    this.ffmpeg = ffmpeg;
  }

  /// How pixels lie in memory.
  ///
  /// @param planes pointers to four planes
  /// @param strides bytes from row to row in each
  /// @param space `AVColorSpace`
  /// @param range `AVColorRange`
  record Pixels(
      Ffmpeg.Picture picture, MemorySegment planes, MemorySegment strides, int space, int range) {
    /// Those of an `AVFrame`.
    static Pixels of(MemorySegment frame) {
      return new Pixels(
          new Ffmpeg.Picture(
              Fields.int32(frame, Fields.Frame.WIDTH),
              Fields.int32(frame, Fields.Frame.HEIGHT),
              Fields.int32(frame, Fields.Frame.FORMAT)),
          Fields.part(frame, Fields.Frame.PLANES, 4 * ADDRESS.byteSize()),
          Fields.part(frame, Fields.Frame.STRIDES, 4 * Integer.BYTES),
          Fields.int32(frame, Fields.Frame.COLOURS),
          Fields.int32(frame, Fields.Frame.RANGE));
    }
  }

  void convert(Pixels from, Pixels to) throws VideoFailure {
    context = ffmpeg.scaler(context, from.picture, to.picture, BICUBIC);
    if (context.address() == 0) {
      throw new VideoFailure(
          VideoFailure.Kind.UNSUPPORTED,
          "its pixels (format %d, %d x %d) cannot be converted"
              .formatted(from.picture.format(), from.picture.width(), from.picture.height()));
    }
    ffmpeg.colours(context, from.space, fullRange(from), to.space, fullRange(to));
    int code =
        ffmpeg.scale(
            context, from.planes, from.strides, from.picture.height(), to.planes, to.strides);
    if (code < 0) {
      throw new VideoFailure(VideoFailure.Kind.DAMAGED, ffmpeg.message(code));
    }
  }

  private static int fullRange(Pixels pixels) {
    return pixels.range == FULL_RANGE ? 1 : 0;
  }

  @Override
  public void close() {
    ffmpeg.freeScaler(context);
    context = MemorySegment.NULL;
  }
}
