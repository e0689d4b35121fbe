package vitruvian.landmarks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.Base64Variants;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.io.SerializedString;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/// Results as JSON, in UTF-8 and without white space.
///
/// ```
/// { "image":   {"width", "height"},
///   "tracked": {"width", "height"},
///   "people": [ { "id":                 1, only in streams of several people,
///                 "poseLandmarks":      [33 x {"x", "y", "z", "visibility", "presence"}],
///                 "poseWorldLandmarks": [33 x {"x", "y", "z", "visibility", "presence"}],
///                 "faceLandmarks":      [468 or 478 x {"x", "y", "z"}] or null,
///                 "faceTransform":      [16 numbers], only where it was asked for,
///                 "faceMetricLandmarks": [468 x {"x", "y", "z"}], only with the transform,
///                 "leftHandLandmarks":  [21 x {"x", "y", "z"}] or null, "leftHandWorldLandmarks",
///                 "rightHandLandmarks", "rightHandWorldLandmarks",
///                 "confidence": {"pose", "face", "leftHand", "rightHand"},
///                 "segmentationMask": null or {"width", "height", "png"} } ],
///   "timing": {"decodeMs", "poseMs", "handsMs", "faceMs", "totalMs"} }
/// ```
///
/// The members come in this order; a part that was not found is null, and so is its confidence.
/// The transform is that of a [FaceGeometry], column after column.
/// Coordinates and probabilities have up to seven significant digits, times are milliseconds with
/// three decimals, and the mask is an 8-bit gray PNG in base64. A line of a video begins with
/// `"frame"` and `"timestampMs"` and ends with a line feed.
///
/// Writing costs well under a millisecond and about a kilobyte of garbage beside the output.
public final class ResultJson {
  /// The pool is bounded, so that a burst of requests leaves nothing behind.
  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .recyclerPool(JsonRecyclerPools.newBoundedPool(16))
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
          .build();

  private static final SerializedString X = new SerializedString("x");
  private static final SerializedString Y = new SerializedString("y");
  private static final SerializedString Z = new SerializedString("z");
  private static final SerializedString VISIBILITY = new SerializedString("visibility");
  private static final SerializedString PRESENCE = new SerializedString("presence");

  private final JsonGenerator json;
  private final Decimal decimal = new Decimal();

  private ResultJson(JsonGenerator json) {
    this.json = json;
  }

  /// Writes a picture's result; neither flushes nor closes the stream.
  public static void write(HolisticResult result, OutputStream out) throws IOException {
    try (var json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      new ResultJson(json).members(result);
      json.writeEndObject();
    } catch (JacksonIOException failure) {
      throw failure.getCause();
    }
  }

  /// Writes a frame's result as one line; neither flushes nor closes the stream.
  public static void writeLine(FrameResult frame, OutputStream out) throws IOException {
    try (var json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
      var writer = new ResultJson(json);
      json.writeStartObject();
      json.writeNumberProperty("frame", frame.frame());
      writer.millis("timestampMs", frame.timestamp());
      writer.members(frame.result());
      json.writeEndObject();
      json.writeRaw('\n');
    } catch (JacksonIOException failure) {
      throw failure.getCause();
    }
  }

  /// A picture's result as UTF-8.
  public static byte[] toBytes(HolisticResult result) {
    var out = new ByteArrayOutputStream(likelySize(result));
    try {
      write(result, out);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.toByteArray();
  }

  /// A picture's result as text.
  public static String toText(HolisticResult result) {
    return new String(toBytes(result), StandardCharsets.UTF_8);
  }

  /// Reads a picture's result. The members may come in any order, and unknown ones are skipped.
  ///
  /// @throws IllegalArgumentException where it is not a result
  public static HolisticResult read(InputStream in) throws IOException {
    return ResultReader.picture(() -> FACTORY.createParser(ObjectReadContext.empty(), in));
  }

  /// Reads a picture's result from UTF-8.
  ///
  /// @throws IllegalArgumentException where it is not a result
  public static HolisticResult read(byte[] utf8) {
    try {
      return ResultReader.picture(() -> FACTORY.createParser(ObjectReadContext.empty(), utf8));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /// Reads one line of a video.
  ///
  /// @throws IllegalArgumentException where it is not a frame's result
  public static FrameResult readLine(String line) {
    try {
      return ResultReader.frame(() -> FACTORY.createParser(ObjectReadContext.empty(), line));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static int likelySize(HolisticResult result) {
    int size = 512;
    for (var person : result.people()) {
      size += 2 * Pose.POINTS * 100 + 512;
      size += person.face().map(face -> face.landmarks().size() * 52).orElse(0);
      size += person.face().flatMap(Face::geometry).isPresent() ? Face.MESH_POINTS * 52 : 0;
      size += person.leftHand().isPresent() ? 2 * Hand.POINTS * 54 : 0;
      size += person.rightHand().isPresent() ? 2 * Hand.POINTS * 54 : 0;
      size += person.mask().map(mask -> mask.width() * mask.height() / 16).orElse(0);
    }
    return size;
  }

  private void members(HolisticResult result) {
    size("image", result.image());
    size("tracked", result.tracked());
    json.writeArrayPropertyStart("people");
    for (var person : result.people()) {
      person(person);
    }
    json.writeEndArray();
    var timing = result.timing();
    json.writeObjectPropertyStart("timing");
    millis("decodeMs", timing.decode());
    millis("poseMs", timing.pose());
    millis("handsMs", timing.hands());
    millis("faceMs", timing.face());
    millis("totalMs", timing.total());
    json.writeEndObject();
  }

  private void person(Person person) {
    json.writeStartObject();
    person.id().ifPresent(id -> json.writeNumberProperty("id", id));
    json.writeArrayPropertyStart("poseLandmarks");
    for (var point : person.pose().landmarks()) {
      startPoint(point.x(), point.y(), point.z());
      endPosePoint(point.visibility(), point.presence());
    }
    json.writeEndArray();
    json.writeArrayPropertyStart("poseWorldLandmarks");
    for (var point : person.pose().worldLandmarks()) {
      startPoint(point.x(), point.y(), point.z());
      endPosePoint(point.visibility(), point.presence());
    }
    json.writeEndArray();
    points("faceLandmarks", person.face().map(Face::landmarks));
    person.face().flatMap(Face::geometry).ifPresent(this::geometry);
    points("leftHandLandmarks", person.leftHand().map(Hand::landmarks));
    worldPoints("leftHandWorldLandmarks", person.leftHand().map(Hand::worldLandmarks));
    points("rightHandLandmarks", person.rightHand().map(Hand::landmarks));
    worldPoints("rightHandWorldLandmarks", person.rightHand().map(Hand::worldLandmarks));
    json.writeObjectPropertyStart("confidence");
    json.writeName("pose");
    number(person.pose().confidence());
    confidence("face", person.face().map(Face::confidence));
    confidence("leftHand", person.leftHand().map(Hand::confidence));
    confidence("rightHand", person.rightHand().map(Hand::confidence));
    json.writeEndObject();
    mask(person.mask());
    json.writeEndObject();
  }

  private void geometry(FaceGeometry geometry) {
    json.writeArrayPropertyStart("faceTransform");
    geometry.transform().forEach(this::number);
    json.writeEndArray();
    array(
        "faceMetricLandmarks",
        Optional.of(geometry.landmarks()),
        point -> startPoint(point.x(), point.y(), point.z()));
  }

  private void points(String name, Optional<List<NormalizedLandmark>> points) {
    array(name, points, point -> startPoint(point.x(), point.y(), point.z()));
  }

  private void worldPoints(String name, Optional<List<WorldLandmark>> points) {
    array(name, points, point -> startPoint(point.x(), point.y(), point.z()));
  }

  private <T> void array(String name, Optional<List<T>> points, Consumer<T> startPoint) {
    json.writeName(name);
    if (points.isEmpty()) {
      json.writeNull();
      return;
    }
    json.writeStartArray();
    for (var point : points.get()) {
      startPoint.accept(point);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void startPoint(float x, float y, float z) {
    json.writeStartObject();
    json.writeName(X);
    number(x);
    json.writeName(Y);
    number(y);
    json.writeName(Z);
    number(z);
  }

  private void endPosePoint(float visibility, float presence) {
    json.writeName(VISIBILITY);
    number(visibility);
    json.writeName(PRESENCE);
    number(presence);
    json.writeEndObject();
  }

  private void confidence(String name, Optional<Float> confidence) {
    json.writeName(name);
    if (confidence.isPresent()) {
      number(confidence.get());
    } else {
      json.writeNull();
    }
  }

  private void mask(Optional<SegmentationMask> mask) {
    json.writeName("segmentationMask");
    if (mask.isEmpty()) {
      json.writeNull();
      return;
    }
    json.writeStartObject();
    json.writeNumberProperty("width", mask.get().width());
    json.writeNumberProperty("height", mask.get().height());
    json.writeName("png");
    var png = mask.get().toPng();
    json.writeBinary(Base64Variants.MIME_NO_LINEFEEDS, png, 0, png.length);
    json.writeEndObject();
  }

  private void size(String name, ImageSize size) {
    json.writeObjectPropertyStart(name);
    json.writeNumberProperty("width", size.width());
    json.writeNumberProperty("height", size.height());
    json.writeEndObject();
  }

  private void number(float value) {
    json.writeNumber(decimal.chars, 0, decimal.format(value));
  }

  private void millis(String name, Duration value) {
    json.writeName(name);
    json.writeNumber(decimal.chars, 0, decimal.formatMillis(value));
  }
}
