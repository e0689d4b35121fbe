package vitruvian.landmarks;

/// A triangle of a mesh, by the indices of its corners.
public record Triangle(int a, int b, int c) {
  public Triangle {
    if (a < 0 || b < 0 || c < 0 || a == b || b == c || c == a) {
      throw new IllegalArgumentException("not a triangle: %d %d %d".formatted(a, b, c));
    }
  }
}
