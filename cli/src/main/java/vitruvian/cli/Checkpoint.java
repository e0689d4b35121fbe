package vitruvian.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import vitruvian.tracker.TrackState;

/// How far the results of a video are, and what its stream remembers: a small file beside the
/// results, from before the first of them until the last.
///
/// @param run what must be the same when the work goes on: the video and the options
/// @param frames how many frames are written
/// @param withPerson how many of them show a person
/// @param position how far the landmarks are, as their sink counts
/// @param state what the stream remembers after the last of the frames
record Checkpoint(String run, long frames, long withPerson, long position, TrackState state) {
  static final String SUFFIX = ".resume";

  private static final String VERSION = "vitruvian 1";
  private static final String END = "end";

  Checkpoint {
    if (withPerson < 0 || frames < withPerson || position < 0) {
      throw new IllegalArgumentException(
          "%d frames, %d with a person, position %d".formatted(frames, withPerson, position));
    }
  }

  /// Nothing is written yet.
  static Checkpoint begin(String run) {
    return new Checkpoint(run, 0, 0, 0, TrackState.FRESH);
  }

  /// Replaces the one in the file.
  void write(Path file) throws IOException {
    var text =
        String.join(
            "\n",
            VERSION,
            "run: " + run,
            "frames: " + frames,
            "withPerson: " + withPerson,
            "position: " + position,
            "state: " + Base64.getEncoder().encodeToString(state.toBytes()),
            END,
            "");
    ResultFiles.replace(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /// The one in a file.
  ///
  /// @throws CannotResume where it is none
  static Checkpoint read(Path file) throws IOException {
    // Decoded so that bytes which are no text do not fail in words of their own.
    var lines = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
    if (lines.isEmpty() || !lines.getFirst().equals(VERSION)) {
      throw new CannotResume(
          "%s is not of this version; run again without --resume".formatted(file));
    }
    if (!lines.getLast().equals(END)) {
      throw new CannotResume("%s is damaged (cut off); run again without --resume".formatted(file));
    }
    Map<String, String> values = new LinkedHashMap<>();
    lines.stream()
        .skip(1)
        .map(line -> line.split(": ", 2))
        .filter(pair -> pair.length == 2)
        .forEach(pair -> values.put(pair[0], pair[1]));
    try {
      return new Checkpoint(
          values.getOrDefault("run", ""),
          Long.parseLong(values.getOrDefault("frames", "")),
          Long.parseLong(values.getOrDefault("withPerson", "")),
          Long.parseLong(values.getOrDefault("position", "")),
          TrackState.ofBytes(Base64.getDecoder().decode(values.getOrDefault("state", ""))));
    } catch (IllegalArgumentException damaged) {
      throw new CannotResume(
          "%s is damaged (%s); run again without --resume".formatted(file, damaged.getMessage()));
    }
  }
}
