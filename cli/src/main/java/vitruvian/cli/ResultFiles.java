package vitruvian.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import vitruvian.landmarks.HolisticResult;
import vitruvian.render.OverlayRenderer;
import vitruvian.render.PictureWriter;
import vitruvian.tracker.Frame;

/// Results as files. A file is either not there or complete: it is written under another name in
/// the same folder and then moved. Not thread-safe, since buffers are kept from picture to picture.
final class ResultFiles implements ResultSink {
  static final String OVERLAY = ".overlay.png";
  static final String MASK = ".mask.png";

  private static final OverlayRenderer RENDERER = new OverlayRenderer();
  private static final int BUFFER = 1 << 14;

  private final OutputFormat format;
  private final boolean overlay;
  private final boolean several;
  private final OverlayCanvas canvas = new OverlayCanvas();

  /// @param several whether several people are looked for
  ResultFiles(OutputFormat format, boolean overlay, boolean several) {
    this.several = several;
    this.format = format;
    this.overlay = overlay;
  }

  @Override
  public void write(Input input, Frame frame, HolisticResult result) throws IOException {
    Files.createDirectories(input.stem().toAbsolutePath().getParent());
    for (int i = 0; i < result.people().size(); i++) {
      var person = result.people().get(i);
      if (person.mask().isPresent()) {
        var suffix = i == 0 ? MASK : "." + (i + 1) + MASK;
        replace(input.output(suffix), out -> out.write(person.mask().get().toPng()));
      }
    }
    replace(input.output(format.suffix()), out -> format.write(result, several, out));
    if (overlay) {
      var image = canvas.copyOf(frame);
      RENDERER.drawOn(image, result);
      replace(input.output(OVERLAY), out -> PictureWriter.writePng(image, out));
    }
  }

  @Override
  public boolean isVideoOnly() {
    return format == OutputFormat.POSE;
  }

  // The mask, which only a person has, is written before these.
  @Override
  public boolean isWritten(Input input) {
    return Files.exists(input.output(format.suffix()))
        && (!overlay || Files.exists(input.output(OVERLAY)));
  }

  @FunctionalInterface
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  static void replace(Path file, Content content) throws IOException {
    // The number tells apart what several programs write at the same time.
    var unfinished =
        file.resolveSibling(
            ".%s.%d.unfinished".formatted(file.getFileName(), ProcessHandle.current().pid()));
    try {
      try (var out =
          new BufferedOutputStream(
              Files.newOutputStream(
                  unfinished, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING),
              BUFFER)) {
        content.writeTo(out);
      }
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (Throwable failure) {
      delete(unfinished, failure);
      throw failure;
    }
  }

  private static void delete(Path unfinished, Throwable failure) {
    try {
      Files.deleteIfExists(unfinished);
    } catch (IOException more) {
      failure.addSuppressed(more);
    }
  }
}
