package vitruvian.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import vitruvian.landmarks.Face;
import vitruvian.landmarks.FrameResult;
import vitruvian.landmarks.HolisticResult;
import vitruvian.landmarks.ImageSize;
import vitruvian.landmarks.PoseFile;
import vitruvian.landmarks.PoseFileHeader;
import vitruvian.landmarks.ResultCsv;
import vitruvian.landmarks.ResultJson;
import vitruvian.motion.AnglesCsv;
import vitruvian.motion.BvhWriter;
import vitruvian.motion.CocoWholeBody;
import vitruvian.motion.MotionFrame;
import vitruvian.motion.MotionJson;
import vitruvian.motion.MotionOptions;
import vitruvian.motion.MotionSolver;
import vitruvian.motion.MotionState;
import vitruvian.motion.OpenPose;
import vitruvian.motion.TrcWriter;
import vitruvian.motion.VrmaWriter;

/// Makes any form of results that are there already. The file is read twice, frame by frame: first
/// for what a format's head wants and for the measures of the people, then for the rest. So memory
/// does not grow with its length.
///
/// @param format what to make
/// @param options how motion is made
/// @param person whose
/// @param angles whether the angles of joints are wanted, too
record Conversion(OutputFormat format, MotionOptions options, PersonChoice person, boolean angles) {
  /// Each has a file, and the file of results is read for each.
  private static final int MOST_PEOPLE = 256;

  /// So many are named where one is asked for that is not there.
  private static final int MOST_NAMED = 20;

  private static final double USUAL_RATE = 30;

  /// What the first reading finds.
  ///
  /// @param people the measures of each who is wanted, by id; nobody where only forms of all people
  ///     are
  /// @param several whether people have ids, or there are several in a frame
  /// @param refined whether faces have irises
  private record Survey(
      long frames,
      Duration first,
      Duration last,
      ImageSize image,
      boolean refined,
      boolean several,
      SortedMap<Integer, MotionState> people) {
    MotionState state(int id) {
      return people.getOrDefault(id, MotionState.FRESH);
    }

    double rate() {
      double seconds = last.minus(first).toNanos() / 1e9;
      return frames > 1 ? (frames - 1) / seconds : USUAL_RATE;
    }

    Duration frameTime() {
      return Duration.ofNanos(Math.round(1e9 / rate()));
    }
  }

  /// What was written.
  ///
  record Done(List<Path> files, long frames) {}

  /// Whether something can be made of one result alone: motion is somebody's, and who is chosen may
  /// not be in it.
  boolean suits(HolisticResult result) {
    boolean some = !isOfOne() && person.id().isEmpty();
    return some || !person.of(result).people().isEmpty();
  }

  /// Makes the files of one file of results, which replace those of an earlier run.
  ///
  /// @param results what is there already
  /// @param stem the path of the new files without the endings of their names
  /// @throws ResultLines.NoResult where a line is none, or there is nothing to make
  Done convert(Path results, Path stem) throws IOException {
    var survey = survey(results);
    var parent = stem.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    var files = new ArrayList<Path>();
    for (var one : survey.people.entrySet()) {
      int id = one.getKey();
      var name = survey.people.size() == 1 ? "" : "." + id;
      if (isOfOne()) {
        files.add(ofOne(results, survey, id, stem.resolveSibling(stem.getFileName() + name)));
      }
      if (angles) {
        var file = stem.resolveSibling(stem.getFileName() + name + ".angles.csv");
        angles(results, survey, id, file);
        files.add(file);
      }
    }
    if (!isOfOne()) {
      files.add(ofAll(results, survey, stem));
    }
    return new Done(files, survey.frames);
  }

  private boolean isOfOne() {
    return switch (format) {
      case BVH, VRMA, TRC, POSE, JSON, JSONL -> true;
      case CSV, OPENPOSE, COCO -> false;
    };
  }

  private Survey survey(Path results) throws IOException {
    var solver = new MotionSolver(options);
    var people = new TreeMap<Integer, MotionSolver.Learning>();
    var others = new TreeSet<Integer>();
    boolean each = isOfOne() || angles;
    boolean wantedSeen = person.id().isEmpty();
    long frames = 0;
    var first = Duration.ZERO;
    var last = Duration.ZERO;
    var image = Optional.<ImageSize>empty();
    boolean refined = false;
    boolean several = false;
    try (var lines = new ResultLines(results)) {
      for (var next = lines.next(); next.isPresent(); next = lines.next()) {
        var frame = next.get();
        if (frames++ == 0) {
          first = frame.timestamp();
          image = Optional.of(frame.result().image());
        }
        last = frame.timestamp();
        var ids = PersonChoice.ids(frame.result());
        several |= ids.size() > 1;
        for (int i = 0; i < ids.size(); i++) {
          var seen = frame.result().people().get(i);
          several |= seen.id().isPresent();
          if (!person.takes(ids.get(i))) {
            if (others.size() <= MOST_NAMED) {
              others.add(ids.get(i));
            }
            continue;
          }
          wantedSeen = true;
          refined |= seen.face().map(Face::isRefined).orElse(false);
          if (!each) {
            continue;
          }
          people
              .computeIfAbsent(ids.get(i), _ -> solver.learning())
              .add(seen, frame.result().image());
          if (people.size() > MOST_PEOPLE) {
            throw new ResultLines.NoResult(
                "there are more than %d people; choose one with --person".formatted(MOST_PEOPLE));
          }
        }
      }
    }
    if (frames == 0) {
      throw new ResultLines.NoResult("there are no results in it");
    }
    if (!wantedSeen) {
      throw new ResultLines.NoResult(noPerson(person.id().getAsInt(), others));
    }
    if (people.isEmpty() && isOfOne()) {
      throw new ResultLines.NoResult("there is nobody in it");
    }
    var states = new TreeMap<Integer, MotionState>();
    people.forEach((id, learning) -> states.put(id, learning.state()));
    return new Survey(frames, first, last, image.orElseThrow(), refined, several, states);
  }

  private static String noPerson(int id, SortedSet<Integer> others) {
    if (others.isEmpty()) {
      return "there is no person %d in it, and nobody else".formatted(id);
    }
    return "there is no person %d in it, only %s%s"
        .formatted(
            id,
            others.stream()
                .limit(MOST_NAMED)
                .map(String::valueOf)
                .collect(Collectors.joining(", ")),
            others.size() > MOST_NAMED ? " and more" : "");
  }

  @FunctionalInterface
  private interface Frames {
    void write(FrameResult frame, MotionFrame motion) throws IOException;
  }

  /// Reads the file again and hands out the frames of one person.
  private void motion(Path results, Survey survey, int id, Frames into) throws IOException {
    var solver = new MotionSolver(options);
    var state = survey.state(id);
    try (var lines = new ResultLines(results)) {
      for (var next = lines.next(); next.isPresent(); next = lines.next()) {
        var frame = next.get();
        var alone =
            new FrameResult(
                frame.frame(), frame.timestamp(), PersonChoice.with(frame.result(), id));
        var solved = solver.solve(alone, state);
        state = solved.after();
        into.write(alone, solved.frame());
      }
    }
  }

  private Path ofOne(Path results, Survey survey, int id, Path stem) throws IOException {
    var file = stem.resolveSibling(stem.getFileName() + format.convertedSuffix());
    var skeleton = new MotionSolver(options).restOf(survey.state(id));
    switch (format) {
      case BVH ->
          text(
              file,
              out -> {
                var bvh = new BvhWriter(out, skeleton, survey.frames, survey.frameTime());
                motion(results, survey, id, (_, motion) -> bvh.write(motion));
              });
      case TRC ->
          text(
              file,
              out -> {
                var name = file.getFileName().toString();
                var trc = new TrcWriter(out, name, survey.frames, survey.rate());
                motion(
                    results,
                    survey,
                    id,
                    (frame, motion) -> trc.write(frame.result().people(), motion));
              });
      case VRMA ->
          ResultFiles.replaceByPath(
              file,
              unfinished -> {
                var length = survey.last.minus(survey.first);
                try (var vrma = new VrmaWriter(unfinished, skeleton, survey.frames, length)) {
                  motion(results, survey, id, (_, motion) -> vrma.write(motion));
                  vrma.finish();
                }
              });
      case POSE -> pose(results, survey, id, file);
      case JSON, JSONL ->
          ResultFiles.replace(
              file,
              out ->
                  motion(
                      results,
                      survey,
                      id,
                      (frame, motion) -> {
                        var line = new java.io.ByteArrayOutputStream();
                        ResultJson.writeLine(frame, line);
                        var text =
                            MotionJson.with(
                                line.toString(StandardCharsets.UTF_8),
                                motion,
                                frame.frame() == 0,
                                angles);
                        out.write(text.getBytes(StandardCharsets.UTF_8));
                        out.write('\n');
                      }));
      case CSV, OPENPOSE, COCO -> throw new IllegalStateException("of all people: " + format);
    }
    return file;
  }

  private void pose(Path results, Survey survey, int id, Path file) throws IOException {
    var header = new PoseFileHeader(survey.image, (float) survey.rate(), survey.refined);
    ResultFiles.replaceByPath(
        file,
        unfinished -> {
          try (var pose = PoseFile.create(unfinished, header);
              var lines = new ResultLines(results)) {
            for (var next = lines.next(); next.isPresent(); next = lines.next()) {
              pose.write(PersonChoice.with(next.get().result(), id));
            }
            pose.finish();
          }
        });
  }

  private void angles(Path results, Survey survey, int id, Path file) throws IOException {
    text(
        file,
        out -> {
          AnglesCsv.writeHeading(out);
          motion(
              results, survey, id, (frame, motion) -> AnglesCsv.write(frame.frame(), motion, out));
        });
  }

  private Path ofAll(Path results, Survey survey, Path stem) throws IOException {
    var file = stem.resolveSibling(stem.getFileName() + format.suffix());
    switch (format) {
      case CSV ->
          ResultFiles.replace(
              file,
              out -> {
                // Of one who was chosen nothing needs to say whose it is.
                boolean several = survey.several && person.id().isEmpty();
                ResultCsv.writeHeading(several, out);
                each(results, frame -> ResultCsv.writeLines(frame, several, out));
              });
      case COCO ->
          ResultFiles.replace(
              file,
              out -> {
                try (var coco = new CocoWholeBody(out)) {
                  each(results, coco::write);
                }
              });
      case OPENPOSE -> openPose(results, stem, file);
      case JSON, JSONL, POSE, BVH, VRMA, TRC ->
          throw new IllegalStateException("of one person: " + format);
    }
    return file;
  }

  @FunctionalInterface
  private interface Results {
    void write(FrameResult frame) throws IOException;
  }

  private void each(Path results, Results into) throws IOException {
    try (var lines = new ResultLines(results)) {
      for (var next = lines.next(); next.isPresent(); next = lines.next()) {
        var frame = next.get();
        into.write(new FrameResult(frame.frame(), frame.timestamp(), person.of(frame.result())));
      }
    }
  }

  /// A folder is written beside and put in the place of the old one at the end.
  private void openPose(Path results, Path stem, Path folder) throws IOException {
    var unfinished =
        folder.resolveSibling(
            ".%s.%d.unfinished".formatted(folder.getFileName(), ProcessHandle.current().pid()));
    delete(unfinished);
    Files.createDirectory(unfinished);
    try {
      each(
          results,
          frame -> {
            // As OpenPose names them.
            var name = "%s_%012d_keypoints.json".formatted(stem.getFileName(), frame.frame());
            // Places are those among all, so one who was chosen keeps the number of the choice.
            var ids =
                person.id().isPresent()
                    ? List.of(person.id().getAsInt())
                    : PersonChoice.ids(frame.result());
            try (var out =
                new BufferedOutputStream(Files.newOutputStream(unfinished.resolve(name)))) {
              OpenPose.write(frame.result(), ids, out);
            }
          });
      delete(folder);
      Files.move(unfinished, folder);
    } catch (Throwable failure) {
      delete(unfinished);
      throw failure;
    }
  }

  /// Only what OpenPose's files look like is deleted: a folder of somebody else stays, and the
  /// conversion fails.
  private static void delete(Path folder) throws IOException {
    if (Files.notExists(folder)) {
      return;
    }
    try (var files = Files.walk(folder, 1)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        if (file.equals(folder) || file.getFileName().toString().endsWith("_keypoints.json")) {
          Files.delete(file);
        }
      }
    }
  }

  @FunctionalInterface
  private interface Text {
    void writeTo(Appendable out) throws IOException;
  }

  private static void text(Path file, Text text) throws IOException {
    ResultFiles.replace(
        file,
        (OutputStream out) -> {
          var writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
          text.writeTo(writer);
          writer.flush();
        });
  }
}
