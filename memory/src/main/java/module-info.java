/// Who owns which native memory, for how long, and how much there may be.
@org.jspecify.annotations.NullMarked
module vitruvian.memory {
  requires java.management;
  // Gives the commands by which the JVM reports about itself.
  requires jdk.management;
  requires static transitive org.jspecify;
  requires static transitive com.google.errorprone.annotations;

  exports vitruvian.memory;
}
