package vitruvian.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Pictures that are called alike but for a number, as one video: `frames/%05d.png`.
///
/// @param pattern a path whose name has one `%d` or `%0Nd`, and `%%` for each other percent sign
/// @param numbers of the pictures that are there, rising; a million at most
record Sequence(Path pattern, List<Long> numbers) {
  private static final Pattern NUMBER = Pattern.compile("%(?:0(\\d))?d");
  private static final int MOST_PICTURES = 1_000_000;
  private static final int MOST_DIGITS = 15;
  private static final int MOST_GAPS = 5;

  Sequence {
    numbers = List.copyOf(numbers);
  }

  /// Whether a name is such a pattern.
  static boolean isPattern(Path path) {
    return path.getFileName() != null && number(path).isPresent();
  }

  // Where the number is, if there is just one and no other percent sign stands alone.
  private static Optional<Matcher> number(Path path) {
    // Doubled ones are made as long as they were, so that places stay the same.
    var name = path.getFileName().toString().replace("%%", "\0\0");
    var matcher = NUMBER.matcher(name);
    return matcher.find() && name.indexOf('%') == name.lastIndexOf('%')
        ? Optional.of(matcher)
        : Optional.empty();
  }

  /// The pictures that are there.
  static Sequence find(Path pattern) throws IOException {
    var place = number(pattern).orElseThrow();
    var name = pattern.getFileName().toString();
    var before = plain(name.substring(0, place.start()));
    var after = plain(name.substring(place.end()));
    int width = width(place);
    Set<Long> numbers = new TreeSet<>();
    var folder = pattern.resolveSibling("");
    if (Files.isDirectory(folder)) {
      try (var files = Files.newDirectoryStream(folder)) {
        for (var file : files) {
          var found = file.getFileName().toString();
          if (found.startsWith(before)
              && found.endsWith(after)
              && found.length() > before.length() + after.length()) {
            var digits = found.substring(before.length(), found.length() - after.length());
            if (isNumber(digits, width)) {
              numbers.add(Long.parseLong(digits));
            }
          }
          if (numbers.size() > MOST_PICTURES) {
            throw new WrongUsage(
                "%s: more than %d pictures; take them in parts".formatted(pattern, MOST_PICTURES));
          }
        }
      }
    }
    return new Sequence(pattern, new ArrayList<>(numbers));
  }

  private static int width(Matcher place) {
    return Optional.ofNullable(place.group(1)).map(Integer::parseInt).orElse(1);
  }

  private static String plain(String text) {
    return text.replace("%%", "%");
  }

  // As a number is printed: filled up with zeros to the width, and no further.
  private static boolean isNumber(String digits, int width) {
    return digits.length() <= MOST_DIGITS
        && digits.chars().allMatch(c -> c >= '0' && c <= '9')
        && (digits.length() == width || (digits.length() > width && digits.charAt(0) != '0'));
  }

  /// The picture with a number.
  Path file(long number) {
    var place = number(pattern).orElseThrow();
    var name = pattern.getFileName().toString();
    return pattern.resolveSibling(
        plain(name.substring(0, place.start()))
            + ("%0" + width(place) + "d").formatted(number)
            + plain(name.substring(place.end())));
  }

  /// The numbers that are missing between the first and the last, as people write them.
  Optional<String> gaps() {
    var gaps = new ArrayList<String>();
    long missing = 0;
    for (int i = 1; i < numbers.size(); i++) {
      long from = numbers.get(i - 1) + 1;
      long to = numbers.get(i) - 1;
      if (from <= to) {
        missing += to - from + 1;
        gaps.add(from == to ? Long.toString(from) : from + " to " + to);
      }
    }
    return gaps.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s%s (%d)"
                .formatted(
                    String.join(", ", gaps.stream().limit(MOST_GAPS).toList()),
                    gaps.size() > MOST_GAPS ? ", ..." : "",
                    missing));
  }

  /// What the results are called: what stands before the number, else as the folder is.
  String stem() {
    var name = pattern.getFileName().toString();
    var before = plain(name.substring(0, number(pattern).orElseThrow().start()));
    while (!before.isEmpty() && " ._-".indexOf(before.charAt(before.length() - 1)) >= 0) {
      before = before.substring(0, before.length() - 1);
    }
    if (!before.isEmpty()) {
      return before;
    }
    var folder = pattern.toAbsolutePath().normalize().getParent();
    return folder == null || folder.getFileName() == null
        ? "sequence"
        : folder.getFileName().toString();
  }

  /// What changes when a picture does, for whoever goes on with the results.
  String identity() throws IOException {
    long bytes = 0;
    long newest = 0;
    for (long number : numbers) {
      var file = file(number);
      bytes += Files.size(file);
      newest = Math.max(newest, Files.getLastModifiedTime(file).toMillis());
    }
    return "%d pictures from %d on, %d bytes, newest %d"
        .formatted(numbers.size(), numbers.getFirst(), bytes, newest);
  }
}
