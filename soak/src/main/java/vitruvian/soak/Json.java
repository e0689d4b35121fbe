package vitruvian.soak;

import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// A value of a JSON text: an object, a list, a text, a number, a truth, or nothing.
sealed interface Json {
  /// Members by name, in their order.
  record Members(Map<String, Json> all) implements Json {}

  /// Values in their order.
  record Values(List<Json> all) implements Json {}

  /// A text.
  record Text(String value) implements Json {}

  /// A number.
  record Numeral(double value) implements Json {}

  /// `true` or `false`.
  record Truth(boolean value) implements Json {}

  /// `null`.
  record Nothing() implements Json {}

  /// The value at a path of names; [Nothing] where there is none.
  default Json at(String... path) {
    Json value = this;
    for (var name : path) {
      value =
          value instanceof Members(var all) ? all.getOrDefault(name, new Nothing()) : new Nothing();
    }
    return value;
  }

  /// The values of a list; none where this is no list.
  default List<Json> values() {
    return this instanceof Values(var all) ? all : List.of();
  }

  /// The members of an object; none where this is no object.
  default Map<String, Json> members() {
    return this instanceof Members(var all) ? all : Map.of();
  }

  /// The number, where it is one.
  default OptionalDouble number() {
    return this instanceof Numeral(double value)
        ? OptionalDouble.of(value)
        : OptionalDouble.empty();
  }

  /// The number; not a number where it is none.
  default double asDouble() {
    return number().orElse(Double.NaN);
  }

  /// The text; empty where it is none.
  default String text() {
    return this instanceof Text(var value) ? value : "";
  }

  /// Whether it is `true`.
  default boolean isTrue() {
    return this instanceof Truth(boolean value) && value;
  }

  /// The value for something of Java: a map with texts as keys, a list, a text, a number, a truth,
  /// an optional of these. Numbers that JSON does not have are nothing.
  static Json of(Object value) {
    return switch (value) {
      case Json json -> json;
      case Map<?, ?> map -> {
        var members = new LinkedHashMap<String, Json>();
        map.forEach((name, member) -> members.put(name.toString(), of(member)));
        yield new Members(members);
      }
      case List<?> list -> new Values(list.stream().<Json>map(Json::of).toList());
      case Number number ->
          Double.isFinite(number.doubleValue()) ? new Numeral(number.doubleValue()) : new Nothing();
      case Boolean truth -> new Truth(truth);
      case Optional<?> optional -> optional.<Json>map(Json::of).orElseGet(Nothing::new);
      default -> new Text(value.toString());
    };
  }

  /// Reads a text.
  ///
  /// @throws IllegalArgumentException where it is no JSON
  static Json read(String text) {
    try (var parser = new JsonFactory().createParser(ObjectReadContext.empty(), text)) {
      if (parser.nextToken() == null) {
        throw new IllegalArgumentException("no JSON: nothing at all");
      }
      return value(parser);
    } catch (JacksonException wrong) {
      throw new IllegalArgumentException("no JSON: " + wrong.getOriginalMessage(), wrong);
    }
  }

  private static Json value(JsonParser parser) {
    return switch (parser.currentToken()) {
      case JsonToken.START_OBJECT -> {
        var members = new LinkedHashMap<String, Json>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          var name = parser.currentName();
          parser.nextToken();
          members.put(name, value(parser));
        }
        yield new Members(members);
      }
      case JsonToken.START_ARRAY -> {
        var values = new ArrayList<Json>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          values.add(value(parser));
        }
        yield new Values(values);
      }
      case JsonToken.VALUE_STRING -> new Text(parser.getString());
      case JsonToken.VALUE_NUMBER_INT, JsonToken.VALUE_NUMBER_FLOAT ->
          new Numeral(parser.getDoubleValue());
      case JsonToken.VALUE_TRUE -> new Truth(true);
      case JsonToken.VALUE_FALSE -> new Truth(false);
      default -> new Nothing();
    };
  }

  /// Writes it, each member of the outermost object in a line of its own.
  default void write(Writer writer) {
    try (var json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), writer)) {
      json.writeStartObject();
      members()
          .forEach(
              (name, member) -> {
                json.writeRaw('\n');
                json.writeName(name);
                member.write(json);
              });
      json.writeRaw('\n');
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  private void write(JsonGenerator json) {
    switch (this) {
      case Members(var all) -> {
        json.writeStartObject();
        all.forEach(
            (name, member) -> {
              json.writeName(name);
              member.write(json);
            });
        json.writeEndObject();
      }
      case Values(var all) -> {
        json.writeStartArray();
        all.forEach(one -> one.write(json));
        json.writeEndArray();
      }
      case Text(var value) -> json.writeString(value);
      case Numeral(double value) -> {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
          json.writeNumber((long) value);
        } else {
          json.writeNumber(value);
        }
      }
      case Truth(boolean value) -> json.writeBoolean(value);
      case Nothing() -> json.writeNull();
    }
  }
}
