package vitruvian.video;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import vitruvian.landmarks.ImageSize;
import vitruvian.memory.ByteBudget;
import vitruvian.memory.Ledger;
import vitruvian.tracker.DecodeOutcome;
import vitruvian.tracker.DecodeOutcome.Decoded;
import vitruvian.tracker.Frame;
import vitruvian.tracker.ImageDecoder;
import vitruvian.tracker.ImageLimits;
import vitruvian.video.VideoOpening.Opened;
import vitruvian.video.VideoOpening.Refused;

/// Small videos of the portrait that the product ships, and what a reader gives of a file.
final class Clips {
  static final VideoLimits FULL_SIZE = new VideoLimits(50_000_000, 0);

  private static final int PORTRAIT_WIDTH = 512;
  private static final int[] PORTRAIT = portrait();

  private Clips() {}

  private static int[] portrait() {
    var decoder =
        new ImageDecoder(
            ImageLimits.DEFAULT, Ledger.process(), new ByteBudget(64 << 20), Duration.ZERO);
    return switch (decoder.decode(Path.of("../samples/astronaut.png"))) {
      case Decoded(Frame frame, _) -> {
        try (frame) {
          yield pixels(frame);
        }
      }
      case DecodeOutcome.Refused refused -> throw new AssertionError(refused);
    };
  }

  private static int[] pixels(Frame frame) {
    var pixels = new int[frame.width() * frame.height()];
    for (int y = 0; y < frame.height(); y++) {
      frame.copyRow(y, pixels, y * frame.width());
    }
    return pixels;
  }

  /// A frame as it was given.
  ///
  /// @param pixels what was copied out of it before it was closed
  @SuppressWarnings("ArrayRecordComponent") // compared by its trace or by its pixels
  record Shot(long number, Duration timestamp, ImageSize size, ImageSize original, int[] pixels) {
    static Shot of(VideoFrame frame) {
      var pixels = frame.frame();
      var size = new ImageSize(pixels.width(), pixels.height());
      return new Shot(
          frame.number(), frame.timestamp(), size, frame.original(), Clips.pixels(pixels));
    }

    /// Everything in one line, which is compared sooner than pixels are.
    String trace() {
      return "%d %s %s %s %x".formatted(number, timestamp, size, original, Arrays.hashCode(pixels));
    }
  }

  /// All that a reader says of a file.
  record Reading(VideoInfo info, List<Shot> shots, Optional<String> damage) {
    List<Duration> timestamps() {
      return shots.stream().map(Shot::timestamp).toList();
    }

    List<String> traces() {
      return shots.stream().map(Shot::trace).toList();
    }
  }

  /// The pixels of a frame: the portrait, which moves from number to number.
  static int[] pixels(ImageSize size, int number) {
    var pixels = new int[size.width() * size.height()];
    for (int y = 0; y < size.height(); y++) {
      for (int x = 0; x < size.width(); x++) {
        int fromX = 2 * number % 100 + x * 400 / size.width();
        int fromY = y * 400 / size.height();
        pixels[y * size.width() + x] = PORTRAIT[fromY * PORTRAIT_WIDTH + fromX];
      }
    }
    return pixels;
  }

  /// Times as they are at a rate.
  static List<Duration> times(int count, int millisBetween) {
    return IntStream.range(0, count)
        .mapToObj(i -> Duration.ofMillis((long) i * millisBetween))
        .toList();
  }

  /// Writes a whole video.
  static Path write(Path file, ImageSize size, List<Duration> times) throws IOException {
    try (var writer = VideoWriter.open(file, size, 25, Ledger.process())) {
      frames(writer, size, times, 0);
      writer.finish();
    }
    return file;
  }

  /// Writes frames from a number on.
  static void frames(VideoWriter writer, ImageSize size, List<Duration> times, int from)
      throws IOException {
    for (int i = from; i < times.size(); i++) {
      writer.write(pixels(size, i), size, times.get(i));
    }
  }

  static VideoReader open(Path file) {
    return open(file, FULL_SIZE);
  }

  static VideoReader open(Path file, VideoLimits limits) {
    return switch (VideoReader.open(file, limits, Ledger.process())) {
      case Opened(VideoReader reader) -> reader;
      case Refused refused -> throw new AssertionError(file + ": " + refused);
    };
  }

  static Refused refusal(Path file, VideoLimits limits) {
    return switch (VideoReader.open(file, limits, Ledger.process())) {
      case Opened(VideoReader reader) -> {
        reader.close();
        throw new AssertionError(file + " was opened");
      }
      case Refused refused -> refused;
    };
  }

  /// What is read of the first bytes of a file, if it opens.
  static Optional<Reading> cut(Path file, byte[] whole, int bytes) throws IOException {
    var cut = Files.write(file.resolveSibling("cut.mp4"), Arrays.copyOf(whole, bytes));
    return switch (VideoReader.open(cut, FULL_SIZE, Ledger.process())) {
      case Refused _ -> Optional.empty();
      case Opened(VideoReader reader) -> Optional.of(read(reader));
    };
  }

  static Reading read(Path file) {
    return read(file, FULL_SIZE);
  }

  static Reading read(Path file, VideoLimits limits) {
    return read(open(file, limits));
  }

  private static Reading read(VideoReader reader) {
    try (reader) {
      var shots = new ArrayList<Shot>();
      for (var next = reader.next(); next.isPresent(); next = reader.next()) {
        try (var frame = next.get()) {
          shots.add(Shot.of(frame));
        }
      }
      return new Reading(reader.info(), shots, reader.damage());
    }
  }

  /// Makes sure that frames are those of [#pixels], as far as a codec keeps them.
  static void assertAlike(List<Shot> shots, ImageSize size) {
    for (int i = 0; i < shots.size(); i++) {
      assertThat(shots.get(i).size()).isEqualTo(size);
      assertThat(difference(shots.get(i).pixels(), pixels(size, i)))
          .as("frame %d", i)
          .isLessThan(6);
    }
  }

  /// The mean absolute difference of the colours.
  static double difference(int[] one, int[] other) {
    assertThat(one).hasSameSizeAs(other);
    long sum = 0;
    for (int i = 0; i < one.length; i++) {
      for (int shift = 0; shift <= 16; shift += 8) {
        sum += Math.abs((one[i] >> shift & 255) - (other[i] >> shift & 255));
      }
    }
    return sum / (3.0 * one.length);
  }
}
