package vitruvian.motion;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Messages of Open Sound Control 1.0, gathered in one bundle that means "now". Used again and
/// again
/// by one thread.
final class OscBundle {
  private static final byte[] HEAD = "#bundle\0".getBytes(StandardCharsets.US_ASCII);
  private static final long NOW = 1;

  private final ByteBuffer bytes;
  private int message;

  /// @param capacity the most bytes of a bundle
  OscBundle(int capacity) {
    this.bytes = ByteBuffer.allocate(capacity);
    begin();
  }

  /// Begins the next bundle.
  void begin() {
    bytes.clear().put(HEAD).putLong(NOW);
  }

  /// Begins a message; its arguments follow in the order of their types.
  ///
  /// @param types such as `,sf`
  OscBundle message(String address, String types) {
    message = bytes.position();
    bytes.putInt(0);
    return text(address).text(types);
  }

  OscBundle text(String value) {
    for (int i = 0; i < value.length(); i++) {
      bytes.put((byte) value.charAt(i));
    }
    // Ends with a zero, and is filled up with more to a multiple of four.
    for (int i = 4 - value.length() % 4; i > 0; i--) {
      bytes.put((byte) 0);
    }
    return this;
  }

  OscBundle number(double value) {
    bytes.putFloat((float) value);
    return this;
  }

  OscBundle whole(int value) {
    bytes.putInt(value);
    return this;
  }

  /// Ends a message.
  void end() {
    bytes.putInt(message, bytes.position() - message - Integer.BYTES);
  }

  /// What is to be sent; valid until the next [#begin].
  ByteBuffer whole() {
    return bytes.duplicate().flip();
  }
}
