package vitruvian.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vitruvian.landmarks.ResultJson;
import vitruvian.memory.ByteBudget;
import vitruvian.memory.Ledger;
import vitruvian.tracker.DecodeOutcome.Decoded;
import vitruvian.tracker.ImageDecoder;
import vitruvian.tracker.ImageLimits;
import vitruvian.tracker.ImageTracker;
import vitruvian.tracker.TrackOptions;
import vitruvian.tracker.TrackerConfig;

/// Whatever else is asked at the same time, every answer is that of the library, byte for byte.
class MixingTest {
  @Test
  void threeHundredRequests() throws Exception {
    mix(16, 300, 1);
  }

  @Test
  @Tag("soak")
  void tenThousandRequests() throws Exception {
    mix(32, 10_000, 2);
  }

  private static void mix(int threads, int count, long seed) throws Exception {
    var pictures = pictures();
    var expected = expected(pictures);
    assertThat(expected).doesNotHaveDuplicates();
    // Waiting is no matter here, however slow the machine.
    var config = Running.config(OptionalInt.of(2), OptionalInt.of(64), Duration.ofHours(1));
    try (var server = new Running(config)) {
      var before = server.held();
      Crowd.of(
          threads,
          number -> {
            var random = new Random(seed * threads + number);
            for (int i = number; i < count; i += threads) {
              int which = random.nextInt(pictures.size());
              assertThat(server.post("", pictures.get(which)).withoutTiming())
                  .as("picture %d", which)
                  .isEqualTo(expected.get(which));
            }
          });
      server.awaitReleased(before);
    }
  }

  private static List<byte[]> pictures() {
    var pictures = new ArrayList<byte[]>();
    for (int i = 0; i < 12; i++) {
      pictures.add(Pictures.cut(10 * i, 512 - 15 * i, i % 2 == 0 ? "png" : "jpeg"));
    }
    return pictures;
  }

  private static List<String> expected(List<byte[]> pictures) throws Exception {
    var decoder =
        new ImageDecoder(
            ImageLimits.DEFAULT, Ledger.process(), ByteBudget.unlimited(), Duration.ZERO);
    var expected = new ArrayList<String>();
    try (var tracker =
        ImageTracker.open(TrackerConfig.DEFAULT.withSessions(1), TrackOptions.DEFAULT)) {
      for (var picture : pictures) {
        var decoded = (Decoded) decoder.decode(picture);
        try (var frame = decoded.frame()) {
          var result = tracker.track(frame).withImage(decoded.original());
          expected.add(new Reply(200, Map.of(), ResultJson.toBytes(result)).withoutTiming());
        }
      }
    }
    return expected;
  }
}
