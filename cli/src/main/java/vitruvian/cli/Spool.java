package vitruvian.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// What comes through a stream, as a file that can be read from anywhere in it. Only this user may
/// read it, and where the system allows it the file has no name while it is used, so that nothing
/// is left of it however the process ends. Owns an open file until [#close].
final class Spool implements AutoCloseable {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final int BUFFER = 1 << 16;

  private final FileChannel channel;
  private final Path named;
  private Path file;

  private Spool(Path named) throws IOException {
    this.named = named;
    this.file = named;
    this.channel = FileChannel.open(named, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /// Reads a stream to its end.
  ///
  /// @param most bytes
  /// @throws IOException also where there are more
  static Spool of(InputStream in, long most) throws IOException {
    var spool = new Spool(Files.createTempFile(folder(), "vitruvian-", ".stdin"));
    try {
      spool.forgetName();
      spool.fill(in, most);
      return spool;
    } catch (Throwable failure) {
      spool.close();
      throw failure;
    }
  }

  private static Path folder() {
    var chosen = System.getenv("TMPDIR");
    return Path.of(
        chosen == null || chosen.isEmpty() ? System.getProperty("java.io.tmpdir", "/tmp") : chosen);
  }

  private void forgetName() throws IOException {
    if (!Files.isDirectory(DESCRIPTORS)) {
      return;
    }
    var real = named.toRealPath();
    try (var descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
      for (var descriptor : descriptors) {
        if (isLinkTo(descriptor, real)) {
          Files.delete(named);
          file = descriptor;
          return;
        }
      }
    }
  }

  // Descriptors of other threads come and go meanwhile.
  private static boolean isLinkTo(Path descriptor, Path target) {
    try {
      return Files.readSymbolicLink(descriptor).equals(target);
    } catch (IOException _) {
      return false;
    }
  }

  private void fill(InputStream in, long most) throws IOException {
    var buffer = new byte[BUFFER];
    long all = 0;
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      all += count;
      if (all > most) {
        throw new IOException("there is more than the limit of %d bytes".formatted(most));
      }
      var bytes = ByteBuffer.wrap(buffer, 0, count);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }

  /// Where it can be read until this is closed.
  Path file() {
    return file;
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      Files.deleteIfExists(named);
    }
  }
}
