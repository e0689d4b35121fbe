package vitruvian.forensics;

import java.util.List;

/// Which objects of a heap are asked for.
public sealed interface Wanted {
  /// The instances of some classes and of those that extend them; arrays as `byte[]`.
  record Instances(List<String> classes) implements Wanted {
    public Instances {
      classes = List.copyOf(classes);
    }
  }

  /// What owns native memory that is not freed, and so should be closed some day.
  ///
  /// @param owner its name in the ledger; empty for all
  record Unclosed(String owner) implements Wanted {}
}
