package vitruvian.server;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Damaged pictures, the same ones for the same seed.
final class Mutants {
  private static final int[] INTERESTING = {0, 1, 0x7f, 0x80, 0xff, 0xfe, 0xd8, 0xd9, 0xda, 0xc2};

  private static final byte[] FORM_START =
      "--b\r\nContent-Disposition: form-data; name=\"image\"\r\n\r\n"
          .getBytes(StandardCharsets.ISO_8859_1);
  private static final byte[] FORM_END = "\r\n--b--\r\n".getBytes(StandardCharsets.ISO_8859_1);

  private final List<byte[]> corpus = Pictures.ofAllFormats();
  private final Random random;

  Mutants(long seed) {
    random = new Random(seed);
  }

  byte[] next() {
    var bytes = corpus.get(random.nextInt(corpus.size())).clone();
    int changes = random.nextInt(5);
    for (int i = 0; i < changes && bytes.length > 4; i++) {
      bytes = changed(bytes);
    }
    return random.nextBoolean() ? withCheckSums(bytes) : bytes;
  }

  /// A picture in a multipart form with the boundary `b`, the form damaged or the picture.
  byte[] nextForm() {
    var out = new ByteArrayOutputStream();
    out.writeBytes(FORM_START);
    out.writeBytes(next());
    out.writeBytes(FORM_END);
    var form = out.toByteArray();
    return random.nextBoolean() ? changed(form) : form;
  }

  private byte[] changed(byte[] bytes) {
    // Half of the changes hit the first bytes, where the headers are.
    int at = random.nextInt(random.nextBoolean() ? bytes.length : Math.min(bytes.length, 200));
    switch (random.nextInt(5)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) random.nextInt();
      case 2 -> bytes[at] = (byte) INTERESTING[random.nextInt(INTERESTING.length)];
      case 3 -> {
        return Arrays.copyOf(bytes, at);
      }
      default -> {
        int length = random.nextInt(32);
        var longer = Arrays.copyOf(bytes, bytes.length + length);
        System.arraycopy(bytes, at, longer, at + length, bytes.length - at);
        return longer;
      }
    }
    return bytes;
  }

  // Otherwise almost every mutated PNG would be refused for its check sums alone.
  private static byte[] withCheckSums(byte[] bytes) {
    var buffer = ByteBuffer.wrap(bytes);
    int at = bytes.length > 8 && bytes[0] == (byte) 0x89 ? 8 : bytes.length;
    while (at <= bytes.length - 12) {
      long end = at + 8L + Integer.toUnsignedLong(buffer.getInt(at));
      if (end > bytes.length - 4) {
        break;
      }
      buffer.putInt((int) end, Pictures.checkSum(bytes, at + 4, (int) end - at - 4));
      at = (int) end + 4;
    }
    return bytes;
  }
}
