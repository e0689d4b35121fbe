package vitruvian.tracker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import vitruvian.memory.Ledger;

/// One stream whose state is only ever held as bytes: here, and in the process that
/// [TravellingStateTest] starts.
final class TravellingStateRun {
  static final int FRAMES = 8;
  static final int END = -1;

  private static final int LOST = 4;
  private static final TrackerConfig CONFIG =
      new TrackerConfig(1, Duration.ofMinutes(1), Ledger.process());

  private final Footage footage = new Footage();
  private final VideoTracker video;

  TravellingStateRun(ImageTracker tracker) {
    var tracking = TrackOptions.DEFAULT.withRefineFace(true).withSegmentation(true);
    this.video = tracker.video(new VideoOptions(tracking, true, true));
  }

  /// What a frame gave, as it travels.
  ///
  /// @param line the result
  /// @param state the bytes of the state after it
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Moved(String line, byte[] state) {
    void write(DataOutputStream to) throws IOException {
      // Not writeUTF, which ends at 64 KB.
      var text = line.getBytes(UTF_8);
      to.writeInt(text.length);
      to.write(text);
      to.writeInt(state.length);
      to.write(state);
      to.flush();
    }

    static Moved read(DataInputStream from) throws IOException {
      var text = from.readNBytes(from.readInt());
      var state = from.readNBytes(from.readInt());
      return new Moved(new String(text, UTF_8), state);
    }
  }

  /// Tracks a frame from the bytes of the state after the one before.
  Moved track(int n, byte[] before) throws InterruptedException {
    var tracked = tracked(n, TrackState.ofBytes(before));
    return new Moved(Footage.line(tracked.result()), tracked.after().toBytes());
  }

  /// Tracks a frame without the detour.
  VideoTracker.Tracked tracked(int n, TrackState before) throws InterruptedException {
    var picture = footage.frame(3, n);
    try (var frame = (n == LOST ? Footage.nobody(picture) : picture).frame()) {
      return video.track(frame, Footage.time(n), before);
    }
  }

  /// Tracks the frames whose numbers and states come in, until [#END].
  public static void main(String[] args) throws IOException, InterruptedException {
    var in = new DataInputStream(System.in);
    var out = new DataOutputStream(new BufferedOutputStream(System.out));
    try (var tracker = ImageTracker.open(CONFIG, TrackOptions.DEFAULT)) {
      var run = new TravellingStateRun(tracker);
      for (int n = in.readInt(); n != END; n = in.readInt()) {
        run.track(n, in.readNBytes(in.readInt())).write(out);
      }
    }
  }
}
