package vitruvian.leaklab.faults;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import vitruvian.landmarks.HolisticResult;
import vitruvian.server.Tracking;
import vitruvian.tracker.Frame;
import vitruvian.tracker.TrackOptions;

/// A direct buffer for each request, with the upper part of its picture, kept in a static list: at
/// most 64 KB each.
public final class KeptBuffers implements Tracking {
  private static final int BYTES = 64 << 10;
  private static final List<ByteBuffer> BUFFERS = new CopyOnWriteArrayList<>();

  private final Tracking own;

  public KeptBuffers(Tracking own) {
    this.own = own;
  }

  @Override
  public HolisticResult track(Frame frame, TrackOptions options) throws InterruptedException {
    int bytes = (int) Math.min(BYTES, frame.pixels().byteSize());
    BUFFERS.add(
        ByteBuffer.allocateDirect(bytes).put(frame.pixels().asSlice(0, bytes).asByteBuffer()));
    return own.track(frame, options);
  }
}
