package vitruvian.tracker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vitruvian.landmarks.Person;
import vitruvian.tracker.Bitmap;
import vitruvian.tracker.Frame;
import vitruvian.tracker.Shared;
import vitruvian.tracker.TrackOptions;
import vitruvian.tracker.VideoOptions;

/// Everyone in a group picture has the landmarks, hands and face that the pipeline for one person
/// finds from that person's region: to the bit.
final class EachOneExactTest {
  private static final TrackOptions ALL = TrackOptions.DEFAULT.withPeople(TrackOptions.ALL_PEOPLE);

  /// One session and no help.
  private record Alone(Models own) implements Crew {
    @Override
    public <T> List<T> all(List<Function<Models, T>> tasks) {
      return tasks.stream().map(task -> task.apply(own)).toList();
    }
  }

  @Test
  void threeSizesOfThePortrait() {
    var portrait = Bitmap.read(Shared.sample()).part(40, 0, 400, 512);
    var group =
        Bitmap.black(1280, 560)
            .with(portrait.scaled(400, 512), 20, 48)
            .with(portrait.scaled(320, 410), 450, 150)
            .with(portrait.scaled(440, 560), 800, 0);
    assertExact("three portraits", group, 3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "media/three-women.png",
        "people/pictures/10084.jpg",
        "people/pictures/10112.jpg",
        "people/pictures/103319.jpg",
        "people/pictures/106848.jpg"
      })
  void groupPictures(String name) {
    assertExact(name, Bitmap.read(Shared.media("../" + name)), 1);
  }

  private static void assertExact(String name, Bitmap picture, int least) {
    try (var models = new OwnModels();
        var frame = picture.frame()) {
      var size = new Size(frame.width(), frame.height());
      var crew = new Alone(models);
      var people = GroupPipeline.track(crew, frame, ALL).people();
      assertThat(people.size()).isGreaterThanOrEqualTo(least);
      var found =
          new PeopleFinder(crew, frame, ALL)
              .find(Looks.all(size), List.of(), List.of(), TrackOptions.ALL_PEOPLE)
              .people();
      assertThat(found.size()).isEqualTo(people.size());
      int shared = 0;
      for (var sighting : found) {
        var alone = alone(models, frame, sighting.found().region());
        var inGroup = people.stream().filter(one -> one.pose().equals(alone.pose())).findFirst();
        assertThat(inGroup).as("%s: somebody with the same pose", name).isPresent();
        shared += unshared(alone.leftHand(), inGroup.get().leftHand());
        shared += unshared(alone.rightHand(), inGroup.get().rightHand());
        shared += unshared(alone.face(), inGroup.get().face());
      }
      System.out.printf(
          "figure: %s: %d people, each as from the own region; %d parts were another one's%n",
          name, people.size(), shared);
    }
  }

  // What two found is one's; what is there is the same.
  private static <T> int unshared(Optional<T> alone, Optional<T> inGroup) {
    inGroup.ifPresent(part -> assertThat(alone).contains(part));
    return alone.isPresent() && inGroup.isEmpty() ? 1 : 0;
  }

  private static Person alone(Models models, Frame frame, Rect region) {
    var before =
        new StreamState(
            0,
            Optional.of(region),
            PoseSmoothing.FRESH,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            PartSmoothing.FRESH,
            Optional.empty());
    var still = new VideoOptions(TrackOptions.DEFAULT, false, false);
    return HolisticPipeline.track(models, frame, still, 0, before).result().people().getFirst();
  }
}
