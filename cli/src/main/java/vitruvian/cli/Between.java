package vitruvian.cli;

import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.stream.IntStream;
import vitruvian.landmarks.Face;
import vitruvian.landmarks.Hand;
import vitruvian.landmarks.HolisticResult;
import vitruvian.landmarks.NormalizedLandmark;
import vitruvian.landmarks.NormalizedPoseLandmark;
import vitruvian.landmarks.Person;
import vitruvian.landmarks.Pose;
import vitruvian.landmarks.WorldLandmark;
import vitruvian.landmarks.WorldPoseLandmark;

/// What would have been found between two frames: points and confidences on straight lines. What
/// only one of them shows is there, as it is, where that one is nearer.
///
/// @param share of the way from the first frame to the second, 0 to 1
record Between(float share) {
  /// The result in between; its sizes and its timing are those of the nearer frame.
  HolisticResult of(HolisticResult from, HolisticResult to) {
    var nearer = nearer(from, to);
    if (share <= 0 || share >= 1 || from.people().size() != 1 || to.people().size() != 1) {
      return nearer;
    }
    var person = person(from.people().getFirst(), to.people().getFirst());
    return new HolisticResult(nearer.image(), nearer.tracked(), List.of(person), nearer.timing());
  }

  private <T> T nearer(T from, T to) {
    return share < 0.5 ? from : to;
  }

  private Person person(Person from, Person to) {
    return new Person(
        pose(from.pose(), to.pose()),
        both(from.face(), to.face(), this::face),
        both(from.leftHand(), to.leftHand(), this::hand),
        both(from.rightHand(), to.rightHand(), this::hand),
        Optional.empty());
  }

  private <T> Optional<T> both(Optional<T> from, Optional<T> to, BinaryOperator<T> between) {
    return from.isPresent() && to.isPresent()
        ? Optional.of(between.apply(from.get(), to.get()))
        : nearer(from, to);
  }

  private Pose pose(Pose from, Pose to) {
    return new Pose(
        each(
            from.landmarks(),
            to.landmarks(),
            (a, b) ->
                new NormalizedPoseLandmark(
                    mix(a.x(), b.x()),
                    mix(a.y(), b.y()),
                    mix(a.z(), b.z()),
                    mix(a.visibility(), b.visibility()),
                    mix(a.presence(), b.presence()))),
        each(
            from.worldLandmarks(),
            to.worldLandmarks(),
            (a, b) ->
                new WorldPoseLandmark(
                    mix(a.x(), b.x()),
                    mix(a.y(), b.y()),
                    mix(a.z(), b.z()),
                    mix(a.visibility(), b.visibility()),
                    mix(a.presence(), b.presence()))),
        mix(from.confidence(), to.confidence()));
  }

  private Face face(Face from, Face to) {
    return from.isRefined() == to.isRefined()
        ? new Face(
            each(from.landmarks(), to.landmarks(), this::point),
            mix(from.confidence(), to.confidence()))
        : nearer(from, to);
  }

  private Hand hand(Hand from, Hand to) {
    return new Hand(
        each(from.landmarks(), to.landmarks(), this::point),
        each(
            from.worldLandmarks(),
            to.worldLandmarks(),
            (a, b) -> new WorldLandmark(mix(a.x(), b.x()), mix(a.y(), b.y()), mix(a.z(), b.z()))),
        mix(from.confidence(), to.confidence()));
  }

  private NormalizedLandmark point(NormalizedLandmark a, NormalizedLandmark b) {
    return new NormalizedLandmark(mix(a.x(), b.x()), mix(a.y(), b.y()), mix(a.z(), b.z()));
  }

  private static <T> List<T> each(List<T> from, List<T> to, BinaryOperator<T> between) {
    return IntStream.range(0, from.size())
        .mapToObj(i -> between.apply(from.get(i), to.get(i)))
        .toList();
  }

  private float mix(float from, float to) {
    return from + share * (to - from);
  }
}
