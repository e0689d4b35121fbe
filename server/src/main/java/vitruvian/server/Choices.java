package vitruvian.server;

import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;
import vitruvian.tracker.Frame;
import vitruvian.tracker.Sampling;
import vitruvian.tracker.TrackOptions;

/// What a client asks for in the query of its request.
///
/// @param all whether everybody is asked for, rather than a number of people
/// @param maxSide the longer side that pictures are shrunk to
/// @param motion whether rotations of joints are wanted, too
record Choices(TrackOptions options, boolean all, int maxSide, MotionWish motion) {
  private static final String PEOPLE = "people";
  private static final String ALL = "all";
  private static final Set<String> KNOWN =
      Set.of(
          "complexity",
          "refineFace",
          "segmentation",
          "faceGeometry",
          "sampling",
          "people",
          "maxSide",
          "motion",
          "fov",
          "angles");

  /// Reads the query; what is not in it is by default.
  ///
  /// @throws Problem.Thrown where a value, or a name, is not known
  static Choices of(Fields query, int maxSide) {
    for (var field : query) {
      if (!KNOWN.contains(field.getName())) {
        throw Problem.badParameter("there is no parameter " + quoted(field.getName())).thrown();
      }
      if (field.getValues().size() > 1) {
        throw Problem.badParameter(field.getName() + " is there more than once").thrown();
      }
    }
    var options =
        TrackOptions.DEFAULT
            .withComplexity(number(query, "complexity", 1, 0, 2))
            .withRefineFace(flag(query, "refineFace"))
            .withSegmentation(flag(query, "segmentation"))
            .withFaceGeometry(flag(query, "faceGeometry"))
            .withSampling(sampling(query))
            .withPeople(people(query));
    int most = maxSide == 0 ? Frame.MAX_SIDE : maxSide;
    return new Choices(
        options,
        ALL.equals(query.getValue(PEOPLE)),
        number(query, "maxSide", maxSide, 1, most),
        MotionWish.of(query));
  }

  /// Whether a name is that of one of them.
  static boolean isOption(@Nullable String name) {
    return name != null && KNOWN.contains(name);
  }

  private static int number(Fields query, String name, int usual, int least, int most) {
    return number(query, name, usual, least, most, "");
  }

  /// @param or what else it may be, for whoever is refused
  private static int number(Fields query, String name, int usual, int least, int most, String or) {
    var text = query.getValue(name);
    if (text == null) {
      return usual;
    }
    try {
      int value = Integer.parseInt(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException _) {
      // Told below, as every wrong value.
    }
    throw Problem.badParameter(
            "%s is a number from %d to %d%s, not %s".formatted(name, least, most, or, quoted(text)))
        .thrown();
  }

  /// A value of `true` or `false`; false where there is none.
  static boolean flag(Fields query, String name) {
    var text = query.getValue(name);
    return switch (text) {
      case null -> false;
      case "true", "1" -> true;
      case "false", "0" -> false;
      default ->
          throw Problem.badParameter("%s is true or false, not %s".formatted(name, quoted(text)))
              .thrown();
    };
  }

  private static int people(Fields query) {
    return ALL.equals(query.getValue(PEOPLE))
        ? TrackOptions.ALL_PEOPLE
        : number(query, PEOPLE, 1, 1, TrackOptions.ALL_PEOPLE, " or all");
  }

  private static Sampling sampling(Fields query) {
    var text = query.getValue("sampling");
    return switch (text == null ? "cpu" : text.toLowerCase(Locale.ROOT)) {
      case "cpu" -> Sampling.CPU;
      case "gpu" -> Sampling.GPU;
      default -> throw Problem.badParameter("sampling is cpu or gpu, not " + quoted(text)).thrown();
    };
  }

  // Names and values of strangers, kept short.
  private static String quoted(String text) {
    return "\"%s\"".formatted(text.length() > 40 ? text.substring(0, 40) + "..." : text);
  }
}
