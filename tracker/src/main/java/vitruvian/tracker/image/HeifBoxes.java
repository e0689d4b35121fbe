package vitruvian.tracker.image;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the `meta` box of a HEIF file says: its items, where they are, what they are made of and
/// their properties (ISO/IEC 14496-12, 8.11, and ISO/IEC 23008-12).
///
/// Everything is checked against the box that holds it; how many there may be of anything is
/// bounded.
final class HeifBoxes {
  /// More than any camera's file has: pictures of 1,024 tiles, with as many for transparency.
  static final int MOST = 4096;

  /// A box: its four letters and its content.
  record Box(String type, long from, long to) {
    Span content() {
      return new Span(from, to);
    }
  }

  /// An item.
  ///
  /// @param type four letters
  record Item(int id, String type, List<Property> properties) {
    Optional<Box> property(String name) {
      return properties.stream()
          .map(Property::box)
          .filter(box -> box.type.equals(name))
          .findFirst();
    }
  }

  /// A property of an item.
  ///
  /// @param essential whether an item must not be read by who does not know the property
  record Property(Box box, boolean essential) {}

  /// Items that an item leads to, in order.
  record Reference(String type, int from, List<Integer> to) {}

  /// A box that is not what it must be.
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String message) {
      super(message, null, false, false);
    }
  }

  private final Bytes in;
  private final Map<Integer, String> types = new HashMap<>();
  private final Map<Integer, Span> places = new HashMap<>();
  private final Map<Integer, List<Property>> properties = new HashMap<>();
  private final List<Reference> references = new ArrayList<>();
  private int primary = -1;
  private @Nullable Box data;

  /// @param meta the content of the box `meta`
  HeifBoxes(Bytes in, Box meta) throws Malformed {
    this.in = in;
    Optional<Box> locations = Optional.empty();
    Optional<Box> allProperties = Optional.empty();
    for (var box : children(meta.from + 4, meta.to)) {
      switch (box.type) {
        case "pitm" -> primary = id(box.from + 4, version(box) > 0);
        case "iinf" -> items(box);
        case "iref" -> references(box);
        case "idat" -> data = box;
        case "iloc" -> locations = Optional.of(box);
        case "iprp" -> allProperties = Optional.of(box);
        default -> {}
      }
    }
    if (locations.isPresent()) {
      locations(locations.get());
    }
    if (allProperties.isPresent()) {
      properties(allProperties.get());
    }
  }

  /// The item that is the picture.
  Item primary() throws Malformed {
    return item(primary);
  }

  Item item(int id) throws Malformed {
    var type = types.get(id);
    if (type == null) {
      throw new Malformed("an item that there is not");
    }
    return new Item(id, type, properties.getOrDefault(id, List.of()));
  }

  /// Where an item is in the file; perhaps outside of it.
  Span place(Item item) throws Malformed {
    var place = places.get(item.id);
    if (place == null) {
      throw new Malformed("an item without a place");
    }
    return place;
  }

  /// What an item is made of.
  List<Integer> partsOf(Item item) {
    return references.stream()
        .filter(reference -> reference.type.equals("dimg") && reference.from == item.id)
        .findFirst()
        .map(Reference::to)
        .orElse(List.of());
  }

  /// The items that say to be something of an item.
  List<Integer> auxiliaryTo(Item item) {
    return references.stream()
        .filter(reference -> reference.type.equals("auxl") && reference.to.contains(item.id))
        .map(Reference::from)
        .toList();
  }

  /// Whether an item's colours are multiplied by another item.
  boolean isMultipliedBy(Item item, Item other) {
    return references.stream()
        .anyMatch(
            reference ->
                reference.type.equals("prem")
                    && reference.from == item.id
                    && reference.to.contains(other.id));
  }

  /// The box at a position.
  ///
  /// @param to where what holds it ends
  /// @return null where there is none; what it says of its own end is not checked
  static @Nullable Box box(Bytes in, long at, long to) {
    long size = in.u32(at);
    long from = at + 8;
    if (from > to || size < 0) {
      return null;
    }
    if (size == 1) {
      long high = in.u32(at + 8);
      long low = in.u32(at + 12);
      from += 8;
      size = high < 0 || low < 0 || high > Integer.MAX_VALUE ? -1 : high << 32 | low;
    } else if (size == 0) {
      size = to - at;
    }
    if (size < from - at) {
      return null;
    }
    var type = new StringBuilder();
    for (int i = 4; i < 8; i++) {
      type.append((char) in.u8(at + i));
    }
    return new Box(type.toString(), from, at + size);
  }

  private List<Box> children(long from, long to) throws Malformed {
    var boxes = new ArrayList<Box>();
    long at = from;
    while (at < to) {
      var box = box(in, at, to);
      if (box == null || box.to > to || boxes.size() == MOST) {
        throw new Malformed("the boxes of its description");
      }
      boxes.add(box);
      at = box.to;
    }
    return boxes;
  }

  private int version(Box box) {
    return in.u8(box.from);
  }

  // Numbers of items are 16 bits almost always; what does not fit in 31 is no number of an item.
  private int id(long at, boolean wide) {
    long id = wide ? in.u32(at) : in.u16(at);
    return id > Integer.MAX_VALUE ? -1 : (int) id;
  }

  private void items(Box box) throws Malformed {
    long first = box.from + (version(box) == 0 ? 6 : 8);
    for (var entry : children(first, box.to)) {
      int version = version(entry);
      boolean wide = version == 3;
      long at = entry.from + (wide ? 8 : 6);
      if (!entry.type.equals("infe") || (version != 2 && !wide) || at + 6 > entry.to) {
        continue;
      }
      var type = new StringBuilder();
      for (int i = 2; i < 6; i++) {
        type.append((char) in.u8(at + i));
      }
      boolean protectedItem = in.u16(at) != 0;
      types.put(id(entry.from + 4, wide), protectedItem ? "protected" : type.toString());
    }
  }

  private void references(Box box) throws Malformed {
    boolean wide = version(box) > 0;
    long step = wide ? 4 : 2;
    int total = 0;
    for (var entry : children(box.from + 4, box.to)) {
      int count = in.u16(entry.from + step);
      long at = entry.from + step + 2;
      total += count;
      if (count < 0 || at + step * count > entry.to || total > 4 * MOST) {
        throw new Malformed("the references between its items");
      }
      var to = new ArrayList<Integer>();
      for (int i = 0; i < count; i++) {
        to.add(id(at + step * i, wide));
      }
      references.add(new Reference(entry.type, id(entry.from, wide), List.copyOf(to)));
    }
  }

  private void locations(Box box) throws Malformed {
    int version = version(box);
    int offsetBytes = in.u8(box.from + 4) >> 4;
    int lengthBytes = in.u8(box.from + 4) & 15;
    int baseBytes = in.u8(box.from + 5) >> 4;
    int indexBytes = version == 0 ? 0 : in.u8(box.from + 5) & 15;
    boolean wide = version == 2;
    long count = wide ? in.u32(box.from + 6) : in.u16(box.from + 6);
    long at = box.from + (wide ? 10 : 8);
    if (version > 2 || count < 0 || count > MOST) {
      throw new Malformed("the places of its items");
    }
    for (int i = 0; i < count; i++) {
      int id = id(at, wide);
      at += wide ? 4 : 2;
      int method = version == 0 ? 0 : in.u16(at) & 15;
      at += version == 0 ? 0 : 2;
      boolean here = in.u16(at) == 0;
      long base = number(at + 2, baseBytes);
      at += 2 + baseBytes;
      int extents = in.u16(at);
      at += 2;
      long each = (long) indexBytes + offsetBytes + lengthBytes;
      if (extents < 0 || at + each * extents > box.to) {
        throw new Malformed("the places of its items");
      }
      if (extents == 1 && here) {
        long offset = base + number(at + indexBytes, offsetBytes);
        place(id, method, offset, number(at + indexBytes + offsetBytes, lengthBytes));
      }
      at += each * extents;
    }
  }

  private void place(int id, int method, long offset, long length) {
    var inside = data;
    if (method == 0) {
      places.put(id, new Span(offset, length == 0 ? in.size() : offset + length));
    } else if (method == 1 && inside != null) {
      long from = inside.from + offset;
      long to = length == 0 ? inside.to : from + length;
      if (to <= inside.to) {
        places.put(id, new Span(from, to));
      }
    }
  }

  // 0 to 8 bytes; what has more than 47 bits lies outside of any file.
  private long number(long at, int bytes) {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value = Math.min(value << 8 | Math.max(0, in.u8(at + i)), 1L << 47);
    }
    return value;
  }

  private void properties(Box box) throws Malformed {
    List<Box> all = List.of();
    for (var part : children(box.from, box.to)) {
      if (part.type.equals("ipco")) {
        all = children(part.from, part.to);
      }
    }
    for (var part : children(box.from, box.to)) {
      if (part.type.equals("ipma")) {
        associations(part, all);
      }
    }
  }

  private void associations(Box box, List<Box> all) throws Malformed {
    boolean wideId = version(box) > 0;
    boolean wideIndex = (in.u8(box.from + 3) & 1) != 0;
    long count = in.u32(box.from + 4);
    long at = box.from + 8;
    if (count < 0 || count > MOST) {
      throw new Malformed("the properties of its items");
    }
    for (int i = 0; i < count; i++) {
      int id = id(at, wideId);
      at += wideId ? 4 : 2;
      int entries = in.u8(at++);
      if (entries < 0 || at + (wideIndex ? 2L : 1L) * entries > box.to) {
        throw new Malformed("the properties of its items");
      }
      var found = new ArrayList<Property>();
      for (int j = 0; j < entries; j++) {
        int bits = wideIndex ? in.u16(at) : in.u8(at);
        at += wideIndex ? 2 : 1;
        boolean essential = bits >> (wideIndex ? 15 : 7) != 0;
        int index = bits & (wideIndex ? 0x7fff : 0x7f);
        if (index > all.size()) {
          throw new Malformed("a property that there is not");
        }
        if (index > 0) {
          found.add(new Property(all.get(index - 1), essential));
        }
      }
      properties.putIfAbsent(id, List.copyOf(found));
    }
  }
}
