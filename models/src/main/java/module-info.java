/// The official MediaPipe Holistic model files, each with a checked identity.
@org.jspecify.annotations.NullMarked
module vitruvian.models {
  requires static transitive org.jspecify;
  requires static transitive com.google.errorprone.annotations;

  exports vitruvian.models;
}
