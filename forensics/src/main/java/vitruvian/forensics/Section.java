package vitruvian.forensics;

import java.util.Locale;

/// A part of a [Snapshot].
public enum Section {
  /// The lines of the account: name and bytes.
  ACCOUNT,
  /// Native memory by owner in the ledger and by where it was opened.
  LEDGER,
  /// Objects alive in the Java heap, by class.
  CLASSES,
  /// Threads by the pattern of their names, with the frame in which they run.
  THREADS,
  /// Open file descriptors by the pattern of what they point to.
  FILES,
  /// Class loaders by their class; the bytes are those of their metadata.
  LOADERS,
  /// Buffers outside the heap: direct and mapped.
  BUFFERS;

  /// The name in JSON.
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
