package vitruvian.leaklab.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import vitruvian.landmarks.HolisticResult;
import vitruvian.landmarks.ResultJson;
import vitruvian.server.Tracking;
import vitruvian.tracker.Frame;
import vitruvian.tracker.TrackOptions;

/// A file for each result, which is written and left open.
public final class OpenFiles implements Tracking {
  private static final List<FileChannel> FILES = new CopyOnWriteArrayList<>();

  private final Tracking own;

  public OpenFiles(Tracking own) {
    this.own = own;
  }

  @Override
  public HolisticResult track(Frame frame, TrackOptions options) throws InterruptedException {
    var result = own.track(frame, options);
    try {
      var file =
          FileChannel.open(
              Files.createTempFile("leaklab-result-", ".json"), StandardOpenOption.WRITE);
      FILES.add(file);
      file.write(ByteBuffer.wrap(ResultJson.toBytes(result)));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return result;
  }
}
