/// Pictures in, the official landmarks out.
@org.jspecify.annotations.NullMarked
module vitruvian.tracker {
  requires static transitive org.jspecify;
  requires static transitive com.google.errorprone.annotations;
  requires vitruvian.models;
  requires transitive vitruvian.memory;
  requires transitive vitruvian.landmarks;

  exports vitruvian.tracker;
}
