package vitruvian.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.MustBeClosed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import vitruvian.landmarks.Hand;
import vitruvian.landmarks.HolisticResult;
import vitruvian.landmarks.ResultJson;
import vitruvian.landmarks.Timing;

/// What goes beyond the official tracking, in a stream of a person whose hands cross and part
/// again.
@TestInstance(Lifecycle.PER_CLASS)
final class SmoothedPartsTest {
  private static final int FRAMES = 21;
  private static final VideoOptions OFF =
      new VideoOptions(TrackOptions.DEFAULT.withRefineFace(true), true, true);
  private static final VideoOptions SMOOTH = OFF.withSmoothHands(true).withSmoothFace(true);
  private static final VideoOptions LOCKED = OFF.withLockHands(true);
  private static final VideoOptions ALL = SMOOTH.withLockHands(true);

  private Optional<Bitmap> signer = Optional.empty();
  private Optional<ImageTracker> opened = Optional.empty();

  @BeforeAll
  @SuppressWarnings("MustBeClosedChecker") // closed after all tests
  void open() {
    signer = Optional.of(Bitmap.read(Shared.media("signer.png")));
    opened = Optional.of(ImageTracker.open(TrackerConfig.DEFAULT.withSessions(1), OFF.tracking()));
  }

  @AfterAll
  void close() {
    opened.ifPresent(ImageTracker::close);
  }

  // By how much both hands have moved, towards each other and past.
  private static int shift(int frame) {
    return 26 * Math.min(frame, FRAMES - 1 - frame);
  }

  // The right forearm and the left one in the picture: left, top, right and bottom.
  private static final int[][] FOREARMS = {{165, 515, 395, 905}, {485, 515, 760, 905}};

  // Takes the forearms out and puts them back elsewhere, the right one on top.
  @MustBeClosed
  private Frame crossing(int frame) {
    var picture = signer.orElseThrow();
    var rgb = picture.rgb();
    for (var box : FOREARMS) {
      paint(rgb, box, 0, true);
    }
    paint(rgb, FOREARMS[1], -shift(frame), false);
    paint(rgb, FOREARMS[0], shift(frame), false);
    return Frame.ofRgb(picture.width(), picture.height(), rgb);
  }

  private void paint(byte[] rgb, int[] box, int shift, boolean black) {
    var picture = signer.orElseThrow();
    for (int y = box[1]; y < box[3]; y++) {
      for (int x = box[0]; x < box[2]; x++) {
        int pixel = picture.pixel(x, y);
        if (isSkin(pixel)) {
          int at = 3 * (y * picture.width() + x + shift);
          rgb[at] = (byte) (black ? 10 : pixel >> 16);
          rgb[at + 1] = (byte) (black ? 10 : pixel >> 8);
          rgb[at + 2] = (byte) (black ? 10 : pixel);
        }
      }
    }
  }

  private static boolean isSkin(int pixel) {
    int red = pixel >> 16 & 255;
    return red > 60 && red > (pixel >> 8 & 255) + 12 && red > (pixel & 255) + 12;
  }

  private static Duration time(int frame) {
    return Duration.ofNanos((frame + 1) * 33_333_000L);
  }

  private static String text(HolisticResult result) {
    return ResultJson.toText(result.withTiming(Timing.NONE));
  }

  private List<HolisticResult> track(VideoOptions options, int frames) throws InterruptedException {
    var results = new ArrayList<HolisticResult>();
    var state = TrackState.FRESH;
    for (int n = 0; n < frames; n++) {
      var tracked = track(options, n, state);
      results.add(tracked.result());
      state = tracked.after();
    }
    return results;
  }

  private VideoTracker.Tracked track(VideoOptions options, int n, TrackState before)
      throws InterruptedException {
    try (var frame = crossing(n)) {
      return opened.orElseThrow().video(options).track(frame, time(n), before);
    }
  }

  // In how many frames a hand is where the other hand is. When they are on top of each other, both
  // are right.
  private int misplaced(List<HolisticResult> results) {
    int count = 0;
    for (int n = 0; n < FRAMES; n++) {
      double left = 580 - shift(n);
      double right = 282 + shift(n);
      var person = results.get(n).people().getFirst();
      if (Math.abs(left - right) > 60
          && (isNearer(person.leftHand(), right, left)
              || isNearer(person.rightHand(), left, right))) {
        count++;
      }
    }
    return count;
  }

  private boolean isNearer(Optional<Hand> hand, double x, double otherX) {
    int width = signer.orElseThrow().width();
    return hand.map(found -> found.landmarks().getFirst().x() * width)
        .filter(wrist -> Math.abs(wrist - x) < Math.abs(wrist - otherX))
        .isPresent();
  }

  @Test
  void lockedHandsDoNotLandOnEachOther() throws InterruptedException {
    assertThat(misplaced(track(OFF, FRAMES))).isGreaterThan(5);
    var locked = track(LOCKED, FRAMES);
    assertThat(misplaced(locked)).isZero();
    assertThat(locked).filteredOn(result -> hands(result) == 2).hasSizeGreaterThan(8);
    assertThat(locked).allMatch(result -> hands(result) > 0);
  }

  private static long hands(HolisticResult result) {
    var person = result.people().getFirst();
    return person.leftHand().stream().count() + person.rightHand().stream().count();
  }

  @Test
  void theLockLeavesHandsAloneThatAreApart() throws InterruptedException {
    assertThat(track(LOCKED, 4).stream().map(SmoothedPartsTest::text))
        .isEqualTo(track(OFF, 4).stream().map(SmoothedPartsTest::text).toList());
  }

  @Test
  void smoothingChangesResultsButNotWhereIsLooked() throws InterruptedException {
    var smooth = TrackState.FRESH;
    var raw = TrackState.FRESH;
    for (int n = 0; n < 4; n++) {
      var here = track(SMOOTH, n, smooth);
      var there = track(OFF, n, raw);
      if (n > 0) {
        assertThat(here.result().people().getFirst().face())
            .isNotEqualTo(there.result().people().getFirst().face());
        assertThat(here.result().people().getFirst().leftHand())
            .isNotEqualTo(there.result().people().getFirst().leftHand());
      }
      assertThat(here.result().people().getFirst().pose())
          .isEqualTo(there.result().people().getFirst().pose());
      smooth = here.after();
      raw = there.after();
    }
    assertThat(text(track(OFF, 4, smooth).result())).isEqualTo(text(track(OFF, 4, raw).result()));
  }

  @Test
  void aSmallStateTravelsAsBytes() throws InterruptedException {
    var kept = TrackState.FRESH;
    var moved = TrackState.FRESH;
    for (int n = 0; n < 7; n++) {
      var here = track(ALL, n, kept);
      var there = track(ALL, n, TrackState.ofBytes(moved.toBytes()));
      assertThat(text(there.result())).isEqualTo(text(here.result()));
      assertThat(there.after().toBytes()).isEqualTo(here.after().toBytes());
      assertThat(there.after().toBytes()).hasSizeLessThan(32 * 1024);
      kept = here.after();
      moved = there.after();
    }
  }
}
