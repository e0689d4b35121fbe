package vitruvian.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import vitruvian.memory.Ledger;

/// A stream may go on in another process after every frame.
final class TravellingStateTest {
  private static final TrackerConfig CONFIG =
      new TrackerConfig(1, Duration.ofMinutes(1), Ledger.process());

  // Tracks in a process of its own, which ends with it.
  private static final class Elsewhere implements AutoCloseable {
    private final Process process;
    private final DataOutputStream to;
    private final DataInputStream from;

    private Elsewhere() throws IOException {
      process = ChildJvm.of(List.of("-Xmx256m"), TravellingStateRun.class).start();
      to = new DataOutputStream(process.getOutputStream());
      from = new DataInputStream(process.getInputStream());
    }

    private TravellingStateRun.Moved track(int n, byte[] before) throws IOException {
      to.writeInt(n);
      to.writeInt(before.length);
      to.write(before);
      to.flush();
      return TravellingStateRun.Moved.read(from);
    }

    private int end() throws IOException, InterruptedException {
      to.writeInt(TravellingStateRun.END);
      to.flush();
      return process.waitFor();
    }

    @Override
    public void close() throws IOException {
      process.destroyForcibly().onExit().join();
      from.close();
      to.close();
    }
  }

  @Test
  void everyFrameInTheOtherProcess() throws IOException, InterruptedException {
    try (var elsewhere = new Elsewhere();
        var tracker = ImageTracker.open(CONFIG, TrackOptions.DEFAULT)) {
      var here = new TravellingStateRun(tracker);
      var state = TrackState.FRESH;
      var bytes = state.toBytes();
      for (int n = 0; n < TravellingStateRun.FRAMES; n++) {
        var unbroken = here.tracked(n, state);
        state = unbroken.after();
        var moved = n % 2 == 0 ? elsewhere.track(n, bytes) : here.track(n, bytes);
        bytes = moved.state();
        assertThat(moved.line()).as("frame %d", n).isEqualTo(Footage.line(unbroken.result()));
        assertThat(bytes).as("state after frame %d", n).isEqualTo(state.toBytes());
      }
      assertThat(elsewhere.end()).isZero();
    }
  }
}
