package vitruvian.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.eclipse.jetty.util.Fields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vitruvian.landmarks.FrameResult;
import vitruvian.landmarks.HolisticResult;
import vitruvian.landmarks.ImageSize;
import vitruvian.landmarks.NormalizedPoseLandmark;
import vitruvian.landmarks.Person;
import vitruvian.landmarks.Pose;
import vitruvian.landmarks.Timing;
import vitruvian.landmarks.WorldPoseLandmark;
import vitruvian.memory.ByteBudget;
import vitruvian.tracker.TrackOptions;

/// What several people take of the Java heap is known before they are looked for, and what streams
/// remember of them is held until it is forgotten.
class PeopleHeapTest {
  private static final long MB = 1 << 20;
  // Of the heap of 96 MB that the service has: 0.4 for answers.
  private static final long ANSWERS = 38 * MB;
  private static final ImageSize SIZE = new ImageSize(640, 480);
  private static final long PIXELS = 640 * 480;
  private static final long MASK = 4 * PIXELS;

  // The figures of the interface's document and of docs/operations.md.
  @ParameterizedTest
  @CsvSource({
    "1280, 850,  false, false, 16",
    "1280, 1280, true,  false, 3",
    "1280, 850,  true,  false, 5",
    "640,  480,  true,  false, 16",
    "640,  480,  true,  true,  10",
    "1280, 720,  true,  true,  4",
    "8000, 8000, true,  false, 0"
  })
  void anAnswerHoldsSoManyPeople(int width, int height, boolean masks, boolean live, int most) {
    var options = TrackOptions.DEFAULT.withPeople(16).withSegmentation(masks);
    var heap = new PeopleHeap(2, live);
    assertThat(heap.most(options, (long) width * height, ANSWERS)).isEqualTo(most);
    if (most > 0) {
      assertThat(heap.bytes(options.withPeople(most), (long) width * height))
          .isLessThanOrEqualTo(ANSWERS);
    }
  }

  private static Choices choices(String people) {
    var query = new Fields();
    query.put("people", people);
    query.put("segmentation", "true");
    return Choices.of(query, 1280);
  }

  private static StreamHeap open(ByteBudget budget, String people) throws InterruptedException {
    return StreamHeap.open(
        (bytes, patience) ->
            budget
                .reserve(bytes, patience.left())
                .orElseThrow(() -> Problem.overloaded("full").thrown()),
        choices(people),
        now());
  }

  private static Service.Patience now() {
    return new Service.Patience(System.nanoTime());
  }

  private static FrameResult frame(int second, int... ids) {
    var pose =
        new Pose(
            points(new NormalizedPoseLandmark(0.5f, 0.5f, 0, 1, 1)),
            points(new WorldPoseLandmark(0, 0, 0, 1, 1)),
            1);
    var people =
        IntStream.of(ids)
            .mapToObj(
                id ->
                    new Person(
                            pose,
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty())
                        .withId(id == 0 ? Optional.empty() : Optional.of(id)))
            .toList();
    return new FrameResult(
        second, Duration.ofSeconds(second), new HolisticResult(SIZE, SIZE, people, Timing.NONE));
  }

  private static <T> List<T> points(T point) {
    return IntStream.range(0, Pose.POINTS).mapToObj(_ -> point).toList();
  }

  @Test
  void masksAreHeldUntilTheirPeopleAreForgotten() throws InterruptedException {
    var budget = new ByteBudget(100 * MB);
    try (var heap = open(budget, "all")) {
      long people = 100 * MB - budget.free();
      assertThat(people).isBetween((16 * 9L) << 10, MB);
      heap.allow(11, PIXELS, now());
      assertThat(budget.free()).isEqualTo(100 * MB - people - 11 * MASK);
      heap.keep(frame(0, 1, 2, 3), PIXELS);
      assertThat(budget.free()).isEqualTo(100 * MB - people - 3 * MASK);
      // Gone for a second: still remembered; for longer: not.
      heap.allow(11, PIXELS, now());
      heap.keep(frame(1, 1), PIXELS);
      assertThat(budget.free()).isEqualTo(100 * MB - people - 3 * MASK);
      heap.allow(11, PIXELS, now());
      heap.keep(frame(3, 1), PIXELS);
      assertThat(budget.free()).isEqualTo(100 * MB - people - MASK);
    }
    assertThat(budget.free()).isEqualTo(100 * MB);
  }

  @Test
  void aStreamOfOneHoldsOneMask() throws InterruptedException {
    var budget = new ByteBudget(2 * MB);
    try (var heap = open(budget, "1");
        var other = open(budget, "1")) {
      assertThat(budget.free()).isEqualTo(2 * MB);
      heap.allow(1, PIXELS, now());
      heap.keep(frame(0, 0), PIXELS);
      heap.allow(1, PIXELS, now());
      heap.keep(frame(9), PIXELS);
      assertThat(budget.free()).isEqualTo(2 * MB - MASK);
      // There is no room for two; the first one keeps its own.
      assertThatThrownBy(() -> other.allow(1, PIXELS, now())).isInstanceOf(Problem.Thrown.class);
      other.keep();
      assertThat(budget.free()).isEqualTo(2 * MB - MASK);
    }
    assertThat(budget.free()).isEqualTo(2 * MB);
  }

  @Test
  void whatComesAfterTheEndIsGivenBack() throws InterruptedException {
    var budget = new ByteBudget(100 * MB);
    var heap = open(budget, "2");
    heap.close();
    heap.allow(2, PIXELS, now());
    heap.keep(frame(0, 1, 2), PIXELS);
    assertThat(budget.free()).isEqualTo(100 * MB);
  }
}
