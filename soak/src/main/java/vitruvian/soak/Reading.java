package vitruvian.soak;

import java.util.Map;
import java.util.OptionalLong;

/// What the service says about itself at one moment.
///
/// @param pid of its process, where it is told
/// @param requests answered in any way since its start, and frames of live streams
/// @param figures by the names of [vitruvian.memory.Diagnosis]; what is not known is absent
record Reading(OptionalLong pid, double requests, Map<String, Double> figures) {
  Reading {
    figures = Map.copyOf(figures);
  }
}
