package vitruvian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A GIF of several pictures is tracked like a video, one of a single picture like a picture.
class AnimationTrackTest {
  @TempDir Path folder;

  private Path gif(String name, int pictures) throws IOException {
    var file = folder.resolve(name);
    var portrait = ImageIO.read(Cli.ASTRONAUT.toFile());
    var writer = ImageIO.getImageWritersByFormatName("gif").next();
    try (var out = ImageIO.createImageOutputStream(file.toFile())) {
      writer.setOutput(out);
      writer.prepareWriteSequence(null);
      for (int i = 0; i < pictures; i++) {
        writer.writeToSequence(new IIOImage(portrait, null, null), null);
      }
      writer.endWriteSequence();
    } finally {
      writer.dispose();
    }
    return file;
  }

  @Test
  void anAnimationHasALineAndAnOverlayForEachFrame() throws IOException {
    var run = Cli.run("track", gif("moving.gif", 3), gif("still.gif", 1));

    assertThat(run.err()).contains("0 failed");
    assertThat(run.code()).isZero();
    assertThat(Cli.files(folder))
        .containsExactly(
            "moving.gif",
            "moving.jsonl",
            "moving.overlay.mp4",
            "still.gif",
            "still.json",
            "still.overlay.png");
    assertThat(Files.readAllLines(folder.resolve("moving.jsonl"))).hasSize(3);
  }
}
