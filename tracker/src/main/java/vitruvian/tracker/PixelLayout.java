package vitruvian.tracker;

/// How the 8-bit samples of a pixel lie in memory, where pixels of one row follow each other
/// without gaps.
///
/// OpenCV's `Mat` of type `CV_8UC3` and JavaCV's `Frame` of a video are [#BGR]; screen grabs mostly
/// are [#BGRA].
public enum PixelLayout {
  /// Three bytes: red, green, blue.
  RGB(3, 0, 1, 2),
  /// Three bytes: blue, green, red.
  BGR(3, 2, 1, 0),
  /// Four bytes: red, green, blue, and one that is not looked at.
  RGBA(4, 0, 1, 2),
  /// Four bytes: blue, green, red, and one that is not looked at.
  BGRA(4, 2, 1, 0);

  private final int bytes;
  private final int red;
  private final int green;
  private final int blue;

  PixelLayout(int bytes, int red, int green, int blue) {
    this.bytes = bytes;
    this.red = red;
    this.green = green;
    this.blue = blue;
  }

  /// How many bytes a pixel takes: 3 or 4.
  public int bytesPerPixel() {
    return bytes;
  }

  /// Turns a row's bytes into pixels `0x00RRGGBB`, as many as `pixels` holds.
  void convert(byte[] row, int[] pixels) {
    for (int x = 0, at = 0; x < pixels.length; x++, at += bytes) {
      pixels[x] =
          (row[at + red] & 255) << 16 | (row[at + green] & 255) << 8 | (row[at + blue] & 255);
    }
  }
}
