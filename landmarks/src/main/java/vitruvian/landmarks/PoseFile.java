package vitruvian.landmarks;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import com.google.errorprone.annotations.MustBeClosed;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;

/// Writes the results of a video as a `.pose` file of version 0.2, as research on sign languages
/// uses it: byte for byte what the library pose-format makes of the same results of MediaPipe
/// Holistic.
///
/// The numbers are little-endian floats, with one person per frame and these components:
/// `POSE_LANDMARKS` (33 points), `FACE_LANDMARKS` (468 or 478), `LEFT_HAND_LANDMARKS` and
/// `RIGHT_HAND_LANDMARKS` (21 each) and `POSE_WORLD_LANDMARKS` (33). `X` and `Y` are in pixels of
/// the header's frame, whatever the size of the single picture; `Z` is as in [NormalizedLandmark].
/// The points in space are metres times the frame's width and height, and metres for `Z`: so that
/// library has it. The confidence is a body point's visibility, and 1 for the points of
/// a face or a hand. A part that was not found is all zeros, confidences included. Presence, the
/// hands' points in space, masks and times have no place in the format.
///
/// The format has the points of all frames before the confidences of all frames, so that these wait
/// in a [second file][#companion(Path)] until [#finish] appends them; memory does not grow. Up to
/// then the file claims to have no frames. Nothing is buffered: when [#write] returns, the frame
/// survives the death of this process, though not of the machine, and [#resume] goes on behind any
/// frame so far.
///
/// Not thread-safe. Owns two open files until [#close] or [#finish]. To write after that is a
/// [java.nio.channels.ClosedChannelException], and so it is for a thread that is interrupted; what
/// was written before can be resumed.
public final class PoseFile implements Closeable {
  private static final String SUFFIX = ".confidence";

  private final Path path;
  private final byte[] head;
  private final PoseFileFrame frame;
  private final long pointsBytes;
  private final long confidencesBytes;
  private final FileChannel file;
  private final FileChannel companion;
  private long frames;

  private PoseFile(Path path, PoseFileHeader header, Set<OpenOption> options) throws IOException {
    this.path = path;
    this.head = header.bytes();
    this.frame = new PoseFileFrame(header);
    this.pointsBytes = (long) header.people() * header.points() * PoseFileFrame.POINT_BYTES;
    this.confidencesBytes = (long) header.people() * header.points() * Float.BYTES;
    this.file = FileChannel.open(path, options);
    try {
      this.companion = FileChannel.open(companion(path), CREATE, READ, WRITE);
    } catch (Throwable failure) {
      file.close();
      throw failure;
    }
  }

  /// Where the confidences of an unfinished file wait: beside it.
  public static Path companion(Path path) {
    return path.resolveSibling(path.getFileName() + SUFFIX);
  }

  /// Begins a file, in place of any that is there.
  @MustBeClosed
  public static PoseFile create(Path path, PoseFileHeader header) throws IOException {
    var created = new PoseFile(path, header, Set.of(CREATE, TRUNCATE_EXISTING, READ, WRITE));
    try {
      created.companion.truncate(0);
      write(ByteBuffer.wrap(created.head), created.file, 0);
      return created;
    } catch (Throwable failure) {
      created.close();
      throw failure;
    }
  }

  /// Goes on with a file behind its first frames and drops the rest, whether it was finished or
  /// left in the middle. What comes of it is the same as without the break.
  ///
  /// @param header the one with which the file was begun
  /// @param frames how many to keep, 0 or more
  /// @throws IOException also where the file is not one of this header, or does not have so many
  ///     frames, or the companion of an unfinished one is missing; the files are then as before
  @MustBeClosed
  public static PoseFile resume(Path path, PoseFileHeader header, long frames) throws IOException {
    if (frames < 0) {
      throw new IllegalArgumentException("not a number of frames: " + frames);
    }
    boolean alone = Files.notExists(companion(path));
    var resumed = new PoseFile(path, header, Set.of(READ, WRITE));
    try {
      resumed.cut(frames);
      return resumed;
    } catch (Throwable failure) {
      resumed.close();
      if (alone) {
        Files.deleteIfExists(companion(path));
      }
      throw failure;
    }
  }

  /// How many frames were written, those before a [#resume] included.
  public long frames() {
    return frames;
  }

  /// Writes the next frame. After an [IOException] it counts as not written.
  ///
  /// @throws IllegalArgumentException where there are more people than the
  ///     header says, or the face has not as many
  ///     points as the header says
  public void write(HolisticResult result) throws IOException {
    frame.set(result);
    write(frame.points(), file, pointsEnd(frames));
    write(frame.confidences(), companion, frames * confidencesBytes);
    frames++;
  }

  /// Completes the file with the frames so far, which may be none, and closes it; its companion is
  /// gone then.
  public void finish() throws IOException {
    file.truncate(pointsEnd(frames));
    copy(companion, 0, file, pointsEnd(frames));
    writeCount(frames);
    close();
    Files.delete(companion(path));
  }

  /// Closes both files. Without [#finish] before, they stay as they are, to be resumed.
  @Override
  public void close() throws IOException {
    try (file) {
      companion.close();
    }
  }

  /// Keeps the first frames of a file just opened. Whenever the process dies, it finds either a
  /// finished file or a companion with these frames the next time.
  private void cut(long keep) throws IOException {
    long finished = readCount();
    if (file.size() == pointsEnd(finished) + finished * confidencesBytes) {
      requireFrames(path, finished, keep);
      frames = keep;
      copy(file, pointsEnd(finished), companion, 0);
    } else {
      requireFrames(path, (file.size() - head.length) / pointsBytes, keep);
      requireFrames(companion(path), companion.size() / confidencesBytes, keep);
      frames = keep;
    }
    writeCount(0);
    file.truncate(pointsEnd(keep));
    companion.truncate(keep * confidencesBytes);
  }

  private static void requireFrames(Path path, long there, long needed) throws IOException {
    if (there < needed) {
      throw new IOException(
          "%s has %d of the %d frames to go on behind".formatted(path, there, needed));
    }
  }

  private long pointsEnd(long count) {
    return head.length + count * pointsBytes;
  }

  /// The number of frames in the head, the rest of which must be this file's.
  private long readCount() throws IOException {
    var found = new byte[head.length];
    var buffer = ByteBuffer.wrap(found).order(ByteOrder.LITTLE_ENDIAN);
    file.read(buffer, 0);
    int count = buffer.getInt(countAt());
    buffer.putInt(countAt(), 0);
    if (!Arrays.equals(found, head)) {
      throw new IOException(path + " is no .pose file of this size, frame rate and kind of face");
    }
    return Integer.toUnsignedLong(count);
  }

  private void writeCount(long count) throws IOException {
    var bytes = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    write(bytes.putInt((int) count).flip(), file, countAt());
  }

  private int countAt() {
    return head.length - PoseFileHeader.COUNTS_BYTES;
  }

  /// Copies the confidences of all frames.
  private void copy(FileChannel from, long start, FileChannel to, long at) throws IOException {
    to.position(at);
    long bytes = frames * confidencesBytes;
    for (long done = 0; done < bytes; ) {
      long more = from.transferTo(start + done, bytes - done, to);
      if (more == 0) {
        throw new EOFException(path + " or its companion has become shorter");
      }
      done += more;
    }
  }

  private static void write(ByteBuffer from, FileChannel to, long at) throws IOException {
    while (from.hasRemaining()) {
      at += to.write(from, at);
    }
  }
}
