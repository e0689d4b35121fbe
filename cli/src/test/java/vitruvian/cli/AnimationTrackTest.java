package vitruvian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.metadata.IIOMetadataNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A GIF of several pictures is tracked like a video, one of a single picture like a picture.
class AnimationTrackTest {
  private static final String FORM = "javax_imageio_gif_image_1.0";

  @TempDir Path folder;

  private Path gif(String name, int pictures) throws IOException {
    var file = folder.resolve(name);
    var portrait = ImageIO.read(Cli.ASTRONAUT.toFile());
    var writer = ImageIO.getImageWritersByFormatName("gif").next();
    try (var out = ImageIO.createImageOutputStream(file.toFile())) {
      writer.setOutput(out);
      writer.prepareWriteSequence(null);
      var times = writer.getDefaultImageMetadata(new ImageTypeSpecifier(portrait), null);
      var root = times.getAsTree(FORM);
      var control = new IIOMetadataNode("GraphicControlExtension");
      control.setAttribute("disposalMethod", "none");
      control.setAttribute("userInputFlag", "FALSE");
      control.setAttribute("transparentColorFlag", "FALSE");
      control.setAttribute("delayTime", "10");
      control.setAttribute("transparentColorIndex", "0");
      root.appendChild(control);
      times.mergeTree(FORM, root);
      for (int i = 0; i < pictures; i++) {
        writer.writeToSequence(new IIOImage(portrait, null, times), null);
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
