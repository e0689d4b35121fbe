package vitruvian.leaklab.faults;

import java.lang.foreign.Arena;
import vitruvian.landmarks.HolisticResult;
import vitruvian.memory.Ledger;
import vitruvian.server.Tracking;
import vitruvian.tracker.Frame;
import vitruvian.tracker.TrackOptions;

/// A copy of each picture that nobody closes and nobody holds: four bytes a pixel, which the safety
/// net frees at some collection.
public final class ForgottenFrame implements Tracking {
  private final Tracking own;

  public ForgottenFrame(Tracking own) {
    this.own = own;
  }

  @Override
  public HolisticResult track(Frame frame, TrackOptions options) throws InterruptedException {
    return own.track(copy(frame), options);
  }

  @SuppressWarnings("MustBeClosedChecker") // this is the fault
  private static Frame copy(Frame frame) {
    var arena = Arena.ofShared();
    var pixels = arena.allocate(frame.pixels().byteSize(), 64);
    pixels.copyFrom(frame.pixels());
    return Frame.own(frame.width(), frame.height(), pixels, Ledger.process(), arena::close);
  }
}
