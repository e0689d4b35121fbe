package vitruvian.cli;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A folder and its sub-folders: which files are taken, and how many of what kind are not.
///
/// Links are followed after everything else, in the order of their names, and nothing is taken
/// twice: neither a file that is there under its own name, nor a folder that was walked. So a walk
/// ends however links go round.
final class FolderWalk {
  private static final List<String> RESULTS =
      List.of("json", "jsonl", "csv", "pose", "resume", "confidence", "before", "png", "mp4");

  private final Path root;
  private final List<Path> found = new ArrayList<>();
  private final List<Path> unreadable = new ArrayList<>();
  private final List<Path> others = new ArrayList<>();
  private final List<Path> links = new ArrayList<>();
  private final Set<Path> walked = new HashSet<>();
  private final Set<Path> taken = new HashSet<>();
  private int hidden;
  private int broken;
  private int again;
  private int special;

  private FolderWalk(Path root) {
    this.root = root;
  }

  /// Walks a folder.
  static FolderWalk of(Path root) throws IOException {
    var walk = new FolderWalk(root);
    // The real path, since a walk does not enter a link; names stay those of the command line.
    walk.walk(root.toRealPath(), Path.of(""));
    while (!walk.links.isEmpty()) {
      var links = walk.links.stream().sorted().toList();
      walk.links.clear();
      for (var link : links) {
        walk.follow(link);
      }
    }
    walk.found.sort(null);
    return walk;
  }

  /// The files that are taken, as seen from the folder, by name.
  List<Path> found() {
    return found;
  }

  /// Folders that could not be walked.
  List<Path> unreadable() {
    return unreadable;
  }

  /// How many files are left out, and why, as one line; results of earlier runs do not count.
  ///
  /// @param isTaken whether a file is taken all the same, since it is named by itself
  Optional<String> leftOut(Predicate<Path> isTaken) {
    var stems =
        found.stream()
            .flatMap(
                file ->
                    Stream.of(place(file) + file.getFileName(), place(file) + Inputs.stem(file)))
            .collect(Collectors.toSet());
    Map<String, Integer> kinds = new TreeMap<>();
    for (var file : others) {
      if (!isResult(file, stems) && !isTaken.test(root.resolve(file))) {
        var name = file.getFileName().toString();
        kinds.merge(
            name.contains(".") ? "." + Inputs.extension(file) : "no ending", 1, Integer::sum);
      }
    }
    int unknown = kinds.values().stream().mapToInt(Integer::intValue).sum();
    var why = new ArrayList<String>();
    add(
        why,
        unknown,
        "not called as pictures or videos are that can be read (%s)".formatted(list(kinds)));
    add(why, hidden, "hidden");
    add(why, again, "linked to what is taken anyway");
    add(why, broken, "linked to nothing");
    add(why, special, "no file");
    int all = unknown + hidden + again + broken + special;
    return all == 0
        ? Optional.empty()
        : Optional.of(
            "%s: %d file%s left out: %s"
                .formatted(root, all, all == 1 ? "" : "s", String.join(", ", why)));
  }

  private static void add(List<String> why, int count, String reason) {
    if (count > 0) {
      why.add("%d %s".formatted(count, reason));
    }
  }

  private static String list(Map<String, Integer> kinds) {
    return kinds.entrySet().stream()
        .map(kind -> kind.getValue() + " " + kind.getKey())
        .collect(Collectors.joining(", "));
  }

  // As text, since a name need not be one that a path can be made of.
  private static String place(Path file) {
    return file.getParent() + "/";
  }

  private static boolean isResult(Path file, Set<String> stems) {
    if (Inputs.isOwn(file)) {
      return true;
    }
    var name = file.getFileName().toString();
    for (int dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
      if (RESULTS.contains(Inputs.extension(file))
          && stems.contains(place(file) + name.substring(0, dot))) {
        return true;
      }
    }
    return false;
  }

  private void follow(Path link) throws IOException {
    Path target;
    try {
      target = root.resolve(link).toRealPath();
    } catch (IOException _) {
      broken++;
      return;
    }
    if (Files.isDirectory(target)) {
      if (walked.contains(target)) {
        again++;
      } else {
        walk(target, link);
      }
    } else if (Files.isRegularFile(target)) {
      take(link, target);
    } else {
      special++;
    }
  }

  private void take(Path name, Path real) {
    if (!(Inputs.isPictureName(name) || Inputs.isVideoName(name)) || Inputs.isOwn(name)) {
      others.add(name);
    } else if (taken.add(real)) {
      found.add(name);
    } else {
      again++;
    }
  }

  private static boolean isHidden(Path path) {
    return path.getFileName().toString().startsWith(".");
  }

  private void walk(Path real, Path as) throws IOException {
    Files.walkFileTree(
        real,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            if (isHidden(folder) && !folder.equals(real)) {
              hidden++;
              return FileVisitResult.SKIP_SUBTREE;
            }
            return walked.add(folder) ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            var name = as.resolve(real.relativize(file));
            if (isHidden(file)) {
              hidden++;
            } else if (attributes.isSymbolicLink()) {
              links.add(name);
            } else if (attributes.isRegularFile()) {
              take(name, file);
            } else {
              special++;
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path path, IOException failure) {
            unreadable.add(root.resolve(as.resolve(real.relativize(path))));
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
