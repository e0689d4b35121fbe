package vitruvian.cli;

import java.io.IOException;
import java.time.Duration;
import vitruvian.landmarks.HolisticResult;
import vitruvian.memory.ByteBudget;
import vitruvian.memory.ByteBudget.Reservation;
import vitruvian.tracker.DecodeOutcome.Decoded;
import vitruvian.tracker.DecodeOutcome.Refused;
import vitruvian.tracker.Frame;
import vitruvian.tracker.ImageDecoder;
import vitruvian.tracker.ImageTracker;

/// Does everything for one picture after the other: decodes, tracks, writes.
///
/// @param resume whether a picture whose results are there is left as it is
/// @param heap what the Java heap has room for at the same time
/// @param bytesPerPixel what the results of a picture need of it
/// @param sink used by this worker alone
record PictureWork(
    ImageDecoder decoder,
    ImageTracker tracker,
    ByteBudget heap,
    int bytesPerPixel,
    ResultSink sink,
    boolean resume) {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /// Does one picture.
  Outcome track(Input input) throws IOException, InterruptedException {
    if (sink.isVideoOnly()) {
      return new Outcome.Failed("--format pose is for videos; pictures have json, jsonl or csv");
    }
    if (resume && sink.isWritten(input)) {
      return new Outcome.Done();
    }
    long start = System.nanoTime();
    return switch (decoder.decode(input.file())) {
      case Refused refused -> new Outcome.Failed(refused.message());
      case Decoded(Frame frame, _) -> {
        try (frame) {
          var decode = Duration.ofNanos(System.nanoTime() - start);
          yield track(input, frame, result -> result.withDecode(decode));
        }
      }
    };
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
      return new Outcome.Picture(!result.people().isEmpty());
    }
  }

  @FunctionalInterface
  private interface Completion {
    HolisticResult complete(HolisticResult tracked);
  }
}
