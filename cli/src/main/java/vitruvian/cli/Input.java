package vitruvian.cli;

import java.nio.file.Path;

/// A file to track, and where its results go.
///
/// @param file as it is named in messages
/// @param stem the path of the results without the endings of their names
record Input(Path file, Path stem) {
  /// The path of one result.
  ///
  /// @param suffix the ending with its dot, such as `.overlay.png`
  Path output(String suffix) {
    return stem.resolveSibling(stem.getFileName() + suffix);
  }
}
