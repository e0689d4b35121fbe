package vitruvian.tracker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import vitruvian.landmarks.Person;
import vitruvian.tracker.Bitmap;
import vitruvian.tracker.Frame;
import vitruvian.tracker.Sampling;
import vitruvian.tracker.Shared;
import vitruvian.tracker.TrackOptions;
import vitruvian.tracker.VideoOptions;

/// People and hands that leave and come back, cuts, and frames of other sizes: where each part is
/// looked for, frame by frame, and what the filters make of it.
///
/// Each frame is also run stage by stage: its pose from the region that the specification tells,
/// then [PlainFilters]. That is what the stream must give, whatever happens in it.
@TestInstance(Lifecycle.PER_CLASS)
final class LossAndReturnTest {
  private static final TrackOptions OPTIONS = TrackOptions.DEFAULT.withSegmentation(true);
  private static final VideoOptions VIDEO = new VideoOptions(OPTIONS, true, true);

  // Floats in the product, doubles here.
  private static final Offset<Double> FLOATS = within(2e-5);

  private static final int SIDE = 472;
  private static final Bitmap NOBODY = Bitmap.black(SIDE, SIDE);

  private Optional<OwnModels> opened = Optional.empty();
  private final Bitmap astronaut = Bitmap.read(Shared.sample());

  @BeforeAll
  void open() {
    opened = Optional.of(new OwnModels());
  }

  @AfterAll
  void close() {
    opened.ifPresent(OwnModels::close);
  }

  private List<String> walk(Bitmap... pictures) {
    var walk = new Walk(opened.orElseThrow());
    return Arrays.stream(pictures).map(walk::step).toList();
  }

  // A stream, and beside it what it must give.
  private static final class Walk {
    private final OwnModels models;
    private final PlainFilters filters = new PlainFilters();
    private StreamState state = StreamState.FRESH;
    private Optional<FloatMask> mask = Optional.empty();
    private long micros;

    private Walk(OwnModels models) {
      this.models = models;
    }

    // Where the parts were looked for: `kept` from the frame before or `searched` in this one.
    // Hands and face that were not found are left out.
    private String step(Bitmap picture) {
      micros += 33_333;
      try (var frame = picture.frame()) {
        var size = new Size(frame.width(), frame.height());
        var found =
            state
                .region()
                .or(() -> PoseStage.detect(models, frame, OPTIONS))
                .flatMap(region -> PoseStage.landmarks(models, frame, region, OPTIONS));
        var raw = found.map(pose -> rawMask(pose, size));
        var tracked = track(frame, state);
        var alone = track(frame, withoutHandsAndFace(state));
        var trace = new ArrayList<String>();
        trace.add("pose " + (state.region().isPresent() ? "kept" : "searched"));
        if (found.isPresent()) {
          var person = tracked.result().people().getFirst();
          assertPose(person, found.get(), size, tracked.after());
          assertMask(person, raw.orElseThrow());
          trace.addAll(parts(person, alone.result().people().getFirst()));
        } else {
          trace.add("nobody");
          assertThat(tracked.result().people()).isEmpty();
          assertForgotten(tracked.after());
          filters.lost();
        }
        state = tracked.after();
        return String.join(", ", trace);
      }
    }

    private HolisticPipeline.Tracked track(Frame frame, StreamState before) {
      return HolisticPipeline.track(models, frame, VIDEO, micros, before);
    }

    private static StreamState withoutHandsAndFace(StreamState state) {
      return new StreamState(
          state.micros(),
          state.region(),
          state.smoothing(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          state.parts(),
          state.mask());
    }

    // Of the run of the model just before.
    private FloatMask rawMask(PoseStage.Found pose, Size size) {
      var logits = PoseStage.mask(models.get(PoseStage.variant(OPTIONS)));
      return MaskStage.run(logits, pose.region(), size, Sampling.CPU);
    }

    private void assertForgotten(StreamState after) {
      assertThat(after.region()).isEmpty();
      assertThat(after.leftHand()).isEmpty();
      assertThat(after.rightHand()).isEmpty();
      assertThat(after.face()).isEmpty();
      assertThat(after.mask()).isEqualTo(state.mask());
    }

    private void assertPose(Person person, PoseStage.Found found, Size size, StreamState after) {
      var expected = filters.apply(found, size, 1000 * micros);
      var pose = person.pose();
      for (int i = 0; i < pose.landmarks().size(); i++) {
        var point = pose.landmarks().get(i);
        var space = pose.worldLandmarks().get(i);
        assertClose(expected.landmarks(), 3 * i, point.x(), point.y(), point.z());
        assertClose(expected.world(), 3 * i, space.x(), space.y(), space.z());
        assertClose(expected.visibility(), i, point.visibility());
        assertClose(expected.visibility(), i, space.visibility());
      }
      var region = after.region().orElseThrow();
      assertClose(expected.region(), 0, region.x(), region.y(), region.width(), region.height());
    }

    private static void assertClose(double[] expected, int first, float... actual) {
      for (int i = 0; i < actual.length; i++) {
        assertThat((double) actual[i]).isCloseTo(expected[first + i], FLOATS);
      }
    }

    // A mask of another size is not mixed in.
    private void assertMask(Person person, FloatMask raw) {
      var previous = mask.filter(raw::hasSizeOf);
      previous.ifPresent(raw::smoothedWith);
      mask = Optional.of(raw);
      assertThat(person.mask()).contains(raw.toEightBits());
    }

    private static List<String> parts(Person person, Person alone) {
      var parts = new ArrayList<String>();
      add(parts, "left", person, alone, Person::leftHand);
      add(parts, "right", person, alone, Person::rightHand);
      add(parts, "face", person, alone, Person::face);
      return parts;
    }

    private static <T> void add(
        List<String> parts,
        String name,
        Person person,
        Person alone,
        Function<Person, Optional<T>> part) {
      part.apply(person)
          .ifPresent(
              found ->
                  parts.add(
                      name
                          + (Optional.of(found).equals(part.apply(alone))
                              ? " searched"
                              : " kept")));
    }
  }

  private Bitmap window(int left, int top) {
    return astronaut.part(left, top, SIDE, SIDE);
  }

  private static Bitmap signer() {
    return Bitmap.read(Shared.media("signer.png")).scaled(SIDE, SIDE);
  }

  @Test
  void aPersonWhoLeavesIsSearchedInEachFrameUntilBack() {
    assertThat(walk(window(0, 0), window(6, 4), NOBODY, NOBODY, window(3, 2), window(6, 4)))
        .containsExactly(
            "pose searched, face searched",
            "pose kept, face kept",
            "pose kept, nobody",
            "pose searched, nobody",
            "pose searched, face searched",
            "pose kept, face kept");
  }

  @Test
  void oneBlackFrameIsALoss() {
    assertThat(walk(window(0, 0), window(6, 4), NOBODY, window(6, 4), window(0, 0)))
        .containsExactly(
            "pose searched, face searched",
            "pose kept, face kept",
            "pose kept, nobody",
            "pose searched, face searched",
            "pose kept, face kept");
  }

  @Test
  void handsAreSearchedAfterALoss() {
    assertThat(walk(signer(), signer(), NOBODY, signer(), signer()))
        .containsExactly(
            "pose searched, left searched, right searched, face searched",
            "pose kept, left searched, right kept, face kept",
            "pose kept, nobody",
            "pose searched, left searched, right searched, face searched",
            "pose kept, left searched, right kept, face kept");
  }

  // The detector would find the person in the first frame after the cut, but is not asked.
  @Test
  void aPersonElsewhereIsFoundOneFrameLate() {
    var empty = Bitmap.black(600, 400);
    var left = empty.with(astronaut.scaled(300, 300), 0, 100);
    var right = empty.with(astronaut.scaled(300, 300), 300, 100);
    assertThat(walk(left, left, right, right, right))
        .containsExactly(
            "pose searched, face searched",
            "pose kept, face kept",
            "pose kept, nobody",
            "pose searched, face searched",
            "pose kept, face kept");
    assertThat(walk(right)).containsExactly("pose searched, face searched");
  }

  @Test
  void anotherPersonInTheSamePlaceIsTakenForTheSame() {
    var suit = Bitmap.read(Shared.media("suit.png")).scaled(SIDE, SIDE);
    assertThat(walk(window(0, 0), window(6, 4), suit, suit))
        .containsExactly(
            "pose searched, face searched",
            "pose kept, face kept",
            "pose kept, left searched, face searched",
            "pose kept, left kept, face kept");
  }

  // The face of the person before is no hint, and the body's region shows too little of this one.
  @Test
  void anotherPersonOfAnotherSizeIsLookedForInTheFormerRegion() {
    var batter = Bitmap.read(Shared.media("batter.png")).scaled(SIDE, SIDE);
    assertThat(walk(window(0, 0), window(6, 4), batter, batter))
        .containsExactly(
            "pose searched, face searched", "pose kept, face kept", "pose kept", "pose kept");
  }

  @Test
  void aHandThatLeavesIsSearchedWhenItIsBackAndTheOtherGoesOn() {
    var covered = signer().with(Bitmap.black(100, 150), 105, 250);
    assertThat(walk(signer(), signer(), covered, covered, signer(), signer()))
        .containsExactly(
            "pose searched, left searched, right searched, face searched",
            "pose kept, left searched, right kept, face kept",
            "pose kept, left searched, face kept",
            "pose kept, left searched, face kept",
            "pose kept, left searched, right searched, face kept",
            "pose kept, left searched, right kept, face kept");
  }

  // Regions are fractions of whatever size the frame has; filters go on in its pixels.
  @Test
  void aFrameOfAnotherSizeGoesOn() {
    var half = SIDE / 2;
    assertThat(
            walk(
                window(0, 0),
                window(6, 4),
                window(0, 0).scaled(half, half),
                window(6, 4).scaled(half, half),
                astronaut.part(0, 0, 512, 400),
                window(0, 0)))
        .containsExactly(
            "pose searched, face searched",
            "pose kept, face kept",
            "pose kept, face kept",
            "pose kept, face kept",
            "pose kept, face searched",
            "pose kept, face searched");
  }

  @Test
  void theFirstFrameAfterALossIsAStillPictureButForWhatGoesOn() {
    var walk = new Walk(opened.orElseThrow());
    walk.step(window(0, 0));
    walk.step(window(6, 4));
    walk.step(NOBODY);
    try (var frame = window(3, 2).frame()) {
      var still =
          HolisticPipeline.track(opened.orElseThrow(), frame, OPTIONS).people().getFirst().pose();
      var back = walk.track(frame, walk.state).result().people().getFirst().pose();
      double visibility = 0;
      double space = 0;
      for (int i = 0; i < still.landmarks().size(); i++) {
        var a = still.landmarks().get(i);
        var b = back.landmarks().get(i);
        assertThat(b.x()).isCloseTo(a.x(), within(1e-6f));
        assertThat(b.y()).isCloseTo(a.y(), within(1e-6f));
        assertThat(b.z()).isCloseTo(a.z(), within(1e-6f));
        visibility = Math.max(visibility, Math.abs(b.visibility() - a.visibility()));
        var inSpace = still.worldLandmarks().get(i);
        space = Math.max(space, Math.abs(back.worldLandmarks().get(i).x() - inSpace.x()));
      }
      assertThat(visibility).as("visibilities, which go on").isGreaterThan(1e-4);
      assertThat(space).as("points in space, which go on").isGreaterThan(1e-4);
    }
  }
}
