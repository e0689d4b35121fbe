package vitruvian.tracker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import vitruvian.landmarks.Pose;

/// What a stream remembers after two hours is what it remembers after two frames.
final class LongStreamTest {
  private static final int FRAMES = 2 * 3600 * 30;
  private static final Size SIZE = new Size(1280, 720);

  private final Random random = new Random(216);

  @Test
  void theFiltersNeitherGrowNorDriftInTwoHours() {
    var smoothing = PoseSmoothing.FRESH;
    int size = 0;
    for (int n = 0; n < FRAMES; n++) {
      if (n % 1000 == 999) {
        smoothing = moved(smoothing.lost());
      }
      var smoothed = smoothing.apply(pose(n), SIZE, 33_333_333L * n, true);
      smoothing = smoothed.after();
      size = n == 0 ? smoothing.bytes() : size;
      assertThat(smoothing.bytes()).isEqualTo(size);
      assertFinite(smoothed);
    }
  }

  private static PoseSmoothing moved(PoseSmoothing smoothing) {
    var bytes = ByteBuffer.allocate(smoothing.bytes());
    smoothing.write(bytes);
    assertThat(bytes.hasRemaining()).isFalse();
    return PoseSmoothing.read(bytes.flip());
  }

  // Somebody who walks to and fro, with jitter, whose points now and then jump far out.
  private PoseStage.Found pose(int n) {
    var points = new Points(PoseStage.POINTS);
    var world = new Points(Pose.POINTS);
    float walk = (float) Math.sin(n / 200.0) / 3;
    float jump = random.nextInt(500) == 0 ? 1e6f : 1;
    for (int i = 0; i < PoseStage.POINTS; i++) {
      points.set(i, 0.5f + walk + jump * noise(), i / 40f + noise(), noise());
    }
    for (int i = 0; i < Pose.POINTS; i++) {
      world.set(i, walk + noise(), i / 20f + noise(), noise());
    }
    var visibility = new float[PoseStage.POINTS];
    for (int i = 0; i < visibility.length; i++) {
      visibility[i] = random.nextFloat();
    }
    return new PoseStage.Found(Rect.WHOLE, points, visibility, visibility, world, 1);
  }

  private float noise() {
    return (random.nextFloat() - 0.5f) / 100;
  }

  private static void assertFinite(PoseSmoothing.Smoothed smoothed) {
    var pose = smoothed.pose();
    boolean probable = true;
    for (float value : pose.visibility()) {
      probable &= value >= 0 && value <= 1;
    }
    assertThat(pose.points().areFinite() && pose.world().areFinite() && probable).isTrue();
    assertThat(smoothed.nextRegion()).isPresent();
  }
}
