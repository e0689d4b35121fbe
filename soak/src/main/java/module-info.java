/// Load on a service from outside, and the verdict on its memory.
@org.jspecify.annotations.NullMarked
module vitruvian.soak {
  requires static transitive org.jspecify;
  requires static transitive com.google.errorprone.annotations;
  requires HdrHistogram;
  requires tools.jackson.databind;
  requires transitive vitruvian.memory;
  requires transitive vitruvian.forensics;

  exports vitruvian.soak;
}
