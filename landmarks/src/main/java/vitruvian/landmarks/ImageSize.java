package vitruvian.landmarks;

/// The size of a picture in pixels; both sides are 1 or more.
public record ImageSize(int width, int height) {
  public ImageSize {
    Range.size(width, height);
  }

  @Override
  public String toString() {
    return width + " x " + height;
  }
}
