package vitruvian.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import vitruvian.landmarks.HolisticResult;
import vitruvian.landmarks.NormalizedLandmark;
import vitruvian.landmarks.Person;
import vitruvian.memory.Ledger;

/// Made streams of two people: one who passes behind the other, and one who is there for a moment.
final class PassingPeopleTest {
  private static final int WIDTH = 960;
  private static final int HEIGHT = 540;
  private static final TrackOptions ALL = TrackOptions.DEFAULT.withPeople(TrackOptions.ALL_PEOPLE);
  private static final TrackerConfig CONFIG =
      new TrackerConfig(2, Duration.ofMinutes(1), Ledger.process());

  // The portrait without what is beside the person, and where its nose is in it.
  private final Bitmap person = Bitmap.read(Shared.sample()).part(40, 0, 400, 512);
  private static final double NOSE_X = 0.44;

  private Bitmap copy(double scale) {
    return person.scaled((int) (400 * scale), (int) (512 * scale));
  }

  private static List<HolisticResult> track(List<Bitmap> frames) throws InterruptedException {
    var results = new ArrayList<HolisticResult>();
    try (var tracker = ImageTracker.open(CONFIG, ALL)) {
      var video = tracker.video(new VideoOptions(ALL, true, true));
      var state = TrackState.FRESH;
      for (int n = 0; n < frames.size(); n++) {
        try (var frame = frames.get(n).frame()) {
          var tracked = video.track(frame, Footage.time(n), state);
          results.add(tracked.result());
          state = TrackState.ofBytes(tracked.after().toBytes());
        }
      }
    }
    return results;
  }

  private static boolean isAt(Person person, double noseX) {
    return Math.abs(person.pose().landmarks().getFirst().x() * WIDTH - noseX) < 40;
  }

  @Test
  void whoPassesBehindSomebodyIsFoundWhileHalfCanBeSeenAndKeepsTheId() throws InterruptedException {
    var front = copy(1);
    var back = copy(0.75);
    var frames = new ArrayList<Bitmap>();
    var visible = new ArrayList<Boolean>();
    var noses = new ArrayList<Double>();
    for (int n = 0; n < 60; n++) {
      int backX = 20 + 8 * n;
      int frontX = 480 - 6 * n;
      frames.add(
          Bitmap.black(WIDTH, HEIGHT)
              .with(back, backX, HEIGHT - back.height())
              .with(front, frontX, HEIGHT - front.height()));
      double nose = backX + NOSE_X * back.width();
      int hidden = Math.min(backX + back.width(), frontX + front.width()) - Math.max(backX, frontX);
      boolean isNoseHidden = nose > frontX - 30 && nose < frontX + front.width() + 30;
      visible.add(2 * hidden <= back.width() && !isNoseHidden);
      noses.add(nose);
    }
    var results = track(frames);
    int missed = 0;
    int seen = 0;
    var ids = new TreeSet<Integer>();
    for (int n = 0; n < results.size(); n++) {
      var people = results.get(n).people();
      people.forEach(one -> ids.add(one.id().orElseThrow()));
      assertThat(people).as("frame %d", n).hasSizeBetween(1, 2);
      assertNothingIsShared(results.get(n));
      double nose = noses.get(n);
      if (visible.get(n)) {
        seen++;
        missed += people.stream().anyMatch(one -> isAt(one, nose)) ? 0 : 1;
      }
    }
    System.out.printf("figure: passing behind: %d of %d frames missed%n", missed, seen);
    assertThat(ids).isEqualTo(new TreeSet<>(List.of(1, 2)));
    assertThat(seen).isGreaterThan(25);
    assertThat(missed).isLessThanOrEqualTo(2);
  }

  private static void assertNothingIsShared(HolisticResult result) {
    var parts = new ArrayList<List<NormalizedLandmark>>();
    for (var person : result.people()) {
      person.leftHand().ifPresent(hand -> parts.add(hand.landmarks()));
      person.rightHand().ifPresent(hand -> parts.add(hand.landmarks()));
      person.face().ifPresent(face -> parts.add(face.landmarks()));
    }
    for (int i = 0; i < parts.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (parts.get(i).size() == parts.get(j).size()) {
          assertThat(apart(parts.get(i), parts.get(j))).isGreaterThan(4);
        }
      }
    }
  }

  // In pixels, on average.
  private static double apart(List<NormalizedLandmark> one, List<NormalizedLandmark> other) {
    double sum = 0;
    for (int i = 0; i < one.size(); i++) {
      double dx = one.get(i).x() - other.get(i).x();
      double dy = one.get(i).y() - other.get(i).y();
      sum += Math.hypot(dx * WIDTH, dy * HEIGHT);
    }
    return sum / one.size();
  }

  @Test
  void whoIsThereForAMomentGetsNoIdAndWhoStaysDoes() throws InterruptedException {
    var alone = Bitmap.black(WIDTH, HEIGHT).with(copy(0.9), 20, HEIGHT - copy(0.9).height());
    var both = alone.with(copy(0.9), 560, HEIGHT - copy(0.9).height());
    var frames = new ArrayList<Bitmap>();
    for (int n = 0; n < 24; n++) {
      // Somebody new is looked for in every fifth frame.
      boolean flash = n == 5 || n == 6;
      frames.add(flash || n >= 15 ? both : alone);
    }
    var results = track(frames);
    for (int n = 0; n < results.size(); n++) {
      var ids = results.get(n).people().stream().map(one -> one.id().orElseThrow()).toList();
      assertThat(ids).as("frame %d", n).isEqualTo(n < 17 ? List.of(1) : List.of(1, 2));
    }
  }
}
