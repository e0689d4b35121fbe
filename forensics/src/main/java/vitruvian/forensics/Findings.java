package vitruvian.forensics;

import java.util.List;
import java.util.OptionalLong;
import vitruvian.memory.Diagnosis;

final class Findings {
  Findings(
      AdminClient admin,
      OptionalLong pid,
      SnapshotDiff diff,
      MemoryReport report,
      Diagnosis diagnosis) {}

  List<Finding> toList() {
    return List.of();
  }
}
