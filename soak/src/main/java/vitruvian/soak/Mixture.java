package vitruvian.soak;

import java.util.List;

/// What is sent.
///
/// @param pictures good ones, encoded, one at least; shared, not copied
/// @param frames of the live streams, small JPEGs; empty where there are no streams
/// @param hostile the share of requests that deserve a refusal, 0 to 1
/// @param streams how many live streams are kept open
/// @param framesPerSecond of each of them
/// @param seed of the order
public record Mixture(
    List<byte[]> pictures,
    List<byte[]> frames,
    double hostile,
    int streams,
    double framesPerSecond,
    long seed) {
  private static final int MOST_STREAMS = 10_000;
  private static final double MOST_FRAMES = 120;

  public Mixture {
    pictures = List.copyOf(pictures);
    frames = List.copyOf(frames);
    if (pictures.isEmpty() || pictures.stream().anyMatch(picture -> picture.length < 16)) {
      throw new IllegalArgumentException("one picture at least is needed, and none is empty");
    }
    if (!(hostile >= 0 && hostile <= 1)) {
      throw new IllegalArgumentException("the hostile share is 0 to 1: " + hostile);
    }
    if (streams < 0 || streams > MOST_STREAMS) {
      throw new IllegalArgumentException("streams are 0 to 10000: " + streams);
    }
    if (streams > 0 && frames.isEmpty()) {
      throw new IllegalArgumentException("streams need frames");
    }
    if (!(framesPerSecond > 0 && framesPerSecond <= MOST_FRAMES)) {
      throw new IllegalArgumentException("frames are 0 to 120 a second: " + framesPerSecond);
    }
  }

  /// Good pictures only.
  public static Mixture of(List<byte[]> pictures) {
    return new Mixture(pictures, List.of(), 0, 0, 1, 1);
  }
}
