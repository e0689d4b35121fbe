package vitruvian.tracker.image;

import static vitruvian.tracker.image.Inspection.corrupt;
import static vitruvian.tracker.image.Inspection.truncated;
import static vitruvian.tracker.image.Inspection.unsupported;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vitruvian.landmarks.ImageSize;
import vitruvian.tracker.ImageLimits;
import vitruvian.tracker.Refusal;
import vitruvian.tracker.image.HeifBoxes.Box;
import vitruvian.tracker.image.HeifBoxes.Item;
import vitruvian.tracker.image.HeifBoxes.Malformed;
import vitruvian.tracker.image.HeifBoxes.Property;
import vitruvian.tracker.image.Inspection.Accepted;
import vitruvian.tracker.image.Inspection.Rejected;

/// Reads the structure of a HEIF file (ISO/IEC 23008-12): the HEIC of phones and AVIF.
///
/// The primary item is the picture: one coded picture, or a grid of them that are put side by side.
/// It is cropped, turned and mirrored as its properties say; an orientation in EXIF is repeated by
/// these, and not looked at, as the standard has it. Transparency is another item of the same kind.
/// Every coded picture that is needed must lie in the file in one piece and say the same size as
/// the file does. What is not needed - thumbnails, depth, gain maps - is left out.
final class HeifInspector {
  private static final int MAX_TILES = 1024;
  private static final int FEW_TILES = 16;
  private static final int LEAST_TILE_SIDE = 64;
  private static final long CHEAP_PASSES = 32_000_000;
  private static final int FEW_PASSES = 4;

  // Measured with the codecs in the module of videos, for the largest coded picture, rounded up.
  private static final long FIXED_BYTES = 8 << 20;
  private static final long BAND_BYTES = 6 << 20;
  private static final int HEVC_FRAMES = 2;
  private static final int AV1_FRAMES = 3;
  private static final int HEVC_BYTES_PER_PIXEL = 3;
  private static final int AV1_BYTES_PER_PIXEL = 14;

  private static final Set<String> TRANSFORMS = Set.of("clap", "irot", "imir");
  // Essential properties that are known, or that do not touch the pixels as they are read here.
  private static final Set<String> KNOWN =
      Set.of("ispe", "pixi", "colr", "pasp", "hvcC", "av1C", "auxC", "a1lx");
  private static final Set<String> ALPHA =
      Set.of("urn:mpeg:mpegB:cicp:systems:auxiliary:alpha", "urn:mpeg:hevc:2015:auxid:1");
  // Of ITU-T H.273: as the coded data says, and the linear ones that the conversion has.
  private static final Set<Integer> MATRICES = Set.of(0, 1, 2, 4, 5, 6, 7, 9, 10);
  private static final int UNSPECIFIED = 2;

  private final Bytes in;
  private final ImageLimits limits;
  private final Excerpt excerpt;
  private final Map<Integer, Header.Tile> placed = new HashMap<>();
  private long working;

  HeifInspector(Bytes in, ImageLimits limits) {
    this.in = in;
    this.limits = limits;
    this.excerpt = new Excerpt(in);
  }

  /// Why a picture is refused, as a way out of the depth of its structure.
  private static final class Refusing extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Rejected why;

    Refusing(Rejected why) {
      super(why.message(), null, false, false);
      this.why = why;
    }
  }

  Inspection inspect() {
    long at = 0;
    while (true) {
      var box = HeifBoxes.box(in, at, in.size());
      if (box == null && in.size() - at < 16) {
        return truncated("its description is missing");
      }
      if (box == null) {
        return corrupt("a box of the HEIF");
      }
      if (box.to() > in.size()) {
        return truncated("it ends within its box '%s'".formatted(printable(box.type())));
      }
      if (box.type().equals("meta")) {
        return picture(box);
      }
      at = box.to();
    }
  }

  private Inspection picture(Box meta) {
    try {
      var boxes = new HeifBoxes(in, meta);
      return picture(boxes, boxes.primary());
    } catch (Malformed malformed) {
      return corrupt("%s in the HEIF".formatted(malformed.getMessage()));
    } catch (Refusing refusing) {
      return refusing.why;
    }
  }

  private Inspection picture(HeifBoxes boxes, Item item) throws Malformed, Refusing {
    var size = size(item);
    var colour = layer(boxes, item, size);
    Optional<Header.Layer> alpha = Optional.empty();
    boolean multiplied = false;
    for (int id : boxes.auxiliaryTo(item)) {
      var auxiliary = boxes.item(id);
      if (alpha.isEmpty() && isAlpha(auxiliary)) {
        if (!size(auxiliary).equals(size)) {
          throw new Refusing(
              unsupported("HEIFs whose transparency has another size than the picture"));
        }
        alpha = Optional.of(layer(boxes, auxiliary, size));
        multiplied = boxes.isMultipliedBy(item, auxiliary);
      }
    }
    var view = View.of(size);
    for (var property : item.properties()) {
      view = transformed(view, property.box());
    }
    var picture = new Header.Heif(colour, alpha, multiplied, view.left(), view.top());
    return new Accepted(
        new Header(
            view.stored(),
            view.orientation(),
            FIXED_BYTES + BAND_BYTES + working,
            excerpt,
            picture));
  }

  private ImageSize size(Item item) throws Refusing {
    var box = item.property("ispe");
    if (box.isEmpty()) {
      throw new Refusing(corrupt("a picture in the HEIF without a size"));
    }
    long width = in.u32(box.get().from() + 4);
    long height = in.u32(box.get().from() + 8);
    if (Inspection.isTooLarge(width, height, limits)) {
      throw new Refusing(Inspection.tooLarge(width, height, limits));
    }
    if (width < 1 || height < 1) {
      throw new Refusing(corrupt("a HEIF of %d x %d pixels".formatted(width, height)));
    }
    return new ImageSize((int) width, (int) height);
  }

  private boolean isAlpha(Item item) {
    var box = item.property("auxC");
    return box.isPresent()
        && ALPHA.stream()
            .anyMatch(
                name ->
                    in.says(box.get().from() + 4, name)
                        && box.get().from() + 4 + name.length() <= box.get().to());
  }

  // Some encoders give the turns and crops of a grid to its tiles as well, and mean them once.
  private static void requireKnown(Item item, List<Property> transforms) throws Refusing {
    for (Property property : item.properties()) {
      var type = property.box().type();
      boolean known =
          TRANSFORMS.contains(type)
              ? transforms.stream().anyMatch(one -> one.box().equals(property.box()))
              : KNOWN.contains(type) || !property.essential();
      if (!known) {
        throw new Refusing(
            unsupported("HEIFs with the property '%s' are not read".formatted(printable(type))));
      }
    }
  }

  private Header.Layer layer(HeifBoxes boxes, Item item, ImageSize size)
      throws Malformed, Refusing {
    requireKnown(item, item.properties());
    if (!item.type().equals("grid")) {
      var colours = colours(item);
      return new Header.Layer(List.of(tile(boxes, item, size).at(0, 0)), colours);
    }
    return grid(boxes, item, size);
  }

  private Header.Layer grid(HeifBoxes boxes, Item item, ImageSize size) throws Malformed, Refusing {
    var place = inside(boxes.place(item));
    boolean wide = (in.u8(place.from() + 1) & 1) != 0;
    int rows = in.u8(place.from() + 2) + 1;
    int columns = in.u8(place.from() + 3) + 1;
    long width = wide ? in.u32(place.from() + 4) : in.u16(place.from() + 4);
    long height = wide ? in.u32(place.from() + 8) : in.u16(place.from() + 6);
    var parts = boxes.partsOf(item);
    if (place.length() < (wide ? 12 : 8)
        || in.u8(place.from()) != 0
        || width != size.width()
        || height != size.height()
        || parts.size() != rows * columns) {
      throw new Refusing(corrupt("the grid of the HEIF"));
    }
    if (parts.size() > MAX_TILES) {
      throw new Refusing(
          new Rejected(
              Refusal.IMAGE_TOO_LARGE,
              "the HEIF has %d tiles; at most %d are allowed".formatted(parts.size(), MAX_TILES)));
    }
    var tile = size(boxes.item(parts.getFirst()));
    boolean covers =
        (long) tile.width() * columns >= width
            && (long) tile.width() * (columns - 1) < width
            && (long) tile.height() * rows >= height
            && (long) tile.height() * (rows - 1) < height;
    boolean tiny = tile.width() < LEAST_TILE_SIDE || tile.height() < LEAST_TILE_SIDE;
    if (!covers || (tiny && parts.size() > FEW_TILES)) {
      throw new Refusing(corrupt("the tiles of the HEIF do not make up the picture"));
    }
    var tiles = new ArrayList<Header.Tile>();
    for (int i = 0; i < parts.size(); i++) {
      var part = boxes.item(parts.get(i));
      requireKnown(part, item.properties());
      if (!size(part).equals(tile)) {
        throw new Refusing(corrupt("the tiles of the HEIF have different sizes"));
      }
      tiles.add(
          tile(boxes, part, tile).at(i % columns * tile.width(), i / columns * tile.height()));
    }
    var first = boxes.item(parts.getFirst());
    return new Header.Layer(
        tiles, item.property("colr").isPresent() ? colours(item) : colours(first));
  }

  private Header.Tile tile(HeifBoxes boxes, Item item, ImageSize size) throws Malformed, Refusing {
    var known = placed.get(item.id());
    if (known == null) {
      known = read(boxes, item, size);
      placed.put(item.id(), known);
    }
    return known;
  }

  private Header.Tile read(HeifBoxes boxes, Item item, ImageSize size) throws Malformed, Refusing {
    var coding = coding(item);
    var configuration = item.property(coding.configuration());
    if (configuration.isEmpty()) {
      throw new Refusing(corrupt("a coded picture in the HEIF without its configuration"));
    }
    var from = configuration.get().content();
    var data = inside(boxes.place(item));
    var coded =
        switch (coding) {
          case HEVC -> HevcInspector.inspect(in, from, data);
          case AV1 -> Av1Inspector.inspect(in, from, data);
        };
    if (coded == null || !coded.size().equals(size)) {
      throw new Refusing(
          corrupt(
              coded == null
                  ? "a coded picture in the HEIF"
                  : "a coded picture in the HEIF has %s pixels and not %s"
                      .formatted(coded.size(), size)));
    }
    long pixels = (long) size.width() * size.height();
    if (coded.passes() > Math.max(FEW_PASSES, CHEAP_PASSES / pixels)) {
      throw new Refusing(corrupt("a coded picture in the HEIF has too many parts"));
    }
    long bytes =
        switch (coding) {
          case HEVC -> HEVC_FRAMES * coded.bytesOfFour() / 4 + HEVC_BYTES_PER_PIXEL;
          case AV1 -> AV1_FRAMES * coded.bytesOfFour() / 4 + AV1_BYTES_PER_PIXEL;
        };
    working = Math.max(working, bytes * pixels + 2 * data.length());
    return new Header.Tile(0, 0, size, coding, excerpted(from), excerpted(data));
  }

  private static StillCoding coding(Item item) throws Refusing {
    for (var coding : StillCoding.values()) {
      if (coding.item().equals(item.type())) {
        return coding;
      }
    }
    throw new Refusing(
        unsupported("HEIFs made of '%s' are not read".formatted(printable(item.type()))));
  }

  private Span inside(Span place) throws Refusing {
    if (place.to() > in.size()) {
      throw new Refusing(truncated("it ends before the data of the HEIF does"));
    }
    if (place.length() < 1) {
      throw new Refusing(corrupt("a picture in the HEIF without data"));
    }
    return place;
  }

  private Span excerpted(Span part) {
    long from = excerpt.size();
    excerpt.add(part.from(), part.to());
    return new Span(from, excerpt.size());
  }

  // The box `colr` in its form `nclx`; in another it holds a profile, which is not looked at.
  private Header.Colours colours(Item item) throws Refusing {
    for (var property : item.properties()) {
      long from = property.box().from();
      if (property.box().type().equals("colr")
          && in.says(from, "nclx")
          && property.box().to() - from >= 11) {
        int matrix = in.u16(from + 8);
        if (!MATRICES.contains(matrix)) {
          throw new Refusing(
              unsupported("HEIFs with the colour matrix %d are not read".formatted(matrix)));
        }
        return new Header.Colours(
            matrix == UNSPECIFIED ? OptionalInt.empty() : OptionalInt.of(matrix),
            OptionalInt.of(in.u8(from + 10) >> 7));
      }
    }
    return Header.Colours.AS_CODED;
  }

  private View transformed(View view, Box box) throws Refusing {
    long from = box.from();
    return switch (box.type()) {
      case "irot" -> view.turned(in.u8(from) & 3);
      case "imir" -> view.mirrored((in.u8(from) & 1) == 1);
      case "clap" -> {
        var numbers = new long[8];
        for (int i = 0; i < numbers.length; i++) {
          numbers[i] = in.u32(from + 4L * i);
        }
        var cropped = box.to() - from < 32 ? null : view.cropped(numbers);
        if (cropped == null) {
          throw new Refusing(corrupt("the crop of the HEIF lies outside of the picture"));
        }
        yield cropped;
      }
      default -> view;
    };
  }

  private static String printable(String type) {
    return type.chars().allMatch(c -> c >= ' ' && c < 0x7f) ? type : "?";
  }

  /// The part of the stored picture that is shown, and how it is turned.
  ///
  /// @param left,top where the part begins in the stored picture
  private record View(ImageSize stored, int left, int top, Orientation orientation) {
    static View of(ImageSize size) {
      return new View(size, 0, 0, Orientation.UPRIGHT);
    }

    /// @param quarters anticlockwise
    View turned(int quarters) {
      var turn =
          switch (quarters) {
            case 0 -> Orientation.UPRIGHT;
            case 1 -> Orientation.QUARTER_COUNTERCLOCKWISE;
            case 2 -> Orientation.UPSIDE_DOWN;
            default -> Orientation.QUARTER_CLOCKWISE;
          };
      return new View(stored, left, top, orientation.then(turn));
    }

    View mirrored(boolean leftAndRight) {
      return new View(
          stored,
          left,
          top,
          orientation.then(leftAndRight ? Orientation.MIRRORED : Orientation.MIRRORED_UPSIDE_DOWN));
    }

    /// @param clap four fractions: width, height, and how far the middle is moved
    /// @return null where that is not inside
    @Nullable View cropped(long[] clap) {
      var turned = orientation.turned(stored);
      if (clap[1] == 0 || clap[3] == 0 || clap[5] == 0 || clap[7] == 0) {
        return null;
      }
      long width = clap[0] / clap[1];
      long height = clap[2] / clap[3];
      double x = (int) clap[4] / (double) clap[5] + (turned.width() - width) / 2.0;
      double y = (int) clap[6] / (double) clap[7] + (turned.height() - height) / 2.0;
      boolean inside =
          width >= 1
              && height >= 1
              && x >= 0
              && y >= 0
              && x + width <= turned.width()
              && y + height <= turned.height();
      return inside ? part((int) x, (int) y, (int) width, (int) height) : null;
    }

    // Back to where it is stored.
    private View part(int x, int y, int width, int height) {
      boolean swaps = orientation.swapsSides();
      int across = swaps ? height : width;
      int down = swaps ? width : height;
      int storedX = swaps ? y : x;
      int storedY = swaps ? x : y;
      return new View(
          new ImageSize(across, down),
          left + (orientation.flipsX() ? stored.width() - storedX - across : storedX),
          top + (orientation.flipsY() ? stored.height() - storedY - down : storedY),
          orientation);
    }
  }
}
