package vitruvian.cli;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.Optional;
import vitruvian.landmarks.HolisticResult;
import vitruvian.memory.ByteBudget;
import vitruvian.memory.ByteBudget.Reservation;
import vitruvian.tracker.DecodeOutcome.Decoded;
import vitruvian.tracker.DecodeOutcome.Refused;
import vitruvian.tracker.Frame;
import vitruvian.tracker.ImageDecoder;
import vitruvian.tracker.ImageTracker;
import vitruvian.tracker.Refusal;

/// Does everything for one picture after the other: decodes, tracks, writes.
///
/// @param heap what the Java heap has room for at the same time
/// @param bytesPerPixel what the results of a picture need of it
/// @param sink used by this worker alone
record PictureWorker(
    ImageDecoder decoder,
    ImageTracker tracker,
    ByteBudget heap,
    int bytesPerPixel,
    ResultSink sink) {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /// What became of an input.
  sealed interface Outcome {
    /// Its results are written.
    record Tracked(boolean person) implements Outcome {}

    /// There are no results, or not all.
    ///
    /// @param why one line for people
    record Failed(String why) implements Outcome {}
  }

  /// Does one picture, so that nothing that is wrong with it ends the work on others.
  Outcome work(Input input) throws InterruptedException {
    try {
      long start = System.nanoTime();
      return switch (decoder.decode(input.file())) {
        case Refused refused -> new Outcome.Failed(why(input, refused));
        case Decoded(Frame frame, var original) -> {
          try (frame) {
            var decode = Duration.ofNanos(System.nanoTime() - start);
            yield track(input, frame, result -> result.withImage(original).withDecode(decode));
          }
        }
      };
    } catch (IOException failure) {
      return new Outcome.Failed(why(failure));
    } catch (RuntimeException failure) {
      return new Outcome.Failed(failure.toString());
    }
  }

  private Outcome track(Input input, Frame frame, Completion completion)
      throws IOException, InterruptedException {
    long bytes = (long) bytesPerPixel * frame.width() * frame.height();
    var room = heap.reserve(bytes, PATIENCE);
    if (room.isEmpty()) {
      return new Outcome.Failed(
          "its overlay and mask at %d x %d pixels need %d MB of the Java heap, of which %d MB are free; use a smaller --max-side or --no-overlay"
              .formatted(frame.width(), frame.height(), bytes >> 20, heap.free() >> 20));
    }
    try (Reservation _ = room.get()) {
      var result = completion.complete(tracker.track(frame));
      sink.write(input, frame, result);
      return new Outcome.Tracked(!result.people().isEmpty());
    }
  }

  @FunctionalInterface
  private interface Completion {
    HolisticResult complete(HolisticResult tracked);
  }

  private static String why(Input input, Refused refused) {
    return Inputs.looksLikeVideo(input.file()) && refused.reason() != Refusal.UNREADABLE
        ? "videos are not supported yet"
        : refused.message();
  }

  private static String why(IOException failure) {
    var file =
        failure instanceof FileSystemException known
            ? Optional.ofNullable(known.getFile()).map(name -> " " + name)
            : Optional.<String>empty();
    var reason =
        failure instanceof FileSystemException known
            ? Optional.ofNullable(known.getReason())
            : Optional.ofNullable(failure.getMessage());
    return "the result cannot be written%s: %s"
        .formatted(file.orElse(""), reason.orElse(failure.getClass().getSimpleName()));
  }
}
