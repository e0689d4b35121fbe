package vitruvian.tracker.pipeline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import vitruvian.tracker.Frame;
import vitruvian.tracker.TrackOptions;

/// Finds the people that are in a picture and not known yet.
///
/// The detector's threshold leaves out people who are small, cut off or partly hidden. So it looks
/// at parts of the picture as well, and lower scores count; what that finds too much is taken out
/// by rules on landmarks ([Body]): who is no person is not found again by a second look from the
/// own landmarks, and who was found already is at the same place, or has no part of its own
/// (docs/decisions/0018).
final class PeopleFinder {
  // Of the least score of a detection, where there is a second look.
  private static final double LEAST = 0.6;

  // In one look, before duplicates are taken out.
  private static final int MOST_DETECTIONS = 20;

  private final Crew crew;
  private final Frame frame;
  private final Size size;
  private final TrackOptions options;

  PeopleFinder(Crew crew, Frame frame, TrackOptions options) {
    this.crew = crew;
    this.frame = frame;
    this.size = new Size(frame.width(), frame.height());
    this.options = options;
  }

  /// A region where somebody may be.
  ///
  /// @param score of the detector
  /// @param official whether the official pipeline would take it if it were alone
  private record Candidate(Rect region, float score, boolean official) {}

  /// Somebody who was found there.
  ///
  /// @param order before those of a lower one
  private record Hypothesis(Sighting sighting, Candidate candidate, int order) {
    double rank() {
      return order + candidate.score * sighting.found().confidence();
    }
  }

  /// What looking at parts of the picture gave.
  ///
  /// @param people who was not known, the most credible first
  /// @param refuted those of the doubtful who are none
  record Found(List<Sighting> people, List<Body> refuted) {
    static final Found NOTHING = new Found(List.of(), List.of());
  }

  /// Looks at parts of the picture.
  ///
  /// @param known who is there already
  /// @param doubtful those of the known who may be made of two people, or one person twice: where
  ///     the detector does not see them, whoever it sees in their place takes it
  /// @param most how many people there are at most, the known ones included
  Found find(List<Rect> parts, List<Body> known, List<Body> doubtful, int most) {
    if (parts.isEmpty() || (most <= known.size() && doubtful.isEmpty())) {
      return Found.NOTHING;
    }
    var candidates = candidates(parts);
    var open =
        doubtful.stream()
            .filter(body -> candidates.stream().noneMatch(one -> body.isAt(one.region, size)))
            .toList();
    var chosen = new ArrayList<Sighting>();
    var bodies = new ArrayList<>(known);
    var refuted = new ArrayList<Body>();
    for (var hypothesis : hypotheses(candidates, known, 2 * most + 4)) {
      var body = hypothesis.sighting.body();
      var same = bodies.stream().filter(body::isSameAs).toList();
      var others = new ArrayList<>(bodies);
      others.removeAll(same);
      if (open.containsAll(same)
          && bodies.size() - same.size() < most
          && !body.isExplainedBy(others)) {
        bodies.removeAll(same);
        refuted.addAll(same);
        chosen.add(hypothesis.sighting);
        bodies.add(body);
      }
    }
    return new Found(List.copyOf(chosen), List.copyOf(refuted));
  }

  private List<Candidate> candidates(List<Rect> parts) {
    List<Function<Models, List<Candidate>>> looks =
        parts.stream()
            .<Function<Models, List<Candidate>>>map(part -> models -> look(models, part))
            .toList();
    return crew.all(looks).stream()
        .flatMap(List::stream)
        .sorted(
            Comparator.comparing((Candidate candidate) -> !candidate.official)
                .thenComparingDouble(candidate -> -candidate.score))
        .toList();
  }

  private List<Candidate> look(Models models, Rect part) {
    double least = LEAST * options.minDetectionConfidence();
    boolean whole = part.equals(Rect.WHOLE);
    return PoseStage.detectAll(models, frame, part, options, least, MOST_DETECTIONS).stream()
        .map(
            found ->
                new Candidate(
                    found.region(),
                    found.score(),
                    whole && found.score() >= options.minDetectionConfidence()))
        .toList();
  }

  // What the candidates are who stand the second look, the most credible first. Many of them are
  // one person as seen in several parts: of those the next one is only tried where the one before
  // was none.
  private List<Hypothesis> hypotheses(List<Candidate> candidates, List<Body> known, int most) {
    var hypotheses = new ArrayList<Hypothesis>();
    var left = candidates;
    for (int tried = 0; !left.isEmpty() && tried < most; ) {
      boolean alone = tried == 0 && known.isEmpty();
      var round = new ArrayList<Candidate>();
      var later = new ArrayList<Candidate>();
      for (var candidate : left) {
        boolean isKnown =
            known.stream().anyMatch(body -> body.isAt(candidate.region, size))
                || hypotheses.stream()
                    .anyMatch(found -> found.sighting.body().isAt(candidate.region, size));
        if (!isKnown) {
          boolean now =
              tried + round.size() < most
                  && round.stream().noneMatch(other -> isNear(candidate.region, other.region));
          (now ? round : later).add(candidate);
        }
      }
      tried += round.size();
      List<Function<Models, Optional<Hypothesis>>> tasks =
          IntStream.range(0, round.size())
              .<Function<Models, Optional<Hypothesis>>>mapToObj(
                  i -> models -> hypothesis(models, round.get(i), alone && i == 0))
              .toList();
      crew.all(tasks).forEach(found -> found.ifPresent(hypotheses::add));
      left = later;
    }
    hypotheses.sort(Comparator.comparingDouble(hypothesis -> -hypothesis.rank()));
    return hypotheses;
  }

  // The likeliest one of a picture is whoever is found where one person is looked for, and needs no
  // second look.
  private Optional<Hypothesis> hypothesis(Models models, Candidate candidate, boolean first) {
    var sighting = Sighting.at(models, frame, candidate.region, options);
    if (first && candidate.official) {
      return sighting
          .filter(found -> found.body().side() > 0)
          .map(found -> new Hypothesis(found, candidate, 2));
    }
    return sighting
        .flatMap(found -> found.confirmed(models, frame, options, Occluders.NONE))
        .filter(found -> found.body().isPerson())
        .map(found -> new Hypothesis(found, candidate, candidate.official ? 1 : 0));
  }

  private boolean isNear(Rect one, Rect other) {
    double dx = (one.x() - other.x()) * size.width();
    double dy = (one.y() - other.y()) * size.height();
    double side = one.width() * size.width() / PoseStage.REGION_SCALE;
    double ratio = one.width() / other.width();
    return Math.hypot(dx, dy) < 0.1 * side && ratio < 1.25 && ratio > 1 / 1.25;
  }
}
