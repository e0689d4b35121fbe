package vitruvian.cli;

import java.io.IOException;
import vitruvian.landmarks.FrameResult;
import vitruvian.landmarks.PoseFile;

/// A video's `.pose` file.
record PoseSink(PoseFile file) implements FrameSink {
  @Override
  public void write(FrameResult frame) throws IOException {
    file.write(frame.result());
  }

  @Override
  public long flush() {
    return file.frames();
  }

  @Override
  public void finish() throws IOException {
    file.finish();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
