package vitruvian.cli;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import vitruvian.tracker.ImageDecoder;

/// The files that a command line names, folders walked.
///
/// Files that are named are all taken, whatever they are called. Of a folder those are taken whose
/// name says picture or video, without hidden ones, links, and the pictures that this program
/// writes itself.
///
/// @param files in the order of the command line, those of a folder by name; none twice
/// @param unreadable folders that could not be walked, and why
record Inputs(List<Input> files, List<Unreadable> unreadable) {
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

  /// A folder that could not be walked.
  record Unreadable(Path folder, String why) {}

  Inputs {
    files = List.copyOf(files);
    unreadable = List.copyOf(unreadable);
  }

  /// Finds the inputs.
  ///
  /// @param named files and folders
  /// @param out the folder for the results; where there is none, they go beside their inputs
  static Inputs of(List<Path> named, Optional<Path> out) throws IOException {
    var files = new LinkedHashMap<Path, Input>();
    var unreadable = new ArrayList<Unreadable>();
    for (var path : named) {
      if (Files.isDirectory(path)) {
        walk(path, out, files, unreadable);
      } else {
        var folder = out.orElseGet(() -> path.resolveSibling(""));
        add(files, new Input(path, folder.resolve(stem(path))));
      }
    }
    return new Inputs(List.copyOf(files.values()), unreadable);
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

  /// Makes sure that no result overwrites another one, or an input.
  ///
  /// @param suffixes the endings of the files that are written for an input
  /// @throws WrongUsage where one would
  void requireDistinct(Function<Input, Collection<String>> suffixes) {
    var given = new LinkedHashMap<Path, Input>();
    files.forEach(input -> given.put(key(input.file()), input));
    var written = new LinkedHashMap<Path, Input>();
    for (var input : files) {
      for (var suffix : suffixes.apply(input)) {
        var output = input.output(suffix);
        var other = written.put(key(output), input);
        if (other != null) {
          throw new WrongUsage(
              "%s and %s would both write %s; rename one, or track them in two runs with different --out"
                  .formatted(other.file(), input.file(), output));
        }
        if (given.containsKey(key(output))) {
          throw new WrongUsage(
              "the result of %s would overwrite the input %s; choose another folder with --out"
                  .formatted(input.file(), output));
        }
      }
    }
  }

  private static void walk(
      Path root, Optional<Path> out, Map<Path, Input> files, List<Unreadable> unreadable)
      throws IOException {
    var found = new ArrayList<Path>();
    // The real path, since a walk does not enter a link; names stay those of the command line.
    var real = root.toRealPath();
    Files.walkFileTree(real, new Finder(real, root, found, unreadable));
    found.sort(null);
    for (var relative : found) {
      var folder = out.orElse(root);
      add(
          files,
          new Input(
              root.resolve(relative), folder.resolve(relative.resolveSibling(stem(relative)))));
    }
  }

  private static void add(Map<Path, Input> files, Input input) {
    files.putIfAbsent(key(input.file()), input);
  }

  private static Path key(Path path) {
    return path.toAbsolutePath().normalize();
  }

  private static boolean isWanted(Path file) {
    var name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    var extension = extension(file);
    return (PICTURES.contains(extension) || VIDEOS.contains(extension))
        && OWN.stream().noneMatch(name::endsWith);
  }

  private static boolean isHidden(Path path) {
    return path.getFileName().toString().startsWith(".");
  }

  private static String extension(Path file) {
    var name = file.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  private static String stem(Path file) {
    var name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  private static final class Finder extends SimpleFileVisitor<Path> {
    private final Path real;
    private final Path root;
    private final List<Path> found;
    private final List<Unreadable> unreadable;

    private Finder(Path real, Path root, List<Path> found, List<Unreadable> unreadable) {
      this.real = real;
      this.root = root;
      this.found = found;
      this.unreadable = unreadable;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      return isHidden(folder) && !folder.equals(real)
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isRegularFile() && !isHidden(file) && isWanted(file)) {
        found.add(real.relativize(file));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path path, IOException failure) {
      unreadable.add(
          new Unreadable(root.resolve(real.relativize(path)), "the folder cannot be read"));
      return FileVisitResult.CONTINUE;
    }
  }
}
