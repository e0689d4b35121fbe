package vitruvian.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// The document of the interface, as it lies in the sources.
final class OpenApiDocument {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final Path FILE = Path.of("src/main/resources/vitruvian/server/openapi.json");

  private OpenApiDocument() {}

  /// An answer that is described.
  record Answer(String method, String path, String status) {}

  static Map<String, Object> read() throws IOException {
    return parsed(Files.readString(FILE));
  }

  static List<Answer> answers() throws IOException {
    var answers = new ArrayList<Answer>();
    object(read().get("paths"))
        .forEach(
            (path, operations) ->
                object(operations)
                    .forEach(
                        (method, operation) ->
                            object(object(operation).get("responses"))
                                .keySet()
                                .forEach(
                                    status ->
                                        answers.add(
                                            new Answer(
                                                method.toUpperCase(Locale.ROOT), path, status)))));
    return answers;
  }

  /// Objects as maps, arrays as lists, all else as texts.
  static Map<String, Object> parsed(String json) {
    try (var parser = JSON.createParser(ObjectReadContext.empty(), json)) {
      parser.nextToken();
      var whole = object(value(parser));
      assertThat(parser.nextToken()).as("what follows it").isNull();
      return whole;
    }
  }

  /// The value at which the parser stands, as maps, lists and texts.
  private static Object value(JsonParser parser) {
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      var members = new LinkedHashMap<String, Object>();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        var name = parser.currentName();
        parser.nextToken();
        members.put(name, value(parser));
      }
      return members;
    }
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      var items = new ArrayList<Object>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        items.add(value(parser));
      }
      return items;
    }
    return parser.getString();
  }

  @SuppressWarnings("unchecked") // the keys of JSON are texts
  static Map<String, Object> object(@Nullable Object value) {
    if (value instanceof Map<?, ?> members) {
      return (Map<String, Object>) members;
    }
    throw new AssertionError("not an object: " + value);
  }
}
