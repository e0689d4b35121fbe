package vitruvian.tracker.image;

import java.util.Set;

/// What the first bytes say; a file's name says nothing.
enum Format {
  JPEG,
  PNG,
  WEBP,
  GIF,
  /// HEIC and AVIF, as pictures; sequences of pictures are videos.
  HEIF,
  /// The beginning of a signature, and no more bytes.
  CUT_SHORT,
  OTHER;

  private static final String JPEG_SIGNATURE = "\u00ff\u00d8\u00ff";
  private static final String PNG_SIGNATURE = "\u0089PNG\r\n\u001a\n";
  private static final int RIFF_HEADER = 12;
  private static final int LONGEST_LOOK = 64;
  private static final int MOST_BRANDS = 32;
  private static final Set<String> STILL_BRANDS =
      Set.of("heic", "heix", "heim", "heis", "mif1", "mif2", "avif");
  private static final Set<String> SEQUENCE_BRANDS =
      Set.of("hevc", "hevx", "hevm", "hevs", "msf1", "avis");

  static Format of(Bytes bytes) {
    if (bytes.says(0, JPEG_SIGNATURE)) {
      return JPEG;
    }
    if (bytes.says(0, PNG_SIGNATURE)) {
      return PNG;
    }
    if (bytes.says(0, "RIFF") && bytes.says(8, "WEBP")) {
      return WEBP;
    }
    if (bytes.says(0, "GIF87a") || bytes.says(0, "GIF89a")) {
      return GIF;
    }
    if (bytes.says(4, "ftyp")) {
      return bytes.size() < 12 ? CUT_SHORT : isStill(bytes) ? HEIF : OTHER;
    }
    boolean begins =
        isBeginningOf(JPEG_SIGNATURE, bytes)
            || isBeginningOf(PNG_SIGNATURE, bytes)
            || isBeginningOf("RIFF", bytes)
            || isBeginningOf("GIF87a", bytes)
            || isBeginningOf("GIF89a", bytes)
            || (bytes.says(0, "RIFF") && bytes.size() < RIFF_HEADER);
    return begins ? CUT_SHORT : OTHER;
  }

  // What a file is in the first place is its major brand; others say what it is as well.
  private static boolean isStill(Bytes bytes) {
    var major = letters(bytes, 8);
    if (STILL_BRANDS.contains(major) || SEQUENCE_BRANDS.contains(major)) {
      return STILL_BRANDS.contains(major);
    }
    boolean still = false;
    long end = Math.min(bytes.u32(0), 16 + 4 * MOST_BRANDS);
    for (long at = 16; at < end; at += 4) {
      var brand = letters(bytes, at);
      still |= STILL_BRANDS.contains(brand);
      if (SEQUENCE_BRANDS.contains(brand) || brand.startsWith("iso") || brand.startsWith("mp4")) {
        return false;
      }
    }
    return still;
  }

  private static String letters(Bytes bytes, long at) {
    var letters = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      letters.append((char) Math.max(0, bytes.u8(at + i)));
    }
    return letters.toString();
  }

  private static boolean isBeginningOf(String signature, Bytes bytes) {
    return bytes.size() < signature.length()
        && bytes.says(0, signature.substring(0, (int) bytes.size()));
  }

  /// What it is instead, in words, so that the message helps.
  static String nameOfOther(Bytes bytes) {
    if (bytes.says(0, "BM")) {
      return "a BMP";
    } else if (bytes.says(0, "II*\0") || bytes.says(0, "MM\0*")) {
      return "a TIFF";
    } else if (bytes.says(4, "ftyp")) {
      return bytes.says(8, "avif") || bytes.says(8, "avis")
          ? "an AVIF"
          : bytes.says(8, "hei") || bytes.says(8, "mif1")
              ? "a HEIC"
              : "a video or another MP4 file";
    } else if (bytes.says(0, "%PDF")) {
      return "a PDF";
    } else if (bytes.says(0, "PK\u0003\u0004")) {
      return "a ZIP archive";
    } else if (bytes.says(0, "\u001f\u008b")) {
      return "a gzip file";
    } else if (isText(bytes)) {
      return "text";
    }
    return "no picture format that is known here";
  }

  private static boolean isText(Bytes bytes) {
    for (int i = 0; i < Math.min(LONGEST_LOOK, bytes.size()); i++) {
      int b = bytes.u8(i);
      if (b < ' ' && b != '\n' && b != '\r' && b != '\t') {
        return false;
      }
    }
    return true;
  }
}
