package vitruvian.video;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/// Makes HEIF files (ISO/IEC 23008-12) of tiles of 64 x 64 pixels: above the diagonal from the
/// upper right to the lower left one colour, below it another.
final class HeifBuilder {
  static final int SIDE = 64;

  /// The colours of the four tiles, above and below the diagonal.
  static final int[][] COLOURS = {
    {0xc82828, 0xfac83c}, {0x28b43c, 0x143cdc}, {0x283cc8, 0xe6e6e6}, {0xdcd228, 0x7814a0}
  };

  static final String HEVC = "hvc1";
  static final String AV1 = "av01";

  // Coded by x265 through libheif's heif-enc, and by libaom through libavif's avifenc.
  private static final String HEVC_CONFIGURATION =
      "0103700000000000000000001ef000fcfdf8f800000f03200001001840010c01ffff03700000"
          + "030090000003000003001eba0240210001002b42010103700000030090000003000003001ea0"
          + "20810596ea4929ae6e04040c08000003000800000300084022000100074401c172b02240";
  private static final List<String> HEVC_TILES =
      List.of(
          "000000842801af09e0ccb656b672eabffff8d27ffff7f41e43f6098e8f4eca6aab1f90349907"
              + "f7d077d728bd50aa9f00204728cbc1702548f8b7044d92887f37594b7d94701a8e4935dffff6"
              + "fd2bffccdfc72edffed4f720318b76f47000e3838f18da526c1f281dd3c6a817480acff5570c"
              + "7d2a9c2ab002c1a8b8b925b304c3d305dedfd2f2eb9c",
          "000000742801af09e0c7b2b23f0672eabfffb90ffffe5a5bfffcd484a3d3b29aaac7e410336e"
              + "1fca0fc6a9d43ab77a6eb465e0b8096da469539b368fbed324cf37595927b551f218d5d7fff8"
              + "9ebffa825f9feadd1d2c1301ba713465c640c4c9f42639e2170e18e01b75bad48645f8eb0828"
              + "cba746bc6440",
          "000000802801af09e0e35951a0eb39755ffffdab47ef7f982efffed0108f4ed26c9d53a82904"
              + "3efaa9c0e027c926a99eaa86777ff26c50f05c095358e356dbdcf4524e2ccb987e58a82bc8bf"
              + "febcf6616a9ffe9f56e3e8a116000933feb68ca2cc33bb92f7a8c30f0cc36acc463701a8722d"
              + "8fce6e4e644e3f8d3130c337d33487a4add0",
          "0000009e2801af09e0e9b93320ce5d57d7ff775bffffea92dc87ab20a3d3b49aa8e9f208d277"
              + "0cbf58f5563bdd95e266d56af2760782e025b691a54e6cd98afb4c98dc4a255c89fa718d7f8b"
              + "0fa650ffa0a2e8777e7fffdcafb25c208af65a6e0279542e361d01de69df573c662a15c85280"
              + "d129b4d280b858307a9c4f346a29a00936e6f014095f9cbec829ffe6f77dfc66ebf7641b80e0"
              + "24144a0001f0bb57fa80");
  private static final String AV1_CONFIGURATION = "81000c00";
  private static final List<String> AV1_TILES =
      List.of(
          "12000a0918157ffd92021a0d08326844f000001190d162f9ca579c7811a1ae7b1c48563a5464"
              + "b8e912e69fffffffffffa6b80eb4a4c240b66815a11997ffffffffffae2000925b0a838fa290"
              + "8bb18a7ab576fffffffffffe9ae0c3c65e0c048d8a29908fffffffffff675c01a52420ce5574"
              + "982a942dc0",
          "12000a0918157ffd92021a0d08326a44f000001190d17e6fed17bb2c72dd097626dd87c78df5"
              + "0a92a9abfffffffffff4d701d691409ad556b96b933951ffffffffffd5f20050994120ded638"
              + "f0126906f986723fffffffffff4d706071d79439b7392e92553ffffffffffd3400086fa3c47c"
              + "5fdc7b71391918",
          "12000a0918157ffd92021a0d08326944f000001110fc14a606f4ffe21e27862e2c9e12b2ef57"
              + "7ad880e6efffffffffffe9ae03ad2a91a1762bf5e44a83ffffffffffd940004665dc661d25e2"
              + "940087ecf198bfffffffffff4d706172607638b9fab819bfffffffffffc5ba00a595aeed325b"
              + "6438371d7f18",
          "12000a0918157ffd92021a0d08327e44f000001190d16b1aed76a9778590c06bfa7ae897e55c"
              + "67eb7314effffffffffffa6b80eb4a4b0f312165621bbbe4f879f7e2e661afffffffffff9b60"
              + "000614ce0b7d37a0e0013b895228d2baaa3fffffffffffa6b82f9216d504aa8652c14ac15313"
              + "c5230c3dfffffffffffc2400004714fcdae0aee8067f8e2d35a884");

  /// Opaque in the left half, transparent in the right one.
  static final String AV1_ALPHA = "12000a0618157ffd9540320f10008db668e87ce9ae5634e9f9df80";

  static final String ALPHA = "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha";

  @SuppressWarnings("ArrayRecordComponent") // only read
  private record Property(byte[] box, boolean essential) {}

  @SuppressWarnings("ArrayRecordComponent") // only read
  private record Item(int id, String type, byte[] data, List<Property> properties) {}

  @SuppressWarnings("ArrayRecordComponent") // only read
  private record Reference(String type, int from, int... to) {}

  // By their first letters: irot, imir, and one that nobody knows.
  private static final Set<Byte> ESSENTIAL = Set.of((byte) 'i', (byte) 'x');

  private final String brand;
  private final List<Item> items = new ArrayList<>();
  private final List<Reference> references = new ArrayList<>();
  private int primary = 1;

  HeifBuilder(String brand) {
    this.brand = brand;
  }

  /// Tiles in a grid.
  ///
  /// @param properties of the grid, as boxes
  static byte[] grid(String coding, int width, int height, byte[]... properties) {
    var file = new HeifBuilder(coding.equals(HEVC) ? "heic" : "avif");
    var tiles = new int[4];
    for (int i = 0; i < 4; i++) {
      tiles[i] = file.tile(coding, i);
    }
    file.primary(file.grid(2, 2, width, height, tiles, properties));
    return file.bytes();
  }

  /// A single tile.
  static byte[] single(String coding, int number, byte[]... properties) {
    var file = new HeifBuilder(coding.equals(HEVC) ? "heic" : "avif");
    file.primary(file.tile(coding, number, properties));
    return file.bytes();
  }

  HeifBuilder primary(int item) {
    primary = item;
    return this;
  }

  /// One of the four tiles as an item.
  int tile(String coding, int number, byte[]... properties) {
    var data = (coding.equals(HEVC) ? HEVC_TILES : AV1_TILES).get(number);
    return coded(coding, data, SIDE, SIDE, properties);
  }

  int coded(String coding, String data, int width, int height, byte[]... properties) {
    boolean hevc = coding.equals(HEVC);
    var configuration =
        box(hevc ? "hvcC" : "av1C", hex(hevc ? HEVC_CONFIGURATION : AV1_CONFIGURATION));
    return item(coding, hex(data), join(List.of(configuration)), size(width, height), properties);
  }

  int grid(int rows, int columns, int width, int height, int[] tiles, byte[]... properties) {
    var data = ByteBuffer.allocate(8);
    data.put((byte) 0).put((byte) 0).put((byte) (rows - 1)).put((byte) (columns - 1));
    data.putShort((short) width).putShort((short) height);
    int item = item("grid", data.array(), new byte[0], size(width, height), properties);
    refer("dimg", item, tiles);
    return item;
  }

  private int item(
      String type, byte[] data, byte[] configuration, byte[] size, byte[]... properties) {
    var all = new ArrayList<Property>();
    if (configuration.length > 0) {
      all.add(new Property(configuration, true));
    }
    all.add(new Property(size, false));
    for (var property : properties) {
      all.add(new Property(property, ESSENTIAL.contains(property[4])));
    }
    items.add(new Item(items.size() + 1, type, data, all));
    return items.size();
  }

  HeifBuilder refer(String type, int from, int... to) {
    references.add(new Reference(type, from, to));
    return this;
  }

  static byte[] size(int width, int height) {
    return box("ispe", ByteBuffer.allocate(12).putInt(4, width).putInt(8, height).array());
  }

  /// @param quarters anticlockwise
  static byte[] turned(int quarters) {
    return box("irot", new byte[] {(byte) quarters});
  }

  /// @param mode 0: top and bottom change places, 1: left and right
  static byte[] mirrored(int mode) {
    return box("imir", new byte[] {(byte) mode});
  }

  static byte[] cropped(int width, int height, int moveX, int moveY) {
    return box(
        "clap",
        ByteBuffer.allocate(32)
            .putInt(width)
            .putInt(1)
            .putInt(height)
            .putInt(1)
            .putInt(moveX)
            .putInt(2)
            .putInt(moveY)
            .putInt(2)
            .array());
  }

  static byte[] colours(int matrix, boolean full) {
    return box(
        "colr",
        ByteBuffer.allocate(11)
            .put("nclx".getBytes(StandardCharsets.ISO_8859_1))
            .putShort((short) 1)
            .putShort((short) 13)
            .putShort((short) matrix)
            .put((byte) (full ? 0x80 : 0))
            .array());
  }

  static byte[] auxiliary(String kind) {
    return box(
        "auxC",
        join(List.of(new byte[4], kind.getBytes(StandardCharsets.ISO_8859_1), new byte[1])));
  }

  static byte[] box(String type, byte[] content) {
    return ByteBuffer.allocate(8 + content.length)
        .putInt(8 + content.length)
        .put(type.getBytes(StandardCharsets.ISO_8859_1))
        .put(content)
        .array();
  }

  private static byte[] full(String type, int version, byte[] content) {
    return box(type, join(List.of(new byte[] {(byte) version, 0, 0, 0}, content)));
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  static byte[] join(List<byte[]> parts) {
    var out = new ByteArrayOutputStream();
    parts.forEach(out::writeBytes);
    return out.toByteArray();
  }

  byte[] bytes() {
    var type = box("ftyp", (brand + "\0\0\0\0mif1" + brand).getBytes(StandardCharsets.ISO_8859_1));
    int metaBytes = meta(0).length;
    var data = join(items.stream().map(Item::data).toList());
    return join(List.of(type, meta(type.length + metaBytes + 8), box("mdat", data)));
  }

  private byte[] meta(int dataAt) {
    var kind = ByteBuffer.allocate(21).putInt(4, 0x7069_6374).array();
    return full(
        "meta",
        0,
        join(
            List.of(
                full("hdlr", 0, kind),
                full("pitm", 0, ByteBuffer.allocate(2).putShort((short) primary).array()),
                places(dataAt),
                names(),
                box("iprp", properties()),
                full("iref", 0, join(references.stream().map(HeifBuilder::reference).toList())))));
  }

  private byte[] places(int dataAt) {
    var content = ByteBuffer.allocate(4 + 14 * items.size());
    content.put((byte) 0x44).put((byte) 0).putShort((short) items.size());
    int at = dataAt;
    for (var item : items) {
      content.putShort((short) item.id).putShort((short) 0).putShort((short) 1);
      content.putInt(at).putInt(item.data.length);
      at += item.data.length;
    }
    return full("iloc", 0, content.array());
  }

  private byte[] names() {
    var entries = new ArrayList<byte[]>();
    entries.add(ByteBuffer.allocate(2).putShort((short) items.size()).array());
    for (var item : items) {
      var entry = ByteBuffer.allocate(9).putShort((short) item.id).putShort((short) 0);
      entries.add(
          full("infe", 2, entry.put(item.type.getBytes(StandardCharsets.ISO_8859_1)).array()));
    }
    return full("iinf", 0, join(entries));
  }

  private byte[] properties() {
    var boxes = new ArrayList<byte[]>();
    var owners = new ByteArrayOutputStream();
    owners.writeBytes(ByteBuffer.allocate(4).putInt(items.size()).array());
    for (var item : items) {
      owners.writeBytes(ByteBuffer.allocate(2).putShort((short) item.id).array());
      owners.write(item.properties.size());
      for (var property : item.properties) {
        boxes.add(property.box);
        owners.write(boxes.size() | (property.essential ? 0x80 : 0));
      }
    }
    return join(List.of(box("ipco", join(boxes)), full("ipma", 0, owners.toByteArray())));
  }

  private static byte[] reference(Reference reference) {
    var content = ByteBuffer.allocate(4 + 2 * reference.to.length);
    content.putShort((short) reference.from).putShort((short) reference.to.length);
    for (int to : reference.to) {
      content.putShort((short) to);
    }
    return box(reference.type, content.array());
  }
}
