package vitruvian.cli;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import vitruvian.landmarks.FrameResult;
import vitruvian.landmarks.ResultCsv;
import vitruvian.landmarks.ResultJson;

/// The lines of a video, JSON or CSV.
final class LineSink implements FrameSink {
  private static final int BUFFER = 1 << 17;

  private final OutputFormat format;
  private final boolean several;
  private final OutputStream out;
  private final Position position;

  private LineSink(OutputFormat format, boolean several, OutputStream out, Position position) {
    this.format = format;
    this.several = several;
    this.out = new BufferedOutputStream(out, BUFFER);
    this.position = position;
  }

  @FunctionalInterface
  private interface Position {
    long bytes() throws IOException;
  }

  /// Lines to a stream that somebody else closes.
  ///
  /// @param several whether several people are looked for
  static LineSink of(OutputFormat format, boolean several, OutputStream out) throws IOException {
    var sink = new LineSink(format, several, new Open(out), () -> 0);
    sink.begin();
    return sink;
  }

  /// Lines to a new file, or to what an earlier run left of it.
  ///
  /// @param several whether several people are looked for
  /// @param bytes how many bytes of the file stay
  static LineSink of(OutputFormat format, boolean several, Path file, long bytes)
      throws IOException {
    var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.size() < bytes) {
        throw new IOException(
            "%s has %d bytes of the %d to go on behind".formatted(file, channel.size(), bytes));
      }
      channel.truncate(bytes).position(bytes);
      var sink =
          new LineSink(format, several, Channels.newOutputStream(channel), channel::position);
      if (bytes == 0) {
        sink.begin();
      }
      return sink;
    } catch (Throwable failure) {
      channel.close();
      throw failure;
    }
  }

  /// A stream that is not closed with the sink.
  private static final class Open extends FilterOutputStream {
    private Open(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
      out.write(bytes, offset, count);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }

  private void begin() throws IOException {
    if (format == OutputFormat.CSV) {
      ResultCsv.writeHeading(several, out);
    }
  }

  @Override
  public void write(FrameResult frame) throws IOException {
    if (format == OutputFormat.CSV) {
      ResultCsv.writeLines(frame, several, out);
    } else {
      ResultJson.writeLine(frame, out);
    }
  }

  @Override
  public long flush() throws IOException {
    out.flush();
    return position.bytes();
  }

  @Override
  public void finish() throws IOException {
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
