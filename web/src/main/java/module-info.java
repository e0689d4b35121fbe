/// The page of the service, as static files.
@org.jspecify.annotations.NullMarked
module vitruvian.web {
  requires static transitive org.jspecify;
  requires static transitive com.google.errorprone.annotations;

  exports vitruvian.web;
}
