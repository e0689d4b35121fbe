import java.awt.image.BufferedImage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import javax.imageio.ImageIO;
import vitruvian.landmarks.*;
import vitruvian.tracker.*;

/// Pixels in native memory that somebody else owns: three bytes each, blue first, and every row
/// begins at a multiple of 64. So they are in OpenCV's `Mat` (`dataAddr`, `step1`) and in JavaCV's
/// `Frame`. Prints the result as JSON.
void main(String[] args) throws IOException, InterruptedException {
  try (var owner = Arena.ofConfined();
      var tracker = ImageTracker.open()) {
    var mat = Mat.of(ImageIO.read(new File(args[0])), owner);
    var pixels = MemorySegment.ofAddress(mat.dataAddr).reinterpret(mat.step * mat.rows);
    var size = new ImageSize(mat.cols, mat.rows);
    try (var frame = Frame.of(PixelLayout.BGR, size, pixels, mat.step, tracker.ledger())) {
      System.out.println(ResultJson.toText(tracker.track(frame)));
    }
  }
}

/// What such a library tells of a picture.
record Mat(long dataAddr, long step, int cols, int rows) {
  static Mat of(BufferedImage image, Arena owner) {
    long step = Math.ceilDiv(3 * image.getWidth(), 64) * 64L;
    var memory = owner.allocate(step * image.getHeight(), 64);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int rgb = image.getRGB(x, y);
        memory.set(ValueLayout.JAVA_BYTE, y * step + 3 * x, (byte) rgb);
        memory.set(ValueLayout.JAVA_BYTE, y * step + 3 * x + 1, (byte) (rgb >> 8));
        memory.set(ValueLayout.JAVA_BYTE, y * step + 3 * x + 2, (byte) (rgb >> 16));
      }
    }
    return new Mat(memory.address(), step, image.getWidth(), image.getHeight());
  }
}
