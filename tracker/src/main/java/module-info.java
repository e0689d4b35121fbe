/// Pictures in, the official landmarks out.
@SuppressWarnings("module") // vitruvian.video is not on the path when this is compiled
@org.jspecify.annotations.NullMarked
module vitruvian.tracker {
  requires static transitive org.jspecify;
  requires static transitive com.google.errorprone.annotations;
  requires static transitive java.desktop; // for frames of a BufferedImage, which not everybody has
  requires vitruvian.models;
  requires transitive vitruvian.memory;
  requires transitive vitruvian.landmarks;

  uses vitruvian.tracker.image.StillDecoder;

  exports vitruvian.tracker;
  // Loading of native libraries and turning of pixels, for the module that is made of the same.
  exports vitruvian.tracker.image to
      vitruvian.video;
  exports vitruvian.tracker.natives to
      vitruvian.video;
}
