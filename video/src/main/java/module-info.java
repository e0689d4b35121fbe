/// Video files in and out: one frame at a time, whatever their length.
@org.jspecify.annotations.NullMarked
module vitruvian.video {
  requires static transitive org.jspecify;
  requires static transitive com.google.errorprone.annotations;
  requires transitive vitruvian.tracker;

  exports vitruvian.video;

  provides vitruvian.tracker.image.StillDecoder with
      vitruvian.video.ffmpeg.CodedStills;
}
