package vitruvian.render;

import java.util.EnumSet;
import java.util.Set;

/// What an overlay shows, and how bold.
///
/// @param layers what is drawn, where the result has it
/// @param boldness the width of lines and the size of points; 1 is as wide as MediaPipe draws in
///     a picture whose longer side has 640 pixels, and wider in a larger picture
public record OverlayStyle(Set<Layer> layers, float boldness) {
  /// Everything, at the usual width.
  public static final OverlayStyle DEFAULT = new OverlayStyle(EnumSet.allOf(Layer.class), 1);

  public OverlayStyle {
    layers = Set.copyOf(layers);
    if (!(boldness >= 0.1f && boldness <= 10)) {
      throw new IllegalArgumentException("boldness is from 0.1 to 10: " + boldness);
    }
  }

  /// This style with one more layer.
  public OverlayStyle with(Layer layer) {
    var more = EnumSet.of(layer);
    more.addAll(layers);
    return new OverlayStyle(more, boldness);
  }

  /// This style without a layer.
  public OverlayStyle without(Layer layer) {
    var fewer = EnumSet.allOf(Layer.class);
    fewer.retainAll(layers);
    fewer.remove(layer);
    return new OverlayStyle(fewer, boldness);
  }

  /// This style with lines of another width.
  public OverlayStyle withBoldness(float other) {
    return new OverlayStyle(layers, other);
  }

  boolean shows(Layer layer) {
    return layers.contains(layer);
  }

  /// A part of the overlay; later ones cover earlier ones.
  public enum Layer {
    /// The person's pixels, tinted.
    MASK,
    /// The mesh of the face in fine lines.
    TESSELATION,
    /// Lips, eyes, eyebrows and outline of the face.
    CONTOURS,
    /// The irises of a refined face.
    IRISES,
    /// The body; without the points of its face and hands that the layers above show better.
    POSE,
    /// Both hands.
    HANDS
  }
}
