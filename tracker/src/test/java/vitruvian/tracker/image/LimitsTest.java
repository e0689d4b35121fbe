package vitruvian.tracker.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import vitruvian.tracker.ImageLimits;

final class LimitsTest {
  @Test
  void defaults() {
    assertThat(ImageLimits.DEFAULT).isEqualTo(new ImageLimits(20 * 1024 * 1024, 50_000_000, 1280));
    assertThat(ImageLimits.DEFAULT.withMaxSide(0).maxSide()).isZero();
  }

  @Test
  void messagesNameTheKey() {
    refused("image.maxBytes", 0, 1, 1);
    refused("image.maxPixels", 1, 0, 1);
    refused("image.maxPixels", 1, ImageLimits.MOST_PIXELS + 1, 1);
    refused("image.maxSide", 1, 1, -1);
    refused("image.maxSide", 1, 1, 32_767);
  }

  private static void refused(String key, long maxBytes, long maxPixels, int maxSide) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ImageLimits(maxBytes, maxPixels, maxSide))
        .withMessageContaining(key);
  }
}
