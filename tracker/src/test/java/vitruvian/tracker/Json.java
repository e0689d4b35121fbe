package vitruvian.tracker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A JSON value of the check values and reference results. A member that is null counts as missing,
/// and what is missing or of another kind is an exception.
public final class Json {
  private final JsonNode node;

  private Json(JsonNode node) {
    this.node = node;
  }

  /// Reads a file.
  public static Json of(Path file) {
    try {
      return parse(Files.readString(file));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Reads a resource beside this class.
  public static Json ofResource(String name) {
    try (var in = Json.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalArgumentException("no such resource: " + name);
      }
      return new Json(JsonMapper.shared().readTree(in));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Reads text.
  public static Json parse(String text) {
    return new Json(JsonMapper.shared().readTree(text));
  }

  /// A member that must be there.
  public Json get(String name) {
    return find(name).orElseThrow(() -> new IllegalArgumentException("no member " + name));
  }

  /// A member.
  public Optional<Json> find(String name) {
    return node.optional(name).filter(member -> !member.isNull()).map(Json::new);
  }

  /// The members in their order.
  public Map<String, Json> members() {
    var members = new LinkedHashMap<String, Json>();
    node.propertyNames().forEach(name -> find(name).ifPresent(one -> members.put(name, one)));
    return members;
  }

  /// The items of an array.
  public List<Json> items() {
    return node.asArray().valueStream().map(Json::new).toList();
  }

  /// An item of an array.
  public Json item(int index) {
    return new Json(node.required(index));
  }

  /// A number.
  public double number() {
    return node.doubleValue();
  }

  /// A whole number.
  public int integer() {
    return node.intValue();
  }

  /// A string.
  public String text() {
    return node.stringValue();
  }

  /// Whether it is true.
  public boolean isTrue() {
    return node.booleanValue();
  }

  /// The numbers of an array.
  public float[] floats() {
    var floats = new float[node.asArray().size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) item(i).number();
    }
    return floats;
  }

  @Override
  public String toString() {
    return node.toString();
  }
}
