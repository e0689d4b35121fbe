package vitruvian.video.ffmpeg;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;

/// The names of files as FFmpeg takes them: the very bytes that the file system has, whatever the
/// locale takes them for. As text a name may have lost some; its URI has all.
final class FileUrl {
  private static final byte[] SCHEME = "file:".getBytes(StandardCharsets.US_ASCII);

  private FileUrl() {}

  static MemorySegment of(Path file, Arena arena) {
    var escaped = file.toAbsolutePath().toUri().getRawPath();
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(SCHEME);
    for (int i = 0; i < escaped.length(); i++) {
      if (escaped.charAt(i) == '%') {
        bytes.write(HexFormat.fromHexDigits(escaped, i + 1, i + 3));
        i += 2;
      } else {
        bytes.write(escaped.charAt(i));
      }
    }
    bytes.write(0);
    return arena.allocateFrom(JAVA_BYTE, bytes.toByteArray());
  }
}
