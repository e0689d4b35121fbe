/// Results of tracking: landmarks, their names and connections, and their forms in JSON, in CSV and
/// as `.pose` files.
@org.jspecify.annotations.NullMarked
module vitruvian.landmarks {
  requires static transitive org.jspecify;
  requires static transitive com.google.errorprone.annotations;
  requires tools.jackson.core;

  exports vitruvian.landmarks;
}
