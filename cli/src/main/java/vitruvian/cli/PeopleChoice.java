package vitruvian.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;
import vitruvian.tracker.TrackOptions;

/// The option that says how many people are looked for.
final class PeopleChoice {
  @Option(
      names = "--people",
      paramLabel = "N|all",
      defaultValue = "1",
      converter = Count.class,
      description = {
        "How many people to find at most (default: ${DEFAULT-VALUE}, the likeliest one); all are "
            + TrackOptions.ALL_PEOPLE
            + ". In pictures they come from left to right; in videos each has an id, which stays."
      })
  private int people = 1;

  int people() {
    return people;
  }

  /// Reads `3` or `all`.
  static final class Count implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      if (text.equals("all")) {
        return TrackOptions.ALL_PEOPLE;
      }
      try {
        int count = Integer.parseInt(text);
        if (count >= 1 && count <= TrackOptions.ALL_PEOPLE) {
          return count;
        }
      } catch (NumberFormatException _) {
        // Said below, as what is no such number.
      }
      throw new TypeConversionException(
          "it is 1 to %d or all, not %s".formatted(TrackOptions.ALL_PEOPLE, text));
    }
  }
}
