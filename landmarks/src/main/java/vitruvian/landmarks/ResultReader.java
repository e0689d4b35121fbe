package vitruvian.landmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.JacksonIOException;

/// Reads back what [ResultJson] writes.
///
/// Every `read` method is called with the parser at the first token of its value and leaves it at
/// the last one.
final class ResultReader {
  private final JsonParser json;

  private @Nullable ImageSize image;
  private @Nullable ImageSize tracked;
  private @Nullable Long frame;
  private @Nullable Duration timestamp;
  private @Nullable List<Person> people;
  private Timing timing = Timing.NONE;

  private ResultReader(JsonParser json) {
    this.json = json;
  }

  static HolisticResult picture(Supplier<JsonParser> source) throws IOException {
    return read(source).result();
  }

  static FrameResult frame(Supplier<JsonParser> source) throws IOException {
    var reader = read(source);
    return new FrameResult(
        present(reader.frame, "frame"), present(reader.timestamp, "timestampMs"), reader.result());
  }

  private static ResultReader read(Supplier<JsonParser> source) throws IOException {
    try (var json = source.get()) {
      var reader = new ResultReader(json);
      json.nextToken();
      reader.members(reader::member);
      return reader;
    } catch (JacksonIOException failure) {
      throw failure.getCause();
    } catch (JacksonException failure) {
      throw new IllegalArgumentException("not a result: " + failure.getOriginalMessage(), failure);
    }
  }

  private HolisticResult result() {
    return new HolisticResult(
        present(image, "image"), present(tracked, "tracked"), present(people, "people"), timing);
  }

  private void member(String name) {
    switch (name) {
      case "frame" -> frame = json.getLongValue();
      case "timestampMs" -> timestamp = duration();
      case "image" -> image = size();
      case "tracked" -> tracked = size();
      case "people" -> people = list(this::person);
      case "timing" -> timing = timing();
      default -> json.skipChildren();
    }
  }

  private ImageSize size() {
    var sides = new int[2];
    members(
        name -> {
          switch (name) {
            case "width" -> sides[0] = json.getIntValue();
            case "height" -> sides[1] = json.getIntValue();
            default -> json.skipChildren();
          }
        });
    return new ImageSize(sides[0], sides[1]);
  }

  private Timing timing() {
    var stages = new Duration[5];
    Arrays.fill(stages, Duration.ZERO);
    members(
        name -> {
          switch (name) {
            case "decodeMs" -> stages[0] = duration();
            case "poseMs" -> stages[1] = duration();
            case "handsMs" -> stages[2] = duration();
            case "faceMs" -> stages[3] = duration();
            case "totalMs" -> stages[4] = duration();
            default -> json.skipChildren();
          }
        });
    return new Timing(stages[0], stages[1], stages[2], stages[3], stages[4]);
  }

  private Person person() {
    var points = new HashMap<String, List<float[]>>();
    var confidences = new HashMap<String, Float>();
    var transforms = new ArrayList<List<Float>>(1);
    var masks = new ArrayList<SegmentationMask>(1);
    var ids = new ArrayList<Integer>(1);
    members(
        name -> {
          if (json.currentToken() == JsonToken.VALUE_NULL) {
            return;
          }
          switch (name) {
            case "id" -> ids.add(json.getIntValue());
            case "confidence" -> members(part -> confidence(part, confidences));
            case "faceTransform" -> transforms.add(list(json::getFloatValue));
            case "segmentationMask" -> masks.add(mask());
            default -> {
              if (name.endsWith("Landmarks")) {
                points.put(name, list(this::point));
              } else {
                json.skipChildren();
              }
            }
          }
        });
    return new Person(
        pose(points, confidences),
        Optional.ofNullable(points.get("faceLandmarks"))
            .map(
                face ->
                    new Face(
                        normalized(face),
                        confidenceOf("face", confidences),
                        transforms.stream()
                            .findFirst()
                            .map(transform -> geometry(transform, points)))),
        hand("leftHand", points, confidences),
        hand("rightHand", points, confidences),
        masks.stream().findFirst(),
        ids.stream().findFirst());
  }

  private void confidence(String part, Map<String, Float> confidences) {
    if (json.currentToken() != JsonToken.VALUE_NULL) {
      confidences.put(part, json.getFloatValue());
    }
  }

  private SegmentationMask mask() {
    var sides = new int[2];
    var png = new byte[1][0];
    members(
        name -> {
          switch (name) {
            case "width" -> sides[0] = json.getIntValue();
            case "height" -> sides[1] = json.getIntValue();
            case "png" -> png[0] = json.getBinaryValue();
            default -> json.skipChildren();
          }
        });
    return MaskPng.read(new ImageSize(sides[0], sides[1]), png[0]);
  }

  /// x, y, z, visibility, presence.
  private float[] point() {
    var point = new float[5];
    members(
        name -> {
          switch (name) {
            case "x" -> point[0] = json.getFloatValue();
            case "y" -> point[1] = json.getFloatValue();
            case "z" -> point[2] = json.getFloatValue();
            case "visibility" -> point[3] = json.getFloatValue();
            case "presence" -> point[4] = json.getFloatValue();
            default -> json.skipChildren();
          }
        });
    return point;
  }

  private Duration duration() {
    return Duration.ofNanos(json.getDecimalValue().movePointRight(6).longValue());
  }

  /// Calls `member` with the name of each member of an object, the parser being at its value.
  private void members(Consumer<String> member) {
    expect(JsonToken.START_OBJECT, "an object");
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      var name = json.currentName();
      json.nextToken();
      member.accept(name);
    }
  }

  private <T> List<T> list(Supplier<T> element) {
    expect(JsonToken.START_ARRAY, "an array");
    var elements = new ArrayList<T>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      elements.add(element.get());
    }
    return elements;
  }

  private void expect(JsonToken token, String what) {
    if (json.currentToken() != token) {
      throw new IllegalArgumentException(
          "not a result: %s where %s should be, at %s"
              .formatted(json.currentToken(), what, json.currentTokenLocation()));
    }
  }

  private static <T> T present(@Nullable T value, String name) {
    if (value == null) {
      throw new IllegalArgumentException("not a result: no " + name);
    }
    return value;
  }

  private static float confidenceOf(String part, Map<String, Float> confidences) {
    return present(confidences.get(part), "confidence of " + part);
  }

  private static Pose pose(Map<String, List<float[]>> points, Map<String, Float> confidences) {
    return new Pose(
        present(points.get("poseLandmarks"), "poseLandmarks").stream()
            .map(p -> new NormalizedPoseLandmark(p[0], p[1], p[2], p[3], p[4]))
            .toList(),
        present(points.get("poseWorldLandmarks"), "poseWorldLandmarks").stream()
            .map(p -> new WorldPoseLandmark(p[0], p[1], p[2], p[3], p[4]))
            .toList(),
        confidenceOf("pose", confidences));
  }

  private static FaceGeometry geometry(List<Float> transform, Map<String, List<float[]>> points) {
    return new FaceGeometry(
        transform,
        present(points.get("faceMetricLandmarks"), "faceMetricLandmarks").stream()
            .map(p -> new MetricLandmark(p[0], p[1], p[2]))
            .toList());
  }

  private static Optional<Hand> hand(
      String part, Map<String, List<float[]>> points, Map<String, Float> confidences) {
    return Optional.ofNullable(points.get(part + "Landmarks"))
        .map(
            hand ->
                new Hand(
                    normalized(hand),
                    present(points.get(part + "WorldLandmarks"), part + "WorldLandmarks").stream()
                        .map(p -> new WorldLandmark(p[0], p[1], p[2]))
                        .toList(),
                    confidenceOf(part, confidences)));
  }

  private static List<NormalizedLandmark> normalized(List<float[]> points) {
    return points.stream().map(p -> new NormalizedLandmark(p[0], p[1], p[2])).toList();
  }
}
