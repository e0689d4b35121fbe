package vitruvian.tracker.pipeline;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import vitruvian.landmarks.Face;
import vitruvian.landmarks.HolisticResult;
import vitruvian.landmarks.Person;
import vitruvian.landmarks.SegmentationMask;
import vitruvian.tracker.Frame;
import vitruvian.tracker.TrackOptions;
import vitruvian.tracker.VideoOptions;
import vitruvian.tracker.pipeline.HandStage.Side;
import vitruvian.tracker.pipeline.HolisticPipeline.Stopwatch;

/// A picture of several people: all of them, then the hands and the face of each, shared among the
/// sessions that are idle.
///
/// In a stream each person is followed from the own landmarks, and the detector looks for others
/// now and then, and at once near where somebody was lost (docs/decisions/0018).
public final class GroupPipeline {
  // How often somebody new is looked for, and how often whoever was lost, in microseconds: every
  // fifth and every second frame of 30 a second.
  private static final long LOOK_FOR_NEW = 150_000;
  private static final long LOOK_FOR_LOST = 50_000;

  // How long somebody is remembered: a second out of sight, and what it takes to be lost before and
  // found after.
  private static final long REMEMBERED = 1_500_000;

  // For how long it can be told where somebody is by now, closely enough to paint over.
  private static final long PREDICTABLE = 100_000;

  // How much further than a step a body may be from where it is expected, in sides a second.
  private static final double STEP_SPEED = 1;

  // The size of a body of which the legs cannot be seen is a guess.
  private static final double RETURN_SIZE = Math.log(2);

  // Who moves further than a step is still the same where nobody else is nearer than this, in
  // sides.
  private static final double ALONE = 0.5;

  private final Crew crew;
  private final Frame frame;
  private final Size size;
  private final VideoOptions video;
  private final TrackOptions options;
  private final long micros;

  private GroupPipeline(Crew crew, Frame frame, VideoOptions video, long micros) {
    this.crew = crew;
    this.frame = frame;
    this.size = new Size(frame.width(), frame.height());
    this.video = video;
    this.options = video.tracking();
    this.micros = micros;
  }

  /// The people of one still picture, from left to right.
  public static HolisticResult track(Crew crew, Frame frame, TrackOptions options) {
    var still = new VideoOptions(options, false, false);
    var result = track(crew, frame, still, 0, GroupState.FRESH).result();
    var people =
        result.people().stream()
            .sorted(Comparator.comparingDouble(person -> person.pose().landmarks().getFirst().x()))
            .map(person -> person.withId(Optional.empty()))
            .toList();
    return new HolisticResult(result.image(), result.tracked(), people, result.timing());
  }

  /// What a stream's frame gave.
  ///
  /// @param after what the stream remembers for its next frame
  public record Tracked(HolisticResult result, GroupState after) {}

  /// The people of a stream's frame, by their ids. The first frame is looked at as a still picture
  /// is.
  ///
  /// @param micros when the frame was taken, since any fixed moment
  /// @param before what the stream remembers
  public static Tracked track(
      Crew crew, Frame frame, VideoOptions video, long micros, GroupState before) {
    return new GroupPipeline(crew, frame, video, micros).track(before);
  }

  private Tracked track(GroupState before) {
    var watch = new Stopwatch();
    var remembered =
        before.members().stream()
            .filter(member -> member.isInSight() || micros - member.seenMicros() <= REMEMBERED)
            .toList();
    var all =
        new KnownPeople(crew, frame, options)
            .look(remembered, micros, micros - before.micros() <= PREDICTABLE);
    var followed = follow(before, remembered, all);
    var parts = parts(before, remembered, followed);
    var known = followed.stream().flatMap(Optional::stream).map(Sighting::body).toList();
    var found =
        new PeopleFinder(crew, frame, options)
            .find(parts.list(), known, parts.doubtful(), options.people());
    var sightings = new ArrayList<Optional<Sighting>>();
    followed.forEach(
        one -> sightings.add(one.filter(other -> !found.refuted().contains(other.body()))));
    var strangers = new ArrayList<>(found.people());
    returned(remembered, sightings, strangers);
    leaped(remembered, all, sightings, strangers);
    strangers.removeIf(stranger -> isRestOfSomebody(stranger.body(), remembered, sightings));
    var present = new ArrayList<Present>();
    var onTrial = new ArrayList<Member>();
    var away = new ArrayList<Member>();
    int nextId = before.nextId();
    for (int i = 0; i < remembered.size(); i++) {
      var member = remembered.get(i);
      var sighting = sightings.get(i);
      if (sighting.isPresent()) {
        boolean stood = member.isOnTrial() && member.hasStoodTrial(micros);
        int id = stood ? nextId++ : member.id();
        var one = present(Optional.of(member), id, sighting.get());
        if (id == Member.ON_TRIAL) {
          onTrial.add(tried(one));
        } else {
          present.add(one);
        }
      } else if (!member.isOnTrial()) {
        away.add(member.unseen(micros));
      }
    }
    // Nobody waits for the answer of a first frame's trial.
    boolean first = before.micros() < 0;
    for (var stranger : strangers) {
      int id = first ? nextId++ : Member.ON_TRIAL;
      var one = present(Optional.empty(), id, stranger);
      if (first) {
        present.add(one);
      } else {
        onTrial.add(tried(one));
      }
    }
    watch.posed();
    var people = people(present, watch);
    // Whoever is in sight is remembered first, then who was seen last.
    var members =
        Stream.of(
                onTrial.stream(),
                people.stream().map(Seen::member),
                away.stream()
                    .sorted(Comparator.comparingLong(Member::seenMicros).reversed())
                    .limit(Math.max(0, options.people() - people.size() - onTrial.size())))
            .flatMap(Function.identity())
            .sorted(Comparator.comparingInt(Member::id))
            .toList();
    var result =
        HolisticPipeline.result(frame, people.stream().map(Seen::person).toList(), watch.timing());
    return new Tracked(
        result,
        new GroupState(
            micros,
            parts.scheduled() ? micros : before.lookedMicros(),
            parts.scheduled() ? before.looks() + 1 : before.looks(),
            nextId,
            members));
  }

  // Who in sight is where: bodies are given to those whose expected places fit them best. Two
  // regions may have led to one body: then one person is out of sight.
  private List<Optional<Sighting>> follow(
      GroupState before, List<Member> members, List<Optional<Sighting>> found) {
    int[] rows =
        IntStream.range(0, members.size()).filter(i -> members.get(i).isInSight()).toArray();
    // Of two that are one body the one that is where its person is expected counts.
    var bodies = new ArrayList<Sighting>();
    IntStream.of(rows)
        .filter(i -> found.get(i).isPresent())
        .boxed()
        .sorted(
            Comparator.comparingDouble(
                i ->
                    members
                        .get(i)
                        .expected(micros, size)
                        .distanceTo(found.get(i).orElseThrow().body())))
        .map(i -> found.get(i).orElseThrow())
        .filter(one -> bodies.stream().noneMatch(other -> one.body().isSameAs(other.body())))
        .forEachOrdered(bodies::add);
    double seconds = (micros - before.micros()) * 1e-6;
    var cost = new double[rows.length][bodies.size()];
    for (int r = 0; r < rows.length; r++) {
      var expected = members.get(rows[r]).expected(micros, size);
      for (int b = 0; b < bodies.size(); b++) {
        cost[r][b] = expected.distanceTo(bodies.get(b).body());
      }
    }
    int[] assigned = Assignment.of(cost, KnownPeople.STEP + STEP_SPEED * seconds);
    var result = new ArrayList<Optional<Sighting>>();
    members.forEach(_ -> result.add(Optional.empty()));
    for (int r = 0; r < rows.length; r++) {
      if (assigned[r] != Assignment.NONE) {
        result.set(rows[r], Optional.of(bodies.get(assigned[r])));
      }
    }
    for (int i = 0; i < members.size(); i++) {
      var back = found.get(i);
      boolean isAlone =
          back.isPresent()
              && bodies.stream().noneMatch(other -> back.get().body().isSameAs(other.body()));
      if (!members.get(i).isInSight() && isAlone) {
        result.set(i, back);
        bodies.add(back.get());
      }
    }
    return result;
  }

  // What is left of somebody who goes out of sight looks like somebody small: an arm at the border
  // of the picture.
  private boolean isRestOfSomebody(
      Body body, List<Member> members, List<Optional<Sighting>> sightings) {
    return IntStream.range(0, members.size())
        .filter(i -> sightings.get(i).isEmpty() && !members.get(i).isOnTrial())
        .mapToObj(i -> members.get(i).expected(micros, size))
        .anyMatch(
            lost ->
                body.side() < lost.side()
                    && lost.sizeTo(body) >= RETURN_SIZE
                    && body.isExplainedBy(List.of(lost)));
  }

  /// The parts of the picture that are looked at for people.
  ///
  /// @param scheduled whether that is the look that is due now and then
  /// @param doubtful whose bodies are so close that they may be mistaken
  private record Parts(List<Rect> list, boolean scheduled, List<Body> doubtful) {}

  private Parts parts(GroupState before, List<Member> members, List<Optional<Sighting>> followed) {
    var tiles = Looks.tiles(size);
    if (before.micros() < 0) {
      return new Parts(Looks.all(size), true, List.of());
    }
    long present = followed.stream().filter(Optional::isPresent).count();
    boolean scheduled =
        present < options.people() && micros - before.lookedMicros() >= LOOK_FOR_NEW;
    var parts = new ArrayList<Rect>();
    if (scheduled || present == 0) {
      parts.add(Rect.WHOLE);
    }
    if (scheduled) {
      parts.add(tiles.get(before.looks() % tiles.size()));
    }
    for (int i = 0; i < members.size(); i++) {
      var member = members.get(i);
      if (followed.get(i).isEmpty()
          && (member.isInSight() || isTurn(before, member.seenMicros()))) {
        parts.add(Looks.around(member.expected(micros, size), size));
      }
    }
    var doubtful = new ArrayList<Body>();
    if (isTurn(before, 0)) {
      var bodies = followed.stream().flatMap(Optional::stream).map(Sighting::body).toList();
      for (var body : bodies) {
        if (bodies.stream()
            .anyMatch(other -> !other.equals(body) && body.isWithin(KnownPeople.CLOSE, other))) {
          doubtful.add(body);
          parts.add(Looks.around(body, size));
        }
      }
    }
    return new Parts(parts, scheduled, doubtful);
  }

  private boolean isTurn(GroupState before, long since) {
    return (micros - since) / LOOK_FOR_LOST != (before.micros() - since) / LOOK_FOR_LOST;
  }

  // Takes those among the strangers who were out of sight.
  private void returned(
      List<Member> members, List<Optional<Sighting>> sightings, List<Sighting> strangers) {
    int[] rows =
        IntStream.range(0, members.size()).filter(i -> sightings.get(i).isEmpty()).toArray();
    var cost = new double[rows.length][strangers.size()];
    for (int r = 0; r < rows.length; r++) {
      var member = members.get(rows[r]);
      double reach = member.reach(micros);
      for (int s = 0; s < strangers.size(); s++) {
        var body = strangers.get(s).body();
        double distance =
            Math.min(member.last(size).placeTo(body), member.expected(micros, size).placeTo(body));
        boolean sized = member.last(size).sizeTo(body) < RETURN_SIZE;
        cost[r][s] = sized ? distance / reach : Double.MAX_VALUE;
      }
    }
    int[] assigned = Assignment.of(cost, 1);
    var taken = new ArrayList<Sighting>();
    for (int r = 0; r < rows.length; r++) {
      if (assigned[r] != Assignment.NONE) {
        sightings.set(rows[r], Optional.of(strangers.get(assigned[r])));
        taken.add(strangers.get(assigned[r]));
      }
    }
    strangers.removeAll(taken);
  }

  // Who moved further than a body does, and is at no place of others.
  private static void leaped(
      List<Member> members,
      List<Optional<Sighting>> all,
      List<Optional<Sighting>> sightings,
      List<Sighting> strangers) {
    for (int i = 0; i < members.size(); i++) {
      var leap = all.get(i);
      if (sightings.get(i).isEmpty() && leap.isPresent()) {
        var body = leap.get().body();
        var others =
            Stream.concat(sightings.stream().flatMap(Optional::stream), strangers.stream())
                .map(Sighting::body)
                .toList();
        if (others.stream().noneMatch(body::isSameAs)
            && !body.isExplainedBy(others)
            && others.stream().noneMatch(other -> body.isWithin(ALONE, other))) {
          sightings.set(i, leap);
        }
      }
    }
  }

  /// Somebody in this frame.
  ///
  /// @param member who it is, if the person was there before
  private record Present(
      Optional<Member> member,
      int id,
      StreamState before,
      Sighting sighting,
      PoseSmoothing.Smoothed smoothed) {
    PoseStage.Found pose() {
      return smoothed.pose();
    }
  }

  private Present present(Optional<Member> member, int id, Sighting sighting) {
    var before = member.map(Member::own).orElse(StreamState.FRESH);
    var smoothed =
        before.smoothing().apply(sighting.found(), size, 1000 * micros, video.smoothLandmarks());
    return new Present(member, id, before, sighting, smoothed);
  }

  /// Somebody's part of the result and of the state.
  private record Seen(Person person, Member member) {}

  private List<Seen> people(List<Present> present, Stopwatch watch) {
    present.sort(Comparator.comparingInt(Present::id));
    var poses = present.stream().map(Present::pose).toList();
    var masks = masks(present);
    var hands = Belongings.hands(size, poses, hands(present));
    watch.handed();
    var faces = Belongings.faces(size, poses, faces(present));
    var seen = new ArrayList<Seen>();
    for (int i = 0; i < present.size(); i++) {
      seen.add(seen(present.get(i), hands.get(i), faces.get(i), masks.get(i)));
    }
    return seen;
  }

  /// Somebody's mask, as it is shown and, where the next frame's is smoothed with it, as it is.
  private record Mask(SegmentationMask shown, Optional<FloatMask> kept) {}

  // Of numbers a mask takes four times as much as of bytes: they are let go of at once.
  private List<Optional<Mask>> masks(List<Present> present) {
    return each(present, (_, person) -> person.sighting.mask().map(logits -> mask(logits, person)));
  }

  private Mask mask(MemorySegment logits, Present person) {
    var mask =
        HolisticPipeline.smoothed(
            MaskStage.run(logits, person.pose().region(), size, options.sampling()),
            video,
            person.before);
    return new Mask(
        mask.toEightBits(), video.smoothSegmentation() ? Optional.of(mask) : Optional.empty());
  }

  private List<Hands> hands(List<Present> present) {
    List<Function<Models, Optional<HandStage.Found>>> tasks = new ArrayList<>();
    for (var person : present) {
      for (var side : Side.values()) {
        var was = side == Side.LEFT ? person.before.leftHand() : person.before.rightHand();
        tasks.add(
            models -> HandStage.run(models, frame, side, person.pose(), options.sampling(), was));
      }
    }
    var found = crew.all(tasks);
    var hands = new ArrayList<Hands>();
    for (int i = 0; i < present.size(); i++) {
      var person = present.get(i);
      var both = new Hands(found.get(2 * i), found.get(2 * i + 1));
      hands.add(
          video.lockHands()
              ? both.locked(crew.own(), frame, person.pose(), options.sampling(), person.before)
              : both);
    }
    return hands;
  }

  private List<Optional<Face>> faces(List<Present> present) {
    return each(
        present,
        (models, person) ->
            FaceStage.run(models, frame, person.pose(), options, person.before.face()));
  }

  private interface ForEach<T> {
    T apply(Models models, Present person);
  }

  private <T> List<T> each(List<Present> present, ForEach<T> work) {
    List<Function<Models, T>> tasks =
        present.stream()
            .<Function<Models, T>>map(person -> models -> work.apply(models, person))
            .toList();
    return crew.all(tasks);
  }

  private Seen seen(Present present, Hands hands, Optional<Face> face, Optional<Mask> mask) {
    var before = present.before;
    var parts = before.parts().apply(hands, face, size, 1000 * micros, video);
    var person =
        HolisticPipeline.person(
                crew.own(),
                size,
                options,
                present.pose(),
                parts.hands(),
                parts.face(),
                mask.map(Mask::shown))
            .withId(Optional.of(present.id));
    var after =
        HolisticPipeline.after(
            micros,
            present.smoothed,
            hands,
            face,
            parts.after(),
            mask.flatMap(Mask::kept).or(before::mask));
    return new Seen(person, remembered(present, after));
  }

  // Who is not reported needs no hands, face and mask.
  private Member tried(Present present) {
    var after =
        HolisticPipeline.after(
            micros,
            present.smoothed,
            new Hands(Optional.empty(), Optional.empty()),
            Optional.empty(),
            PartSmoothing.FRESH,
            Optional.empty());
    return remembered(present, after);
  }

  private Member remembered(Present present, StreamState after) {
    return present
        .member
        .map(member -> member.seen(present.id, micros, present.sighting, after))
        .orElseGet(() -> Member.fresh(present.id, micros, present.sighting, after));
  }
}
