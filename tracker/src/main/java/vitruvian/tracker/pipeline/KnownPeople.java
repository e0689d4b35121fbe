package vitruvian.tracker.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import vitruvian.tracker.Frame;
import vitruvian.tracker.TrackOptions;

/// Looks for the people of a stream where they are expected.
///
/// Of two who overlap, the pose model follows the one that can be seen better, or takes parts of
/// both, whatever region it is shown. So each is looked for with the others painted over
/// ([Occluders]).
/// As long as enough of a person lies apart from the others, who is in front need not be known.
/// Else
/// the picture as it is decides: whoever is found in it is in front. Who is not, is looked for once
/// more with all of the others painted over (docs/decisions/0018).
final class KnownPeople {
  /// Whose bodies are nearer than this, in sides, may be mistaken for each other.
  static final double CLOSE = 1;

  /// How far a body may be from where it is expected, in sides.
  static final double STEP = 0.06;

  private final Crew crew;
  private final Frame frame;
  private final Size size;
  private final TrackOptions options;

  KnownPeople(Crew crew, Frame frame, TrackOptions options) {
    this.crew = crew;
    this.frame = frame;
    this.size = new Size(frame.width(), frame.height());
    this.options = options;
  }

  /// Someone who is looked for.
  ///
  /// @param others who are near and in sight
  /// @param hidden who are near and out of sight
  private record Sought(Member member, Body expected, List<Body> others, List<Body> hidden) {
    List<Body> all() {
      return Stream.concat(others.stream(), hidden.stream()).toList();
    }
  }

  /// Looks for people.
  ///
  /// @param micros the time of the frame
  /// @param predictable whether so little time has passed that it can be told where everybody is by
  ///     now, closely enough to paint over
  /// @return what was found where each was looked for, which may be somebody else
  List<Optional<Sighting>> look(List<Member> members, long micros, boolean predictable) {
    var expected = members.stream().map(member -> member.expected(micros, size)).toList();
    List<Function<Models, Optional<Sighting>>> tasks = new ArrayList<>();
    var asked = new ArrayList<Integer>();
    for (int i = 0; i < members.size(); i++) {
      var sought = sought(members, expected, i, predictable);
      var region = sought.member.own().region();
      if (region.isPresent()) {
        asked.add(i);
        tasks.add(models -> inSight(models, region.get(), sought));
      } else if (!sought.others.isEmpty()) {
        asked.add(i);
        tasks.add(models -> outOfSight(models, sought, sought.member.reach(micros)));
      }
    }
    var found = crew.all(tasks);
    var result = new ArrayList<Optional<Sighting>>();
    members.forEach(_ -> result.add(Optional.empty()));
    for (int k = 0; k < found.size(); k++) {
      result.set(asked.get(k), found.get(k));
    }
    return result;
  }

  private static Sought sought(
      List<Member> members, List<Body> expected, int i, boolean predictable) {
    var others = new ArrayList<Body>();
    var hidden = new ArrayList<Body>();
    for (int j = 0; j < members.size(); j++) {
      var other = members.get(j);
      boolean counts = predictable && i != j && !other.isOnTrial();
      if (counts && expected.get(i).isWithin(CLOSE, expected.get(j))) {
        (other.isInSight() ? others : hidden).add(expected.get(j));
      }
    }
    return new Sought(members.get(i), expected.get(i), others, hidden);
  }

  private Optional<Sighting> inSight(Models models, Rect region, Sought sought) {
    var among = among(models, sought);
    if (among.isPresent()) {
      return among;
    }
    var plain =
        Sighting.at(models, frame, region, options).filter(sighting -> sighting.body().isPerson());
    boolean isOwn =
        plain
            .map(Sighting::body)
            .filter(body -> sought.expected.distanceTo(body) < STEP)
            .filter(body -> sought.others.stream().noneMatch(body::isSameAs))
            .isPresent();
    return sought.others.isEmpty() || isOwn ? plain : behind(models, sought).or(() -> plain);
  }

  // Among the others, whoever is in front.
  private Optional<Sighting> among(Models models, Sought sought) {
    var region = sought.expected.region(size);
    if (sought.all().isEmpty() || !region.isUsable()) {
      return Optional.empty();
    }
    var occluders = new Occluders(sought.expected, sought.all());
    return Sighting.at(models, frame, region, options, occluders)
        .map(sighting -> sighting.apartFrom(sought.others))
        .filter(sighting -> sighting.body().isPerson());
  }

  // Behind the others.
  private Optional<Sighting> behind(Models models, Sought sought) {
    var region = sought.expected.region(size);
    if (!region.isUsable()) {
      return Optional.empty();
    }
    return Sighting.at(models, frame, region, options, Occluders.of(sought.others))
        .map(sighting -> sighting.apartFrom(sought.others))
        .filter(sighting -> sighting.body().isPerson());
  }

  // Who was out of sight must be found twice.
  private Optional<Sighting> outOfSight(Models models, Sought sought, double reach) {
    return among(models, sought)
        .filter(sighting -> sought.expected.distanceTo(sighting.body()) < reach)
        .flatMap(
            sighting ->
                sighting.confirmed(
                    models, frame, options, new Occluders(sighting.body(), sought.others)))
        .map(sighting -> sighting.apartFrom(sought.others))
        .filter(sighting -> sighting.body().isPerson());
  }
}
