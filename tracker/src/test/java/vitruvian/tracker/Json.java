package vitruvian.tracker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A JSON value of the check values and reference results; no more of the format than they need.
/// A member that is null counts as missing.
public final class Json {
  private static final Json NULL = new Json("null");

  private final Object value;

  private Json(Object value) {
    this.value = value;
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
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Reads text.
  public static Json parse(String text) {
    return new Parser(text).value();
  }

  /// A member that must be there.
  public Json get(String name) {
    return find(name).orElseThrow(() -> new IllegalArgumentException("no member " + name));
  }

  /// A member.
  public Optional<Json> find(String name) {
    return Optional.ofNullable(members().get(name));
  }

  /// The members in their order.
  @SuppressWarnings("unchecked")
  public Map<String, Json> members() {
    return (Map<String, Json>) value;
  }

  /// The items of an array.
  @SuppressWarnings("unchecked")
  public List<Json> items() {
    return (List<Json>) value;
  }

  /// An item of an array.
  public Json item(int index) {
    return items().get(index);
  }

  /// A number.
  public double number() {
    return (Double) value;
  }

  /// A whole number.
  public int integer() {
    return (int) number();
  }

  /// A string.
  public String text() {
    return (String) value;
  }

  /// Whether it is true.
  public boolean isTrue() {
    return (Boolean) value;
  }

  /// The numbers of an array.
  public float[] floats() {
    var floats = new float[items().size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) item(i).number();
    }
    return floats;
  }

  @Override
  public String toString() {
    return value.toString();
  }

  private static final class Parser {
    private final String text;
    private int at;

    Parser(String text) {
      this.text = text;
    }

    Json value() {
      return switch (peek()) {
        case '{' -> object();
        case '[' -> array();
        case '"' -> new Json(string());
        case 't' -> word("true", new Json(true));
        case 'f' -> word("false", new Json(false));
        case 'n' -> word("null", NULL);
        default -> number();
      };
    }

    private char peek() {
      while (Character.isWhitespace(text.charAt(at))) {
        at++;
      }
      return text.charAt(at);
    }

    private boolean skip(char c) {
      boolean there = peek() == c;
      if (there) {
        at++;
      }
      return there;
    }

    private void expect(char c) {
      if (!skip(c)) {
        throw new IllegalArgumentException("expected " + c + " at " + at);
      }
    }

    private Json object() {
      var members = new LinkedHashMap<String, Json>();
      expect('{');
      while (!skip('}')) {
        peek();
        var name = string();
        expect(':');
        var member = value();
        if (member != NULL) {
          members.put(name, member);
        }
        skip(',');
      }
      return new Json(members);
    }

    private Json array() {
      var items = new ArrayList<Json>();
      expect('[');
      while (!skip(']')) {
        items.add(value());
        skip(',');
      }
      return new Json(items);
    }

    // The files have no escapes.
    private String string() {
      expect('"');
      int end = text.indexOf('"', at);
      var string = text.substring(at, end);
      if (string.indexOf('\\') >= 0) {
        throw new IllegalArgumentException("an escape at " + at);
      }
      at = end + 1;
      return string;
    }

    private Json word(String word, Json meaning) {
      if (!text.startsWith(word, at)) {
        throw new IllegalArgumentException("expected " + word + " at " + at);
      }
      at += word.length();
      return meaning;
    }

    private Json number() {
      int start = at;
      while (at < text.length() && "+-.0123456789eE".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
      return new Json(Double.valueOf(text.substring(start, at)));
    }
  }
}
