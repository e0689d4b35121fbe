package vitruvian.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
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
  private static final AtomicLong COUNT = new AtomicLong();

  private final OutputFormat format;
  private final boolean overlay;
  private final boolean several;
  private final Optional<Conversion> conversion;
  private final OverlayCanvas canvas = new OverlayCanvas();

  /// @param several whether several people are looked for
  /// @param conversion what is made of each result when it is written
  ResultFiles(
      OutputFormat format, boolean overlay, boolean several, Optional<Conversion> conversion) {
    this.several = several;
    this.format = format;
    this.overlay = overlay;
    this.conversion = conversion;
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
    if (conversion.isPresent() && conversion.get().suits(result)) {
      conversion.get().convert(input.output(format.suffix()), input.stem());
    }
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
    replaceByPath(
        file,
        unfinished -> {
          try (var out =
              new BufferedOutputStream(
                  Files.newOutputStream(
                      unfinished, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING),
                  BUFFER)) {
            content.writeTo(out);
          }
        });
  }

  @FunctionalInterface
  interface ContentByPath {
    void writeTo(Path unfinished) throws IOException;
  }

  static void replaceByPath(Path file, ContentByPath content) throws IOException {
    // Not made of the file's name, which may be as long as names can be. The numbers tell apart
    // what
    // several programs, and threads, write at the same time.
    var unfinished =
        file.resolveSibling(
            ".vitruvian.%d.%d.unfinished"
                .formatted(ProcessHandle.current().pid(), COUNT.incrementAndGet()));
    try {
      content.writeTo(unfinished);
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
