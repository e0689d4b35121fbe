package vitruvian.forensics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Reads what the JVM reports as text.
final class Reports {
  // "   1:         15218         752376  [B (java.base@25.0.3)"
  private static final Pattern CLASS = Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+).*");
  // "0x01  0x02  0x03       1      6144      1504  com.sun.Loader"
  private static final Pattern LOADER =
      Pattern.compile(
          "0x\\p{XDigit}+\\s+0x\\p{XDigit}+\\s+0x\\p{XDigit}+\\s+(\\d+)\\s+(\\d+)\\s+\\d+\\s+(.+)");
  private static final Pattern ADDRESS = Pattern.compile("0x\\p{XDigit}+");
  private static final Map<Character, String> PRIMITIVES =
      Map.of(
          'B', "byte", 'C', "char", 'D', "double", 'F', "float", 'I', "int", 'J', "long", 'S',
          "short", 'Z', "boolean");
  // A class with less is not told apart, unless it is ours.
  private static final long LEAST_BYTES = 2048;
  private static final String SMALL = "(classes of less than 2 KB)";

  private Reports() {}

  /// The classes of a histogram, the largest first.
  static List<Item> classes(String histogram) {
    var classes = new LinkedHashMap<String, Item>();
    histogram
        .lines()
        .map(CLASS::matcher)
        .filter(java.util.regex.Matcher::matches)
        .forEach(
            line -> {
              long bytes = Long.parseLong(line.group(2));
              var name = className(line.group(3));
              var kept = bytes >= LEAST_BYTES || Sites.isOwn(name) ? name : SMALL;
              classes.merge(
                  kept,
                  new Item(Section.CLASSES, kept, "", Long.parseLong(line.group(1)), bytes),
                  Item::plus);
            });
    return List.copyOf(classes.values());
  }

  /// As the language writes it; the address in the name of a hidden class is left out.
  static String className(String name) {
    int depth = 0;
    while (depth < name.length() && name.charAt(depth) == '[') {
      depth++;
    }
    var element = name.substring(depth);
    if (depth > 0) {
      element =
          element.startsWith("L")
              ? element.substring(1).replace(";", "")
              : PRIMITIVES.getOrDefault(element.isEmpty() ? '?' : element.charAt(0), element);
    }
    return ADDRESS.matcher(element).replaceAll("#") + "[]".repeat(depth);
  }

  /// The class loaders by class.
  static List<Item> loaders(String statistics) {
    var loaders = new LinkedHashMap<String, Item>();
    statistics
        .lines()
        .map(LOADER::matcher)
        .filter(java.util.regex.Matcher::matches)
        .forEach(
            line ->
                loaders.merge(
                    line.group(3).strip(),
                    new Item(
                        Section.LOADERS,
                        line.group(3).strip(),
                        "",
                        1,
                        Long.parseLong(line.group(2))),
                    Item::plus));
    return new ArrayList<>(loaders.values());
  }
}
