/// The command line: the one place that puts the parts together.
@org.jspecify.annotations.NullMarked
module vitruvian.cli {
  requires static transitive org.jspecify;
  requires static transitive com.google.errorprone.annotations;
  requires info.picocli;
  requires java.desktop;
  requires java.logging;
  requires java.management;
  requires jdk.management;
  requires me.tongfei.progressbar;
  requires vitruvian.forensics;
  requires vitruvian.landmarks;
  requires vitruvian.memory;
  requires vitruvian.models;
  requires vitruvian.motion;
  requires vitruvian.render;
  requires vitruvian.server;
  requires vitruvian.soak;
  requires vitruvian.tracker;
  requires vitruvian.video;
  requires vitruvian.web;
  requires static vitruvian.leaklab; // in a checkout only

  opens vitruvian.cli to
      info.picocli;
}
