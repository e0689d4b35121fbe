package vitruvian.video.ffmpeg;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Set;

/// Whether a file is as long as its container says.
///
/// Neither the number of frames that a container claims nor its duration tells: an edit list leaves
/// frames out, AVI counts the gaps between pictures as well, and sound may go on after the last
/// picture. But most containers are made of parts that begin with their length, and a file that was
/// cut off ends in the middle of one. Only some bytes of each of the outermost parts are read.
enum Ending {
  /// It ends where its last part does.
  WHOLE,
  /// It ends within a part.
  CUT_OFF,
  /// It ends within a picture, whatever number of them was counted by reading it.
  PICTURE_CUT_OFF,
  /// The container does not tell, or not this program.
  UNKNOWN;

  private static final int HEAD = 16;

  // Outermost boxes of ISO/IEC 14496-12 and of QuickTime; what has another name behind a whole file
  // is not of it.
  private static final Set<String> BOXES =
      Set.of(
          "ftyp", "styp", "moov", "moof", "mdat", "free", "skip", "wide", "pnot", "uuid", "meta",
          "sidx", "ssix", "mfra", "prft", "emsg", "udta");

  private static final int EBML = 0x1A45DFA3;
  private static final int SEGMENT = 0x18538067;
  private static final int CLUSTER = 0x1F43B675;

  // ASF header object and file properties object, whose lengths and GUIDs are little-endian.
  private static final byte[] ASF = HexFormat.of().parseHex("3026b2758e66cf11a6d900aa0062ce6c");
  private static final byte[] ASF_FILE =
      HexFormat.of().parseHex("a1dcab8c47a9cf118ee400c00c205365");
  private static final int MOST_OBJECTS = 100;

  private static final Set<Integer> FLV_TAGS = Set.of(8, 9, 18);

  private static final byte TS_SYNC = 0x47;

  /// How a file ends; what cannot be read is unknown.
  static Ending of(Path file) {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return of(new Bytes(channel, channel.size()));
    } catch (IOException _) {
      return UNKNOWN;
    }
  }

  private static Ending of(Bytes file) throws IOException {
    if (BOXES.contains(file.text(4))) {
      return boxes(file);
    }
    if (file.text(0).equals("RIFF") && file.text(8).equals("AVI ")) {
      return riff(file);
    }
    if (file.at(0, HEAD).getInt() == EBML) {
      return ebml(file);
    }
    if (file.is(0, ASF)) {
      return asf(file);
    }
    if (file.text(0).startsWith("FLV")) {
      return tags(file);
    }
    if (file.text(0).equals("GIF8")) {
      return gif(file);
    }
    return packets(file);
  }

  // Pictures and extensions, each of which ends in data in pieces that begin with their length.
  private static Ending gif(Bytes file) throws IOException {
    long at = 13 + gifTable(file.at(10, 1).get());
    while (at < file.size()) {
      var head = file.at(at, HEAD);
      switch (head.get()) {
        case ',' -> at += 11 + gifTable(head.get(9));
        case '!' -> at += 2;
        default -> { // the mark of the end, or what is not known
          return UNKNOWN;
        }
      }
      int length = file.at(at, 1).get() & 255;
      while (length > 0) {
        at += 1 + length;
        length = file.at(at, 1).get() & 255;
      }
      at++;
    }
    // Some leave out the mark of the end.
    return at == file.size() ? UNKNOWN : PICTURE_CUT_OFF;
  }

  private static long gifTable(byte flags) {
    return (flags & 0x80) == 0 ? 0 : 3L << ((flags & 7) + 1);
  }

  private static Ending at(long end, long size) {
    return end <= size ? WHOLE : CUT_OFF;
  }

  private static Ending boxes(Bytes file) throws IOException {
    long at = 0;
    while (at < file.size()) {
      var head = file.at(at, HEAD);
      long length = Integer.toUnsignedLong(head.getInt());
      if (at + 8 > file.size()) {
        return CUT_OFF;
      }
      if (!BOXES.contains(file.text(at + 4))) {
        return at > 0 ? WHOLE : UNKNOWN;
      }
      if (length == 1) {
        length = head.getLong(8);
      }
      if (length < 8) {
        return UNKNOWN; // up to the end of the file, wherever that is
      }
      if (length > file.size() - at) {
        return CUT_OFF;
      }
      at += length;
    }
    return WHOLE;
  }

  // A long file is several of these, one behind the other.
  private static Ending riff(Bytes file) throws IOException {
    long at = 0;
    while (file.text(at).equals("RIFF")) {
      var head = file.at(at, HEAD).order(ByteOrder.LITTLE_ENDIAN);
      long length = Integer.toUnsignedLong(head.getInt(4));
      if (length == 0 || length == 0xffffffffL) {
        return UNKNOWN; // written to where nothing can be corrected afterwards
      }
      if (8 + length > file.size() - at) {
        return CUT_OFF;
      }
      at += 8 + length + (length & 1);
    }
    return WHOLE;
  }

  private static Ending ebml(Bytes file) throws IOException {
    long at = 4 + lengthBytes(file, 4) + length(file, 4);
    // Space that was left between the header and the one segment.
    while (at > 0 && at < file.size() && file.at(at, HEAD).get() == (byte) 0xec) {
      at += 1 + lengthBytes(file, at + 1) + length(file, at + 1);
    }
    if (at <= 0 || at + 12 > file.size() || file.at(at, HEAD).getInt() != SEGMENT) {
      return UNKNOWN;
    }
    int bytes = lengthBytes(file, at + 4);
    long length = length(file, at + 4);
    long from = at + 4 + bytes;
    return length == mostOf(bytes) ? elements(file, from) : at(from + length, file.size());
  }

  // What was written to where nothing can be corrected afterwards has a segment, and perhaps
  // clusters in it, without a length; the parts of these have one.
  private static Ending elements(Bytes file, long from) throws IOException {
    long at = from;
    while (at < file.size()) {
      int name = lengthBytes(file, at);
      int bytes = lengthBytes(file, at + name);
      if (name > 4 || bytes > 8) {
        return UNKNOWN;
      }
      long content = at + name + bytes;
      long length = length(file, at + name);
      if (length == mostOf(bytes)) {
        if (file.at(at, HEAD).getInt() != CLUSTER) {
          return UNKNOWN;
        }
        length = 0;
      }
      if (content + length > file.size()) {
        return CUT_OFF;
      }
      at = content + length;
    }
    return WHOLE;
  }

  // A length of EBML: as many bytes as the first has leading zeros, and one.
  private static int lengthBytes(Bytes file, long at) throws IOException {
    return Integer.numberOfLeadingZeros(file.at(at, HEAD).get() & 255) - 24 + 1;
  }

  private static long mostOf(int bytes) {
    return (1L << (7 * bytes)) - 1;
  }

  private static long length(Bytes file, long at) throws IOException {
    int bytes = lengthBytes(file, at);
    if (bytes > 8) {
      return 0;
    }
    return (file.at(at, HEAD).getLong(0) >>> (64 - 8 * bytes)) & mostOf(bytes);
  }

  private static Ending asf(Bytes file) throws IOException {
    long at = 30;
    for (int i = 0; i < MOST_OBJECTS && at + 24 <= file.size(); i++) {
      var object = file.at(at, 92).order(ByteOrder.LITTLE_ENDIAN);
      if (file.is(at, ASF_FILE)) {
        boolean live = (object.getInt(88) & 1) != 0;
        return live || object.getLong(40) <= 0 ? UNKNOWN : at(object.getLong(40), file.size());
      }
      at += Math.max(24, object.getLong(16));
    }
    return UNKNOWN;
  }

  // Tags of sound, pictures and data, each with its length before and behind it.
  private static Ending tags(Bytes file) throws IOException {
    long at = Integer.toUnsignedLong(file.at(5, HEAD).getInt()) + 4;
    while (at < file.size()) {
      int head = file.at(at, HEAD).getInt();
      if (!FLV_TAGS.contains((head >>> 24) & 0x1f)) {
        return UNKNOWN;
      }
      long end = at + 11 + (head & 0xffffff);
      if (end > file.size()) {
        return CUT_OFF;
      }
      at = end + 4;
    }
    return WHOLE;
  }

  // Packets of one length, with a time before each on discs. Whole packets are no whole file.
  private static Ending packets(Bytes file) throws IOException {
    for (int[] kind : new int[][] {{188, 0}, {192, 4}, {204, 0}}) {
      int length = kind[0];
      boolean all = file.size() >= 3L * length;
      for (int i = 0; i < 3 && all; i++) {
        all = file.at((long) i * length + kind[1], HEAD).get() == TS_SYNC;
      }
      if (all) {
        return file.size() % length == 0 ? UNKNOWN : CUT_OFF;
      }
    }
    return UNKNOWN;
  }

  /// The bytes of a file; behind its end are zeros.
  private record Bytes(FileChannel channel, long size) {
    ByteBuffer at(long at, int count) throws IOException {
      var bytes = ByteBuffer.allocate(count);
      while (bytes.hasRemaining() && at + bytes.position() < size) {
        if (channel.read(bytes, at + bytes.position()) < 0) {
          break;
        }
      }
      return bytes.position(0).limit(count);
    }

    String text(long at) throws IOException {
      return new String(at(at, 4).array(), StandardCharsets.ISO_8859_1);
    }

    boolean is(long at, byte[] expected) throws IOException {
      return at(at, expected.length).equals(ByteBuffer.wrap(expected));
    }
  }
}
