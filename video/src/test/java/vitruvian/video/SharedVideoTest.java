package vitruvian.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import vitruvian.landmarks.ImageSize;

/// The reference video, which is not part of this repository, has the reference pixels.
class SharedVideoTest {
  private static final Path MEDIA = Path.of("../../shared/media");
  private static final String VIDEO = "sign-video.mp4";
  private static final Pattern SHA_256 = Pattern.compile("\"sha256\": *\"([0-9a-f]{64})\"");

  @Test
  void decodesToTheReferencePixels() throws IOException {
    assumeTrue(
        Files.exists(MEDIA.resolve(VIDEO)),
        "skipped: shared/media with the reference video is not beside the checkout");
    var expected = expected();
    assertThat(expected).hasSize(58);

    var shots = Clips.read(MEDIA.resolve(VIDEO)).shots();

    assertThat(shots).extracting(Clips.Shot::size).containsOnly(new ImageSize(540, 720));
    assertThat(shots.stream().map(SharedVideoTest::sha256)).isEqualTo(expected);
  }

  // Of the list behind the video's name in the JSON.
  private static List<String> expected() throws IOException {
    var json = Files.readString(MEDIA.resolve("pixels.json"));
    int from = json.indexOf(VIDEO);
    return SHA_256
        .matcher(json.substring(from, json.indexOf(']', from)))
        .results()
        .map((MatchResult found) -> found.group(1))
        .toList();
  }

  private static String sha256(Clips.Shot shot) {
    var rgb = new byte[3 * shot.pixels().length];
    for (int i = 0; i < shot.pixels().length; i++) {
      int pixel = shot.pixels()[i];
      rgb[3 * i] = (byte) (pixel >> 16);
      rgb[3 * i + 1] = (byte) (pixel >> 8);
      rgb[3 * i + 2] = (byte) pixel;
    }
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(rgb));
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
