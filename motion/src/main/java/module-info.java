/// Motion: from landmarks to the rotations of a humanoid skeleton, and the files and messages in
/// which other programs take them.
@org.jspecify.annotations.NullMarked
module vitruvian.motion {
  requires static transitive org.jspecify;
  requires static transitive com.google.errorprone.annotations;
  requires tools.jackson.core;
  requires transitive vitruvian.landmarks;

  exports vitruvian.motion;
}
