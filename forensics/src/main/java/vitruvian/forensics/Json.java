package vitruvian.forensics;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// A JSON object that was read. What is not there, or `null`, reads as empty or 0.
final class Json {
  private static final JsonFactory JSON = new JsonFactory();

  private final Map<?, ?> properties;

  private Json(Map<?, ?> properties) {
    this.properties = properties;
  }

  /// @throws IllegalArgumentException where the text is no JSON object
  static Json parse(String text) {
    try (var parser = JSON.createParser(ObjectReadContext.empty(), text)) {
      parser.nextToken();
      if (value(parser) instanceof Map<?, ?> map) {
        return new Json(map);
      }
    } catch (JacksonException broken) {
      throw new IllegalArgumentException("not JSON: " + broken.getOriginalMessage(), broken);
    }
    throw new IllegalArgumentException("not a JSON object");
  }

  private static @Nullable Object value(JsonParser parser) {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        var map = new LinkedHashMap<String, Object>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          var name = parser.currentName();
          parser.nextToken();
          var value = value(parser);
          if (value != null) {
            map.put(name, value);
          }
        }
        yield map;
      }
      case START_ARRAY -> {
        var list = new ArrayList<Object>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          var value = value(parser);
          if (value != null) {
            list.add(value);
          }
        }
        yield list;
      }
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_STRING -> parser.getString();
      case null, default -> null;
    };
  }

  String text(String name) {
    return properties.get(name) instanceof String text ? text : "";
  }

  long number(String name) {
    return properties.get(name) instanceof Number number ? number.longValue() : 0;
  }

  boolean flag(String name) {
    return Boolean.TRUE.equals(properties.get(name));
  }

  boolean has(String name) {
    return properties.get(name) != null;
  }

  Json object(String name) {
    return properties.get(name) instanceof Map<?, ?> map ? new Json(map) : new Json(Map.of());
  }

  List<Json> objects(String name) {
    return properties.get(name) instanceof List<?> list
        ? list.stream().filter(Map.class::isInstance).map(map -> new Json((Map<?, ?>) map)).toList()
        : List.of();
  }

  List<String> texts(String name) {
    return properties.get(name) instanceof List<?> list
        ? list.stream().filter(String.class::isInstance).map(String.class::cast).toList()
        : List.of();
  }

  /// The properties that are numbers.
  Map<String, Double> numbers() {
    var numbers = new LinkedHashMap<String, Double>();
    properties.forEach(
        (name, value) -> {
          if (name instanceof String text && value instanceof Number number) {
            numbers.put(text, number.doubleValue());
          }
        });
    return numbers;
  }

  /// Writes one object.
  static String write(Consumer<JsonGenerator> body) {
    var text = new StringWriter();
    try (var json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      body.accept(json);
      json.writeEndObject();
    }
    return text.toString();
  }

  /// Writes a text, or `null` where it is empty.
  static void text(JsonGenerator json, String name, String value) {
    if (value.isEmpty()) {
      json.writeNullProperty(name);
    } else {
      json.writeStringProperty(name, value);
    }
  }
}
