package vitruvian.motion.testing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The messages of a bundle of Open Sound Control 1.0, read by nothing of the product.
///
/// @param all in their order
public record OscMessages(List<Message> all) {
  /// One message.
  ///
  /// @param arguments texts, floats and whole numbers
  public record Message(String address, List<Object> arguments) {}

  /// Reads a bundle that is to be shown at once.
  ///
  /// @throws IllegalArgumentException where it is none
  public static OscMessages read(ByteBuffer bytes) {
    require(text(bytes).equals("#bundle"), "no bundle");
    require(bytes.getLong() == 1, "not to be shown at once");
    var messages = new ArrayList<Message>();
    while (bytes.hasRemaining()) {
      int end = bytes.getInt() + bytes.position();
      var address = text(bytes);
      var arguments = new ArrayList<Object>();
      var types = text(bytes);
      require(types.startsWith(","), "no types");
      for (int i = 1; i < types.length(); i++) {
        switch (types.charAt(i)) {
          case 's' -> arguments.add(text(bytes));
          case 'f' -> arguments.add(bytes.getFloat());
          case 'i' -> arguments.add(bytes.getInt());
          default -> require(false, "unknown types " + types);
        }
      }
      require(bytes.position() == end, address + " ends elsewhere");
      messages.add(new Message(address, arguments));
    }
    return new OscMessages(messages);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /// The messages to an address.
  public List<Message> of(String address) {
    return all.stream().filter(message -> message.address.equals(address)).toList();
  }

  // Ends with a zero, and is filled up with more to a multiple of four.
  private static String text(ByteBuffer bytes) {
    int start = bytes.position();
    int end = start;
    while (bytes.get(end) != 0) {
      end++;
    }
    bytes.position(start + (end - start) / 4 * 4 + 4);
    var text = new byte[end - start];
    bytes.get(start, text);
    return new String(text, StandardCharsets.US_ASCII);
  }
}
