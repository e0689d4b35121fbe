/// Results drawn on pictures.
@org.jspecify.annotations.NullMarked
module vitruvian.render {
  requires static transitive org.jspecify;
  requires static transitive com.google.errorprone.annotations;
  requires transitive java.desktop;
  requires transitive vitruvian.landmarks;
  requires transitive vitruvian.tracker;

  exports vitruvian.render;
}
