/// Results of tracking: landmarks, their names and connections, and their forms in JSON and CSV.
@org.jspecify.annotations.NullMarked
module vitruvian.landmarks {
  requires static transitive org.jspecify;
  requires static transitive com.google.errorprone.annotations;
  requires tools.jackson.core;

  exports vitruvian.landmarks;
}
