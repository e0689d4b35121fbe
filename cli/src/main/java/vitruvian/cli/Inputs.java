package vitruvian.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import vitruvian.tracker.ImageDecoder;

/// The files that a command line names, folders walked.
///
/// Files that are named are all taken, whatever they are called. Of a folder those are taken whose
/// name says picture or video, without hidden ones and the pictures that this program writes
/// itself; see [FolderWalk].
///
/// @param files in the order of the command line, those of a folder by name; none twice
/// @param unreadable what is named or found and cannot be done, and why
/// @param notes what else there is to say, in lines
record Inputs(List<Input> files, List<Unreadable> unreadable, List<String> notes) {
  /// The name of standard input among those of files.
  static final String STANDARD_INPUT = "-";

  private static final Set<String> PICTURES =
      Set.of("jpg", "jpeg", "png", "webp", "gif", "apng", "heic", "heif", "avif");
  // What may be either: the content tells.
  private static final Set<String> ANIMATED = Set.of("png", "apng", "webp", "gif");
  private static final Set<String> VIDEOS =
      Set.of(
          "mp4", "m4v", "mov", "mkv", "webm", "avi", "mpg", "mpeg", "ts", "mts", "m2ts", "3gp",
          "wmv", "flv", "ogv");
  private static final List<String> OWN =
      List.of(ResultFiles.OVERLAY, ResultFiles.MASK, VideoResults.OVERLAY);
  private static final int MOST_EXAMPLES = 3;

  /// What cannot be done.
  record Unreadable(String name, String why) {}

  Inputs {
    files = List.copyOf(files);
    unreadable = List.copyOf(unreadable);
    notes = List.copyOf(notes);
  }

  /// Finds the inputs.
  ///
  /// @param named files, folders, patterns of numbered pictures, and `-`
  /// @param out the folder for the results; where there is none, they go beside their inputs
  /// @param standardInput what came through it, where it was named and could be read
  static Inputs of(List<String> named, Optional<Path> out, Optional<Path> standardInput)
      throws IOException {
    var finding = new Finding(out, standardInput);
    for (var name : named) {
      finding.add(name);
    }
    return finding.found();
  }

  /// These inputs and more that cannot be done.
  Inputs with(List<Unreadable> more) {
    var all = new ArrayList<>(more);
    all.addAll(unreadable);
    return new Inputs(files, all, notes);
  }

  /// Whether the name is that of a video, or of an animation that the content says it is.
  static boolean looksLikeVideo(Path file) {
    return VIDEOS.contains(extension(file))
        || (ANIMATED.contains(extension(file)) && isAnimation(file));
  }

  private static boolean isAnimation(Path file) {
    try {
      return !ImageDecoder.isPicture(file);
    } catch (IOException _) {
      return false;
    }
  }

  /// Whether the name is that of a video.
  static boolean isVideoName(Path file) {
    return VIDEOS.contains(extension(file));
  }

  /// Whether the name is that of a picture.
  static boolean isPictureName(Path file) {
    return PICTURES.contains(extension(file));
  }

  /// Whether the name is that of a picture with landmarks, or of a mask, of an earlier run.
  static boolean isOwn(Path file) {
    var name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return OWN.stream().anyMatch(name::endsWith);
  }

  static String extension(Path file) {
    var name = file.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  static String stem(Path file) {
    var name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  /// The same inputs with results that overwrite neither one another nor an input: of those that
  /// would, the names are made longer, step by step, until they do not. Which names come of it does
  /// not depend on the order of the inputs.
  ///
  /// @param suffixes the endings of the files that are written for an input
  Inputs distinct(Function<Input, Collection<String>> suffixes) {
    int[] steps = new int[files.size()];
    var given = new HashMap<Path, Integer>();
    for (int i = 0; i < files.size(); i++) {
      given.put(key(files.get(i).file()), i);
    }
    Set<Integer> clashing = clashing(steps, suffixes, given);
    while (!clashing.isEmpty()) {
      boolean changed = false;
      for (int i : clashing) {
        if (steps[i] < files.get(i).stems().size() - 1) {
          steps[i]++;
          changed = true;
        }
      }
      if (!changed) {
        break;
      }
      clashing = clashing(steps, suffixes, given);
    }
    return renamed(steps, clashing);
  }

  private Input chosen(int index, int[] steps) {
    var input = files.get(index);
    return steps[index] == 0 ? input : input.withStem(input.stems().get(steps[index]));
  }

  // Those that must change: of several with one result the ones that have changed least.
  private Set<Integer> clashing(
      int[] steps, Function<Input, Collection<String>> suffixes, Map<Path, Integer> given) {
    var writers = new TreeMap<Path, List<Integer>>();
    for (int i = 0; i < files.size(); i++) {
      var input = chosen(i, steps);
      for (var suffix : suffixes.apply(input)) {
        writers.computeIfAbsent(key(input.output(suffix)), _ -> new ArrayList<>()).add(i);
      }
    }
    var clashing = new TreeSet<Integer>();
    writers.forEach(
        (output, by) -> {
          if (given.containsKey(output)) {
            clashing.addAll(by);
          } else if (by.size() > 1) {
            int least = by.stream().mapToInt(i -> steps[i]).min().orElseThrow();
            by.stream().filter(i -> steps[i] == least).forEach(clashing::add);
          }
        });
    return clashing;
  }

  private Inputs renamed(int[] steps, Set<Integer> clashing) {
    var done = new ArrayList<Input>();
    var failed = new ArrayList<>(unreadable);
    var examples = new ArrayList<String>();
    for (int i = 0; i < files.size(); i++) {
      var input = chosen(i, steps);
      if (clashing.contains(i)) {
        failed.add(
            new Unreadable(
                input.name(),
                "its results would overwrite others, or an input; use another --out"));
      } else {
        done.add(input);
        if (steps[i] > 0) {
          examples.add("%s.* of %s".formatted(input.stem().getFileName(), input.name()));
        }
      }
    }
    var said = new ArrayList<>(notes);
    if (!examples.isEmpty()) {
      said.add(
          "%d inputs have results with longer names, which would be those of others: %s%s"
              .formatted(
                  examples.size(),
                  String.join(", ", examples.stream().limit(MOST_EXAMPLES).toList()),
                  examples.size() > MOST_EXAMPLES ? ", ..." : ""));
    }
    return new Inputs(done, failed, said);
  }

  private static Path key(Path path) {
    return path.toAbsolutePath().normalize();
  }

  /// The inputs found so far.
  private static final class Finding {
    private final Optional<Path> out;
    private final Optional<Path> standardInput;
    private final Map<Path, Input> files = new LinkedHashMap<>();
    private final List<Unreadable> unreadable = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<FolderWalk> walks = new ArrayList<>();

    private Finding(Optional<Path> out, Optional<Path> standardInput) {
      this.out = out;
      this.standardInput = standardInput;
    }

    private void add(String name) throws IOException {
      if (name.equals(STANDARD_INPUT)) {
        standardInput.ifPresent(this::addStandardInput);
        return;
      }
      try {
        add(name, Path.of(name));
      } catch (InvalidPathException _) {
        fail(name, "the name cannot be written in the encoding of this locale");
      }
    }

    private void addStandardInput(Path spooled) {
      var stem = out.orElse(Path.of("")).resolve("stdin");
      put(new Input("standard input", spooled, stem, new Input.Source.StandardInput()));
    }

    private void add(String name, Path path) throws IOException {
      if (Files.isDirectory(path)) {
        walk(path);
      } else if (Sequence.isPattern(path) && Files.notExists(path)) {
        sequence(path);
      } else if (name.indexOf('\ufffd') >= 0 && Files.notExists(path)) {
        fail(name, "the name is not in the encoding of this locale; name its folder instead");
      } else {
        put(new Input(path, beside(path).resolve(stem(path))));
      }
    }

    private Path beside(Path path) {
      return out.orElseGet(() -> path.resolveSibling(""));
    }

    private void sequence(Path pattern) throws IOException {
      var sequence = Sequence.find(pattern);
      if (sequence.numbers().isEmpty()) {
        fail(pattern.toString(), "there are no pictures with such names");
        return;
      }
      sequence
          .gaps()
          .ifPresent(gaps -> notes.add("%s: numbers are missing: %s".formatted(pattern, gaps)));
      put(
          new Input(
              pattern.toString(),
              pattern,
              beside(pattern).resolve(sequence.stem()),
              new Input.Source.Numbered(sequence)));
    }

    private void walk(Path root) throws IOException {
      var walk = FolderWalk.of(root);
      walk.unreadable().forEach(path -> fail(path.toString(), "the folder cannot be read"));
      for (var relative : walk.found()) {
        try {
          var folder = out.orElse(root);
          put(
              new Input(
                  root.resolve(relative), folder.resolve(relative.resolveSibling(stem(relative)))));
        } catch (InvalidPathException _) {
          fail(
              root.resolve(relative).toString(),
              "its results cannot be named in the encoding of this locale");
        }
      }
      walks.add(walk);
    }

    private Inputs found() {
      for (var walk : walks) {
        walk.leftOut(path -> files.containsKey(key(path))).ifPresent(notes::add);
      }
      return new Inputs(List.copyOf(files.values()), unreadable, notes);
    }

    private void put(Input input) {
      files.putIfAbsent(key(input.file()), input);
    }

    private void fail(String name, String why) {
      unreadable.add(new Unreadable(name, why));
    }
  }
}
