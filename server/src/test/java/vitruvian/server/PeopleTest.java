package vitruvian.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vitruvian.landmarks.HolisticResult;
import vitruvian.landmarks.ResultJson;
import vitruvian.memory.ByteBudget;
import vitruvian.memory.Ledger;
import vitruvian.tracker.DecodeOutcome.Decoded;
import vitruvian.tracker.ImageDecoder;
import vitruvian.tracker.ImageLimits;
import vitruvian.tracker.ImageTracker;
import vitruvian.tracker.TrackOptions;
import vitruvian.tracker.TrackState;
import vitruvian.tracker.TrackerConfig;
import vitruvian.tracker.VideoOptions;

/// Several people in a picture and in a stream: whoever asks for them gets what the library finds,
/// and who does not is not in their way.
class PeopleTest {
  private static final byte[] THREE = Pictures.group(3);
  private static final byte[] ONE = Pictures.portrait();

  private static Running server;
  private static Running.Held before;

  @BeforeAll
  static void start() {
    server = new Running(masked(Running.config()));
    before = server.held();
  }

  // Their models stay, so that what is held is the same before and after.
  private static ServerConfig masked(ServerConfig config) {
    return config.withModels(Set.of(ModelChoice.SEGMENTATION));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void nothingIsLeft() {
    server.awaitReleased(before);
  }

  private static HolisticResult track(byte[] picture, TrackOptions options) throws Exception {
    var decoder =
        new ImageDecoder(
            ImageLimits.DEFAULT.withMaxSide(1280),
            Ledger.process(),
            ByteBudget.unlimited(),
            Duration.ZERO);
    var decoded = (Decoded) decoder.decode(picture);
    try (var tracker = ImageTracker.open(TrackerConfig.DEFAULT.withSessions(1), options);
        var frame = decoded.frame()) {
      return tracker.track(frame).withImage(decoded.original());
    }
  }

  private static String text(HolisticResult result) {
    return new Reply(200, Map.of(), ResultJson.toBytes(result)).withoutTiming();
  }

  @Test
  void everybodyIsAnsweredAsTheLibraryDoes() throws Exception {
    var everybody = track(THREE, TrackOptions.DEFAULT.withPeople(TrackOptions.ALL_PEOPLE));
    assertThat(everybody.people()).hasSize(3);
    assertThat(server.post("?people=all", THREE).withoutTiming()).isEqualTo(text(everybody));
    assertThat(server.post("?people=16", THREE).withoutTiming()).isEqualTo(text(everybody));
    assertThat(server.post("?people=2", THREE).withoutTiming())
        .isEqualTo(text(track(THREE, TrackOptions.DEFAULT.withPeople(2))));
  }

  @Test
  void oneIsTheDefaultAndAsBefore() throws Exception {
    var one = text(track(THREE, TrackOptions.DEFAULT));
    assertThat(server.post("", THREE).withoutTiming()).isEqualTo(one);
    assertThat(server.post("?people=1", THREE).withoutTiming()).isEqualTo(one);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?people=0",
        "?people=17",
        "?people=-1",
        "?people=2147483648",
        "?people=1.5",
        "?people=",
        "?people=ALL",
        "?people=everybody",
        "?people=2&people=all"
      })
  void otherNumbersAreRefused(String query) {
    server.post(query, ONE).requireProblem(422, "bad-parameter");
  }

  @Test
  void eachHasAMaskAndAColour() throws IOException {
    var reply = server.post("?people=all&segmentation=true", THREE);
    assertThat(ResultJson.read(reply.body()).people())
        .hasSize(3)
        .allSatisfy(person -> assertThat(person.mask()).isPresent());
    var overlay = server.post("?people=all&segmentation=true", THREE, "Accept", "image/png");
    assertThat(overlay.header("Content-Type")).isEqualTo("image/png");
    var picture = ImageIO.read(new ByteArrayInputStream(overlay.body()));
    assertThat(picture.getWidth()).isEqualTo(960);
  }

  @Test
  void eachHasAMotion() {
    assertThat(server.post("?people=all&motion=true", THREE).text())
        .contains("\"motions\":[{\"person\":0,\"motion\":{\"root\":[", ",{\"person\":2,\"motion\":")
        .doesNotContain("\"person\":3")
        .endsWith("}}]}");
    assertThat(server.post("?people=all&motion=true", Pictures.black()).text())
        .endsWith(",\"motions\":[]}");
  }

  @Test
  void inAStreamTheyHaveIdsThatStay() throws Exception {
    try (var client =
        new StreamClient(server.client(), server.address(), "?people=all&motion=true")) {
      for (int i = 0; i < 4; i++) {
        var line = client.answer(Pictures.groupAsJpeg(3));
        assertThat(ResultJson.readLine(line).result().people())
            .extracting(person -> person.id().orElse(0))
            .containsExactly(1, 2, 3);
        assertThat(line).contains("\"motions\":[{\"id\":1,\"motion\":", "{\"id\":3,\"motion\":");
      }
    }
  }

  @Test
  void theFirstFrameOfAStreamIsWhatTheLibraryFinds() throws Exception {
    var picture = Pictures.groupAsJpeg(3);
    var options = new VideoOptions(TrackOptions.DEFAULT.withPeople(16), true, true);
    var decoder =
        new ImageDecoder(
            ImageLimits.DEFAULT, Ledger.process(), ByteBudget.unlimited(), Duration.ZERO);
    var decoded = (Decoded) decoder.decode(picture);
    try (var tracker =
            ImageTracker.open(TrackerConfig.DEFAULT.withSessions(1), TrackOptions.DEFAULT);
        var frame = decoded.frame();
        var client = new StreamClient(server.client(), server.address(), "?people=all")) {
      var tracked = tracker.video(options).track(frame, Duration.ZERO, TrackState.FRESH);
      assertThat(StreamClient.landmarks(client.answer(picture)))
          .isEqualTo(StreamClient.landmarks(ResultJson.toText(tracked.result()).strip()));
    }
  }

  @Test
  void aStreamWithMasksGoesOn() {
    try (var client =
        new StreamClient(server.client(), server.address(), "?people=all&segmentation=true")) {
      for (int i = 0; i < 3; i++) {
        var line = client.answer(Pictures.groupAsJpeg(3));
        assertThat(ResultJson.readLine(line).result().people())
            .hasSize(3)
            .allSatisfy(person -> assertThat(person.mask()).isPresent());
      }
    }
  }

  /// A tracking that waits before groups, and tells what it is asked for.
  private static final class Held {
    private final CountDownLatch latch = new CountDownLatch(1);
    private final List<Integer> people = Collections.synchronizedList(new ArrayList<>());

    Tracking around(Tracking real) {
      return (frame, options) -> {
        people.add(options.people());
        if (options.people() > 1) {
          latch.await();
        }
        return real.track(frame, options);
      };
    }
  }

  private static Running running(int sessions, int queue, Held held) {
    var config =
        Running.config(OptionalInt.of(sessions), OptionalInt.of(queue), Duration.ofMinutes(10));
    return new Running(config, Running.CEILING, Service.Conditions.USUAL.with(held::around));
  }

  private static Thread post(Running to, String query, byte[] picture, List<Integer> answers) {
    return Thread.ofVirtual().start(() -> answers.add(to.post(query, picture).status()));
  }

  @Test
  void groupsLeaveSessionsAndPlacesToOthers() throws InterruptedException {
    var held = new Held();
    try (var busy = running(2, 8, held)) {
      // Somebody looks for one person now and then.
      assertThat(busy.post("", ONE).status()).isEqualTo(200);
      var answers = Collections.synchronizedList(new ArrayList<Integer>());
      var groups = new ArrayList<Thread>();
      for (int i = 0; i < 9; i++) {
        groups.add(post(busy, "?people=all", THREE, answers));
      }
      // One has its turn, and four places are theirs.
      Await.until("the others are refused", () -> answers.size() == 4);
      assertThat(answers).containsOnly(503);
      Await.until("four wait", () -> busy.status("waiting") == 4);
      for (int i = 0; i < 10; i++) {
        assertThat(busy.post("", ONE).status()).isEqualTo(200);
      }
      assertThat(busy.get("/health/ready").status()).isEqualTo(200);
      held.latch.countDown();
      for (var group : groups) {
        group.join();
      }
      assertThat(answers.subList(4, 9)).containsOnly(200);
    }
  }

  @Test
  void whereNobodyLooksForOnePersonGroupsHaveAllSessions() throws InterruptedException {
    var held = new Held();
    try (var busy = running(2, 8, held)) {
      var answers = Collections.synchronizedList(new ArrayList<Integer>());
      var groups = new ArrayList<Thread>();
      for (int i = 0; i < 3; i++) {
        groups.add(post(busy, "?people=all", THREE, answers));
      }
      Await.until("two are tracked", () -> held.people.equals(List.of(16, 16)));
      Await.until("one waits", () -> busy.status("waiting") == 1);
      held.latch.countDown();
      for (var group : groups) {
        group.join();
      }
      assertThat(answers).containsExactly(200, 200, 200);
    }
  }

  @Test
  void whereThereIsOneSessionOthersComeAfterOneGroup() throws InterruptedException {
    var held = new Held();
    try (var busy = running(1, 8, held)) {
      var answers = Collections.synchronizedList(new ArrayList<Integer>());
      var all = new ArrayList<Thread>();
      all.add(post(busy, "?people=2", THREE, answers));
      Await.until("it is tracked", () -> held.people.equals(List.of(2)));
      all.add(post(busy, "?people=3", THREE, answers));
      Await.until("it waits", () -> busy.status("waiting") == 1);
      all.add(post(busy, "?people=3", THREE, answers));
      Await.until("it waits", () -> busy.status("waiting") == 2);
      all.add(post(busy, "", ONE, answers));
      Await.until("all wait", () -> busy.status("waiting") == 3);
      held.latch.countDown();
      for (var one : all) {
        one.join();
      }
      assertThat(answers).containsExactlyInAnyOrder(200, 200, 200, 200);
      assertThat(held.people).containsExactly(2, 1, 3, 3);
    }
  }

  @Test
  void aPictureOfHundredsIsBoundedAndInNobodysWay() throws Exception {
    var hostile = Pictures.hundreds();
    // Waiting is no matter here, however slow the machine.
    var patient = Running.config(OptionalInt.of(2), OptionalInt.of(64), Duration.ofHours(1));
    try (var busy = new Running(masked(patient))) {
      var first = busy.held();
      Crowd.of(
          6,
          number -> {
            if (number < 3) {
              for (int i = 0; i < 2; i++) {
                var reply = busy.post("?people=all&segmentation=true", hostile);
                assertThat(reply.status()).as(reply.text()).isEqualTo(200);
                assertThat(ResultJson.read(reply.body()).people())
                    .hasSizeLessThanOrEqualTo(TrackOptions.ALL_PEOPLE);
              }
            } else {
              for (int i = 0; i < 5; i++) {
                assertThat(busy.post("", ONE).status()).isEqualTo(200);
              }
            }
          });
      busy.awaitReleased(first);
    }
  }
}
