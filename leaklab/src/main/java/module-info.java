/// Leaks planted on purpose in the real service, and whether the forensics name them.
@org.jspecify.annotations.NullMarked
module vitruvian.leaklab {
  requires static transitive org.jspecify;
  requires static transitive com.google.errorprone.annotations;
  requires jdk.httpserver;
  requires tools.jackson.core;
  requires transitive vitruvian.memory;
  requires vitruvian.landmarks;
  requires vitruvian.tracker;
  requires vitruvian.server;
  requires transitive vitruvian.forensics;
  requires vitruvian.soak;

  exports vitruvian.leaklab;
}
