package vitruvian.landmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// A `.pose` file of version 0.2, read as docs/specs/v0.2.md of pose-format has it.
///
/// @param body frames, people, points and then coordinates
/// @param confidences frames, people and points
record PoseContents(
    float version,
    List<Integer> dimensions,
    List<Component> components,
    float framesPerSecond,
    List<List<List<List<Float>>>> body,
    List<List<List<Float>>> confidences) {

  /// @param format a letter for each coordinate, then `C` for the confidence
  /// @param limbs pairs of points
  /// @param colors red, green and blue
  record Component(
      String name,
      String format,
      List<String> points,
      List<List<Integer>> limbs,
      List<List<Integer>> colors) {}

  static PoseContents read(Path path) throws IOException {
    var in = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
    float version = in.getFloat();
    var dimensions = shorts(in, 3);
    var components = repeat(unsigned(in), () -> component(in));
    float framesPerSecond = in.getFloat();
    int frames = in.getInt();
    int people = unsigned(in);
    int points = components.stream().mapToInt(component -> component.points().size()).sum();
    int dims = components.stream().mapToInt(part -> part.format().length()).max().orElseThrow() - 1;
    var body = repeat(frames, () -> repeat(people, () -> repeat(points, () -> floats(in, dims))));
    var confidences = repeat(frames, () -> repeat(people, () -> floats(in, points)));
    if (in.hasRemaining()) {
      throw new IOException("%s goes on for %d bytes".formatted(path, in.remaining()));
    }
    return new PoseContents(version, dimensions, components, framesPerSecond, body, confidences);
  }

  private static Component component(ByteBuffer in) {
    var name = string(in);
    var format = string(in);
    int points = unsigned(in);
    int limbs = unsigned(in);
    int colors = unsigned(in);
    return new Component(
        name,
        format,
        repeat(points, () -> string(in)),
        repeat(limbs, () -> shorts(in, 2)),
        repeat(colors, () -> shorts(in, 3)));
  }

  private static String string(ByteBuffer in) {
    var bytes = new byte[unsigned(in)];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static List<Integer> shorts(ByteBuffer in, int count) {
    return repeat(count, () -> unsigned(in));
  }

  private static int unsigned(ByteBuffer in) {
    return Short.toUnsignedInt(in.getShort());
  }

  private static List<Float> floats(ByteBuffer in, int count) {
    return repeat(count, in::getFloat);
  }

  private static <T> List<T> repeat(int count, Supplier<T> next) {
    return Stream.generate(next).limit(count).toList();
  }
}
