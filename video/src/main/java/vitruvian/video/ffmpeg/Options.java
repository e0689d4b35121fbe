package vitruvian.video.ffmpeg;

import static java.lang.foreign.ValueLayout.ADDRESS;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;

/// Options by name, `AVDictionary` of libavutil/dict.h, for one call.
final class Options implements AutoCloseable {
  private final Ffmpeg ffmpeg;
  private final MemorySegment pointer;

  Options(Ffmpeg ffmpeg, Arena scratch, Map<String, String> values) {
    this.ffmpeg = ffmpeg;
    this.pointer = scratch.allocateFrom(ADDRESS, MemorySegment.NULL);
    values.forEach(
        (key, value) ->
            ffmpeg.setOption(pointer, scratch.allocateFrom(key), scratch.allocateFrom(value)));
  }

  /// Where the pointer to the options is.
  MemorySegment pointer() {
    return pointer;
  }

  @Override
  public void close() {
    ffmpeg.freeOptions(pointer);
  }
}
