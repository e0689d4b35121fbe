package vitruvian.landmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultJsonTest {
  private static final String POINT = "{'x':0.5,'y':-0.25,'z':1.234567e-8}";
  private static final String POSE_POINT =
      "{'x':0.5,'y':1.25,'z':-0.1234568,'visibility':0.9,'presence':1}";
  private static final String WORLD_POSE_POINT =
      "{'x':-0.1,'y':0,'z':2,'visibility':0.9,'presence':1}";
  private static final String SIZES =
      "'image':{'width':1928,'height':1285},'tracked':{'width':1280,'height':853}";
  private static final String TIMING =
      "'timing':{'decodeMs':4.250,'poseMs':12.346,'handsMs':6.000,'faceMs':0.002,"
          + "'totalMs':24.000}";

  @Test
  void anIdIsThereWhereAPersonHasOne() {
    var body = new Results(1).body();
    var result = Results.of(body.withId(Optional.of(3)), body);
    assertThat(ResultJson.toText(result))
        .containsOnlyOnce("\"id\":")
        .contains("\"people\":[{\"id\":3,\"poseLandmarks\"");
    assertThat(ResultJson.read(ResultJson.toBytes(result)).people())
        .extracting(Person::id)
        .containsExactly(Optional.of(3), Optional.empty());
  }

  @Test
  void nobodyIsAnEmptyList() {
    assertThat(text(Results.of())).isEqualTo("{" + SIZES + ",'people':[]," + TIMING + "}");
  }

  @Test
  void bodyAloneHasNullsForTheRest() {
    assertThat(text(Results.of(somebody(Optional.empty(), Optional.empty()))))
        .isEqualTo(
            "{"
                + SIZES
                + ",'people':[{'poseLandmarks':"
                + repeated(POSE_POINT, 33)
                + ",'poseWorldLandmarks':"
                + repeated(WORLD_POSE_POINT, 33)
                + ",'faceLandmarks':null,'leftHandLandmarks':null,'leftHandWorldLandmarks':null"
                + ",'rightHandLandmarks':null,'rightHandWorldLandmarks':null"
                + ",'confidence':{'pose':0.75,'face':null,'leftHand':null,'rightHand':null}"
                + ",'segmentationMask':null}],"
                + TIMING
                + "}");
  }

  @Test
  void everyPartHasItsPlace() {
    var point = new NormalizedLandmark(0.5f, -0.25f, 1.234567e-8f);
    var face = new Face(Collections.nCopies(468, point), 0.125f);
    var hand =
        new Hand(
            Collections.nCopies(21, point), Collections.nCopies(21, new WorldLandmark(1, 2, 3)), 1);
    var person = somebody(Optional.of(face), Optional.of(hand));
    assertThat(text(Results.of(person)))
        .isEqualTo(
            "{"
                + SIZES
                + ",'people':[{'poseLandmarks':"
                + repeated(POSE_POINT, 33)
                + ",'poseWorldLandmarks':"
                + repeated(WORLD_POSE_POINT, 33)
                + ",'faceLandmarks':"
                + repeated(POINT, 468)
                + ",'leftHandLandmarks':null,'leftHandWorldLandmarks':null,'rightHandLandmarks':"
                + repeated(POINT, 21)
                + ",'rightHandWorldLandmarks':"
                + repeated("{'x':1,'y':2,'z':3}", 21)
                + ",'confidence':{'pose':0.75,'face':0.125,'leftHand':null,'rightHand':1}"
                + ",'segmentationMask':null}],"
                + TIMING
                + "}");
  }

  @Test
  void geometryStandsBehindTheFaceAndNothingElseChanges() {
    var points = Collections.nCopies(468, new NormalizedLandmark(0.5f, -0.25f, 1.234567e-8f));
    var transform = List.of(1f, 0f, 0f, 0f, 0f, 1f, 0f, 0f, 0f, 0f, 1f, 0f, 2.5f, -3f, -40f, 1f);
    var metric = Collections.nCopies(468, new MetricLandmark(-4.5f, 2, 3.25f));
    var without = new Face(points, 1);
    var with = new Face(points, 1, Optional.of(new FaceGeometry(transform, metric)));
    var members =
        ",'faceTransform':[1,0,0,0,0,1,0,0,0,0,1,0,2.5,-3,-40,1],'faceMetricLandmarks':"
            + repeated("{'x':-4.5,'y':2,'z':3.25}", 468);
    var text = text(Results.of(somebody(Optional.of(with), Optional.empty())));
    assertThat(text).contains("'faceLandmarks':" + repeated(POINT, 468) + members + ",'leftHand");
    assertThat(text.replace(members, ""))
        .isEqualTo(text(Results.of(somebody(Optional.of(without), Optional.empty()))));
  }

  @Test
  void aTransformWithoutItsLandmarksIsNoResult() {
    var made = new Results(2);
    var face = made.withGeometry(made.face(478));
    var json = text(Results.of(somebody(Optional.of(face), Optional.empty())));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ResultJson.read(utf8(json.replace("faceMetric", "otherMetric"))))
        .withMessageContaining("faceMetricLandmarks");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> ResultJson.read(utf8(json.replace("'faceTransform':[", "'faceTransform':[1,"))))
        .withMessageContaining("matrix");
  }

  @Test
  void lineBeginsWithTheFrameAndEndsTheLine() throws IOException {
    var out = new ByteArrayOutputStream();
    var frame = new FrameResult(41, Duration.ofNanos(1_366_666_666), Results.of());
    ResultJson.writeLine(frame, out);
    assertThat(out.toString(StandardCharsets.UTF_8).replace('"', '\''))
        .isEqualTo(
            "{'frame':41,'timestampMs':1366.667," + SIZES + ",'people':[]," + TIMING + "}\n");
    assertThat(ResultJson.readLine(out.toString(StandardCharsets.UTF_8)))
        .isEqualTo(new FrameResult(41, Duration.ofNanos(1_366_667_000), rounded(Results.of())));
  }

  @Test
  void isTheSameTextEveryTime() {
    var result = Results.of(new Results(5).person());
    assertThat(ResultJson.toBytes(result)).isEqualTo(ResultJson.toBytes(result));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void readsBackWhatItWrote(long seed) throws IOException {
    var made = new Results(seed);
    var inSpace =
        new Person(
            made.pose(),
            Optional.of(made.withGeometry(made.face(468))),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    var result = rounded(Results.of(made.person(), made.body(), inSpace, made.person()));
    var json = ResultJson.toBytes(result);
    assertThat(ResultJson.read(json)).isEqualTo(result);
    assertThat(ResultJson.read(new ByteArrayInputStream(json))).isEqualTo(result);
  }

  @Test
  void readsMembersInAnyOrderAndSkipsUnknownOnes() {
    var json =
        "{'people':[],'future':{'deep':[1,{'x':2}]},'tracked':{'height':2,'width':1,'n':0},"
            + "'image':{'width':3,'height':4}}";
    assertThat(ResultJson.read(utf8(json)))
        .isEqualTo(
            new HolisticResult(new ImageSize(3, 4), new ImageSize(1, 2), List.of(), Timing.NONE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "7",
        "{}",
        "{'image':",
        "{'image':{'width':0,'height':1}}",
        "{'image':[],'people':[]}",
        "{'image':{'width':1,'height':1},'tracked':{'width':1,'height':1},'people':[{}]}",
        "{'image':{'width':1e99,'height':1}}",
        "{'image':{'width':1,'height':1},'tracked':{'width':1,'height':1},'people':null}",
      })
  void refusesWhatIsNoResult(String json) {
    assertThatIllegalArgumentException().isThrownBy(() -> ResultJson.read(utf8(json)));
  }

  @Test
  void refusesEveryTruncation() {
    var json = ResultJson.toBytes(Results.of(new Results(1).body()));
    for (int length = 0; length < json.length; length += 7) {
      var cut = Arrays.copyOf(json, length);
      assertThatIllegalArgumentException().isThrownBy(() -> ResultJson.read(cut));
    }
  }

  @Test
  void leavesTheStreamOpenAndPassesItsFailureOn() throws IOException {
    var closed = new boolean[1];
    var out =
        new ByteArrayOutputStream() {
          @Override
          public void close() {
            closed[0] = true;
          }
        };
    ResultJson.write(Results.of(), out);
    assertThat(closed[0]).isFalse();

    var full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("full");
          }
        };
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> ResultJson.write(Results.of(), full))
        .withMessage("full");
  }

  @Test
  void writingMakesLittleGarbage() throws IOException {
    var made = new Results(3);
    var result =
        Results.of(
            new Person(
                made.pose(),
                Optional.of(made.face(478)),
                Optional.of(made.hand()),
                Optional.of(made.hand()),
                Optional.empty()));
    var out = new ByteArrayOutputStream(1 << 18);
    for (int i = 0; i < 50; i++) {
      out.reset();
      ResultJson.write(result, out);
    }
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    int rounds = 20;
    for (int i = 0; i < rounds; i++) {
      out.reset();
      ResultJson.write(result, out);
    }
    long perResult = (threads.getCurrentThreadAllocatedBytes() - before) / rounds;
    assertThat(perResult).isLessThan(8_000);
  }

  /// Times have three decimals in JSON.
  private static HolisticResult rounded(HolisticResult result) {
    return result.withTiming(
        new Timing(
            Duration.ofNanos(4_250_000),
            Duration.ofNanos(12_346_000),
            Duration.ofMillis(6),
            Duration.ofNanos(2_000),
            Duration.ofNanos(24_000_000)));
  }

  private static Person somebody(Optional<Face> face, Optional<Hand> rightHand) {
    var point = new NormalizedPoseLandmark(0.5f, 1.25f, -0.12345678f, 0.9f, 1);
    var world = new WorldPoseLandmark(-0.1f, 0, 2, 0.9f, 1);
    var pose = new Pose(Collections.nCopies(33, point), Collections.nCopies(33, world), 0.75f);
    return new Person(pose, face, Optional.empty(), rightHand, Optional.empty());
  }

  /// The goldens have single quotes, to be read more easily.
  private static String text(HolisticResult result) {
    return ResultJson.toText(result).replace('"', '\'');
  }

  private static byte[] utf8(String json) {
    return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }

  private static String repeated(String json, int count) {
    return "[" + String.join(",", Collections.nCopies(count, json)) + "]";
  }
}
