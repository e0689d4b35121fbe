package vitruvian.forensics;

import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// JSON as a service writes it and its clients read it.
final class Json {
  // A service only writes: it never loads what reading needs.
  private static final JsonFactory JSON = new JsonFactory();

  private Json() {}

  /// Reads an object.
  ///
  /// @throws IllegalArgumentException where the text is no JSON object
  static JsonNode parse(String text) {
    try {
      var node = JsonMapper.shared().readTree(text);
      if (node.isObject()) {
        return node;
      }
    } catch (JacksonException broken) {
      throw new IllegalArgumentException("not JSON: " + broken.getOriginalMessage(), broken);
    }
    throw new IllegalArgumentException("not a JSON object");
  }

  /// The text of a property; empty where it has none.
  static String text(JsonNode object, String name) {
    return object.path(name).stringValue("");
  }

  /// The whole number of a property; 0 where it has none.
  static long number(JsonNode object, String name) {
    return object.path(name).longValue(0);
  }

  /// The properties that are numbers.
  static Map<String, Double> numbers(JsonNode object) {
    var numbers = new LinkedHashMap<String, Double>();
    object.forEachEntry(
        (name, value) -> value.doubleValueOpt().ifPresent(number -> numbers.put(name, number)));
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
