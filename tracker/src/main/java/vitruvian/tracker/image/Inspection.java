package vitruvian.tracker.image;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import vitruvian.tracker.Frame;
import vitruvian.tracker.ImageLimits;
import vitruvian.tracker.Refusal;

/// What the gate makes of encoded bytes, from their header and structure alone.
public sealed interface Inspection {
  /// A picture whose structure is complete and whose size is allowed.
  record Accepted(Header header) implements Inspection {}

  /// No such picture.
  record Rejected(Refusal reason, String message) implements Inspection {}

  /// Looks at encoded bytes without decoding them. Allocates next to nothing, never throws.
  ///
  /// @param heif whether HEIF and AVIF files can be decoded
  static Inspection of(MemorySegment encoded, ImageLimits limits, boolean heif) {
    var bytes = new Bytes(encoded);
    return switch (Format.of(bytes)) {
      case JPEG -> new JpegInspector(bytes, limits).inspect();
      case PNG -> new PngInspector(bytes, limits).inspect();
      case WEBP -> new WebpInspector(bytes, limits).inspect();
      case GIF -> new GifInspector(bytes, limits).inspect();
      case HEIF ->
          heif
              ? new HeifInspector(bytes, limits).inspect()
              : unsupported(
                  "this is %s, whose codecs are not installed here; JPEG, PNG, WebP and GIF are read"
                      .formatted(Format.nameOfOther(bytes)));
      case CUT_SHORT -> truncated("it ends within its first bytes");
      case OTHER ->
          new Rejected(
              Refusal.UNSUPPORTED_FORMAT,
              "this is %s; %s are read"
                  .formatted(
                      Format.nameOfOther(bytes),
                      heif ? "JPEG, PNG, WebP, GIF, HEIC and AVIF" : "JPEG, PNG, WebP and GIF"));
    };
  }

  /// Whether the first bytes are those of a picture that is read, or are too few to tell.
  static boolean isPicture(MemorySegment beginning) {
    return Format.of(new Bytes(beginning)) != Format.OTHER;
  }

  /// Whether a file has several pictures to be shown one after the other.
  ///
  /// @param file from its start; buffered
  static boolean isAnimation(InputStream file) throws IOException {
    return Animation.isOne(file);
  }

  /// Whether a size from a header is refused; call this before anything is made of the size.
  static boolean isTooLarge(long width, long height, ImageLimits limits) {
    return width > Frame.MAX_SIDE || height > Frame.MAX_SIDE || width * height > limits.maxPixels();
  }

  static Rejected tooLarge(long width, long height, ImageLimits limits) {
    return new Rejected(
        Refusal.IMAGE_TOO_LARGE,
        "the header says %d x %d pixels; at most %d in all and %d a side are allowed"
            .formatted(width, height, limits.maxPixels(), Frame.MAX_SIDE));
  }

  /// An animation is a video: its first picture alone would be a part of it.
  static Rejected animated(String what, long pictures) {
    return unsupported(
        "this is %s of %d pictures, an animation; it is tracked as a video, not as a picture"
            .formatted(what, pictures));
  }

  static Rejected truncated(String detail) {
    return new Rejected(Refusal.TRUNCATED, "the picture is not complete: " + detail);
  }

  static Rejected corrupt(String detail) {
    return new Rejected(Refusal.CORRUPT, "the picture is damaged: " + detail);
  }

  static Rejected unsupported(String detail) {
    return new Rejected(Refusal.UNSUPPORTED_FORMAT, detail);
  }
}
