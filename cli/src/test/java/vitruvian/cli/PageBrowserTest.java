package vitruvian.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import vitruvian.server.HolisticServer;
import vitruvian.server.ServerConfig;
import vitruvian.web.testing.NodeTests;

/// The page in a real browser, served by the service: the tests are those in
/// `web/src/test/browser`, and each is a test here too.
final class PageBrowserTest {
  private static final Path CHROMIUM =
      Path.of(Optional.ofNullable(System.getenv("CHROMIUM")).orElse("/usr/bin/chromium"));

  private static final Path WEB = Path.of("../web").toAbsolutePath().normalize();
  private static final Path TESTS = Path.of("target/page/js/test/browser");
  private static final Path SCREENSHOTS = Path.of("target/screenshots").toAbsolutePath();

  /// Room for this JVM, whose limits are wider than those that the service is started with.
  private static final long CEILING = 4L << 30;

  private static final String TOKEN = "opens the guarded one";

  @TempDir private Path temp;

  @TestFactory
  List<DynamicTest> page() throws IOException, InterruptedException {
    assumeTrue(
        Files.isExecutable(CHROMIUM),
        () -> "skipped: there is no Chromium at %s; CHROMIUM may name one".formatted(CHROMIUM));
    try (var service = new HolisticServer(config(), CEILING, Page::find, "test");
        var guarded = new HolisticServer(config().withToken(TOKEN), CEILING, Page::find, "test")) {
      var settings =
          Map.of(
              "CHROMIUM", CHROMIUM.toString(),
              "VITRUVIAN_SERVICE", service.address().toString(),
              "VITRUVIAN_GUARDED_SERVICE", guarded.address().toString(),
              "VITRUVIAN_TOKEN", TOKEN,
              "VITRUVIAN_WEBCAM", webcam().toString(),
              "VITRUVIAN_MOTION", motion().toString(),
              "VITRUVIAN_SCREENSHOTS", SCREENSHOTS.toString());
      var tests = NodeTests.run(WEB, TESTS, settings, Duration.ofMinutes(30), temp.resolve("tap"));
      assertThat(tests).hasSizeGreaterThan(20);
      return tests;
    }
  }

  // Free ports, and as much patience as a busy machine may need.
  private static ServerConfig config() {
    var usual = ServerConfig.DEFAULT;
    return new ServerConfig(
        usual.host(),
        0,
        0,
        OptionalInt.of(1),
        OptionalLong.empty(),
        usual.maxBody(),
        usual.maxPixels(),
        usual.maxSide(),
        usual.queue(),
        Duration.ofMinutes(1),
        usual.maxStreams(),
        usual.maxFrame(),
        Optional.empty(),
        Optional.empty());
  }

  /// Somebody's motion as `.vrma` and `.motion.jsonl`; what is given is their path without these.
  private Path motion() throws IOException {
    var results = ConvertCommandTest.moving(temp.resolve("moving.jsonl"), 12);
    for (var format : List.of("vrma", "jsonl")) {
      var run = Cli.run("convert", results, "--format", format);
      assertThat(run.code()).as(run.err()).isEqualTo(Exit.OK);
    }
    return temp.resolve("moving");
  }

  /// What the browser takes for its webcam: the portrait, as JPEG pictures one after the other.
  private Path webcam() throws IOException {
    var picture = new BufferedImage(640, 480, BufferedImage.TYPE_INT_RGB);
    var canvas = picture.createGraphics();
    canvas.setColor(Color.GRAY);
    canvas.fillRect(0, 0, picture.getWidth(), picture.getHeight());
    var portrait = Objects.requireNonNull(ImageIO.read(Cli.ASTRONAUT.toFile()));
    canvas.drawImage(portrait, 80, 0, 480, 480, null);
    canvas.dispose();
    var pictures = new ByteArrayOutputStream();
    for (int i = 0; i < 4; i++) {
      assertThat(ImageIO.write(picture, "jpeg", pictures)).isTrue();
    }
    return Files.write(temp.resolve("webcam.mjpeg"), pictures.toByteArray());
  }
}
