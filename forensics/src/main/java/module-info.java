/// Who holds the memory: snapshots and their differences, profiles of native allocations, chains of
/// references.
@org.jspecify.annotations.NullMarked
module vitruvian.forensics {
  requires static transitive org.jspecify;
  requires static transitive com.google.errorprone.annotations;
  requires async.profiler;
  requires java.management;
  requires jdk.management;
  requires jfr.converter;
  requires tools.jackson.core;
  requires tools.jackson.databind;
  requires transitive vitruvian.memory;
  requires vitruvian.shark;

  exports vitruvian.forensics;
}
