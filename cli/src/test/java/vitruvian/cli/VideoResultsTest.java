package vitruvian.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import vitruvian.landmarks.FrameResult;
import vitruvian.landmarks.HolisticResult;
import vitruvian.landmarks.ImageSize;
import vitruvian.landmarks.Timing;
import vitruvian.tracker.Frame;
import vitruvian.tracker.TrackState;

class VideoResultsTest {
  private static final ImageSize SIZE = new ImageSize(1, 1);

  private static FrameResult result(long number) {
    return new FrameResult(
        number, Duration.ofMillis(number), new HolisticResult(SIZE, SIZE, List.of(), Timing.NONE));
  }

  private static void write(VideoResults results, long number) throws IOException {
    try (var frame = Frame.ofRgb(1, 1, new byte[3])) {
      var shown = new VideoResults.Shown(frame, Duration.ofMillis(1));
      results.write(shown, result(number), TrackState.FRESH);
    }
  }

  /// A sink whose second frame does not find room.
  private static final class FullForAMoment implements FrameSink {
    private int writes;

    @Override
    public void write(FrameResult frame) throws IOException {
      writes++;
      if (writes == 2) {
        throw new IOException("no room");
      }
    }

    @Override
    public long flush() {
      return writes;
    }

    @Override
    public void finish() {}

    @Override
    public void close() {}
  }

  // Frames behind it wait already when one fails; with them the results would have a gap.
  @Test
  void nothingIsWrittenBehindAFrameThatIsMissing() throws IOException {
    var sink = new FullForAMoment();
    try (var results = VideoResults.lines(sink)) {
      write(results, 0);
      assertThatIOException().isThrownBy(() -> write(results, 1)).withMessage("no room");
      assertThatIOException().isThrownBy(() -> write(results, 2));
      assertThat(results.frames()).isEqualTo(1);
    }
    assertThat(sink.writes).isEqualTo(2);
  }

  @Test
  void linesLeaveTheirStreamOpen() throws IOException {
    var written = new ByteArrayOutputStream();
    var out =
        new OutputStream() {
          @Override
          public void write(int one) {
            written.write(one);
          }

          @Override
          public void close() {
            throw new AssertionError("it is somebody else's");
          }
        };
    try (var results = VideoResults.lines(LineSink.of(OutputFormat.JSONL, false, out))) {
      write(results, 0);
      results.finish();
    }
    assertThat(written.toString(StandardCharsets.UTF_8))
        .startsWith("{\"frame\":0,")
        .endsWith("}\n");
  }
}
