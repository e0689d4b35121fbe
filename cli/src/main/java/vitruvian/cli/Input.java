package vitruvian.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import vitruvian.landmarks.PoseFile;

/// What is tracked as one picture or video, and where its results go.
///
/// @param name what it is called in messages
/// @param file where it is read; of a numbered sequence the pattern
/// @param stem the path of the results without the endings of their names
/// @param source what it is made of
record Input(String name, Path file, Path stem, Source source) {
  /// What an input is made of.
  sealed interface Source {
    /// A file that is named or found.
    record OnDisk() implements Source {}

    /// Pictures that are one video together.
    record Numbered(Sequence pictures) implements Source {}

    /// What came through standard input, in a file without a name.
    record StandardInput() implements Source {}
  }

  // What the usual file systems take, in bytes.
  private static final int MOST_NAME = 255;
  private static final int HASH_DIGITS = 8;

  // What stands beside a result while it is being written has a longer name yet.
  private static final Map<String, Integer> BESIDE =
      Map.of(
          OutputFormat.POSE.suffix(),
          PoseFile.companion(Path.of("x")).toString().length() - 1,
          VideoResults.OVERLAY,
          ".before".length());

  /// A file.
  Input(Path file, Path stem) {
    this(file.toString(), file, stem, new Source.OnDisk());
  }

  Input withStem(Path other) {
    return new Input(name, file, other, source);
  }

  /// The stems that its results may have: the name without its ending, and what tells it apart from
  /// ever more others. Which of them it gets depends on the other inputs, not on their order.
  List<Path> stems() {
    var parent = file.toAbsolutePath().normalize().getParent();
    var folder = parent == null || parent.getFileName() == null ? "" : parent.getFileName() + ".";
    var full =
        source instanceof Source.StandardInput ? "standard-input" : file.getFileName().toString();
    return List.of(
        stem,
        stem.resolveSibling(full),
        stem.resolveSibling(folder + full),
        stem.resolveSibling(full + "." + hash(file.toAbsolutePath().normalize().toString())));
  }

  /// Whether its name says that it is a video.
  boolean looksLikeVideo() {
    return source instanceof Source.Numbered || Inputs.looksLikeVideo(file);
  }

  /// The path of one result. Where the name would be longer than file systems take, its stem is cut
  /// and the cut made up for by a hash of the whole.
  ///
  /// @param suffix the ending with its dot, such as `.overlay.png`
  Path output(String suffix) {
    var name = stem.getFileName().toString();
    int room = MOST_NAME - bytes(suffix) - BESIDE.getOrDefault(suffix, 0);
    if (bytes(name) > room) {
      name = cut(name, room - HASH_DIGITS - 1) + "~" + hash(name);
    }
    return stem.resolveSibling(name + suffix);
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  // Between two characters.
  private static String cut(String text, int mostBytes) {
    int end = 0;
    for (int used = 0; end < text.length(); ) {
      int next = text.offsetByCodePoints(end, 1);
      used += bytes(text.substring(end, next));
      if (used > mostBytes) {
        break;
      }
      end = next;
    }
    return text.substring(0, end);
  }

  private static String hash(String text) {
    try {
      var digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
