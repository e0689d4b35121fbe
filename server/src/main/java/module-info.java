/// The service: pictures and live streams over HTTP, under a memory ceiling.
@org.jspecify.annotations.NullMarked
module vitruvian.server {
  requires static transitive org.jspecify;
  requires static transitive com.google.errorprone.annotations;
  requires java.desktop;
  requires java.management;
  requires org.eclipse.jetty.server;
  requires org.eclipse.jetty.websocket.server;
  requires tools.jackson.core;
  requires vitruvian.landmarks;
  requires vitruvian.motion;
  requires vitruvian.render;
  requires vitruvian.forensics;
  requires transitive vitruvian.memory;
  requires transitive vitruvian.tracker;

  exports vitruvian.server;
}
