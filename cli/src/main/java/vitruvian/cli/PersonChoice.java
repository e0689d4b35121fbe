package vitruvian.cli;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;
import vitruvian.landmarks.HolisticResult;
import vitruvian.landmarks.Person;

/// Whose motion is wanted.
///
/// @param id of one person; absent for all
record PersonChoice(OptionalInt id) {
  static final PersonChoice ALL = new PersonChoice(OptionalInt.empty());

  /// Reads `all` or an id.
  static final class Converter implements ITypeConverter<PersonChoice> {
    @Override
    public PersonChoice convert(String text) {
      if (text.equals("all")) {
        return ALL;
      }
      try {
        int id = Integer.parseInt(text);
        if (id >= 1) {
          return new PersonChoice(OptionalInt.of(id));
        }
      } catch (NumberFormatException _) {
        // Told below.
      }
      throw new TypeConversionException(
          "'%s' is neither all nor a person's number".formatted(text));
    }
  }

  /// The ids of a result's people, in their order: by which the stream knew them, else their
  /// places in it, from 1.
  static List<Integer> ids(HolisticResult result) {
    var people = result.people();
    return IntStream.range(0, people.size())
        .mapToObj(i -> people.get(i).id().orElse(i + 1))
        .toList();
  }

  boolean takes(int other) {
    return id.isEmpty() || id.getAsInt() == other;
  }

  /// A result with those people only who are wanted.
  HolisticResult of(HolisticResult result) {
    return id.isEmpty() ? result : with(result, id.getAsInt());
  }

  /// A result with one person only, or nobody.
  static HolisticResult with(HolisticResult result, int id) {
    var ids = ids(result);
    List<Person> people =
        IntStream.range(0, ids.size())
            .filter(i -> ids.get(i) == id)
            .mapToObj(result.people()::get)
            .limit(1)
            .toList();
    return new HolisticResult(result.image(), result.tracked(), people, result.timing());
  }
}
