package vitruvian.forensics;

import java.util.ArrayList;
import java.util.List;

/// Who holds some objects.
///
/// @param found how many there are in the heap
/// @param looked at how many of them the chains are about
/// @param chains by shape, the most frequent first
public record Holders(long found, int looked, List<Chain> chains) {
  public Holders {
    chains = List.copyOf(chains);
  }

  /// Chains of one shape from a root of the garbage collector to the objects.
  ///
  /// @param root what kind of root it is
  /// @param links from the root on
  /// @param type the class of the objects at the end
  /// @param count how many objects are held like this
  /// @param site the field that most likely should not hold them: the last of ours before the
  ///     chains part
  public record Chain(String root, List<Link> links, String type, int count, String site) {
    public Chain {
      links = List.copyOf(links);
    }

    /// One link a line, the root first.
    public List<String> lines() {
      var lines = new ArrayList<String>();
      lines.add("root: " + root);
      links.forEach(link -> lines.add(link.toString()));
      lines.add("-> " + type);
      return lines;
    }
  }

  /// One reference.
  ///
  /// @param owner the class of the object that has it, or that declares the static field
  /// @param reference the name of the field, or `[#]` for an element
  /// @param repeated how often it follows itself, as in a linked list
  public record Link(String owner, String reference, Kind kind, boolean repeated) {
    /// Where a reference is.
    public enum Kind {
      /// A field of an object.
      FIELD,
      /// A field of a class.
      STATIC,
      /// A local variable of a thread.
      LOCAL,
      /// An element of an array, or an entry of a map.
      ELEMENT
    }

    /// As it is told in a finding.
    String site() {
      return switch (kind) {
        case FIELD -> "%s.%s".formatted(owner, reference);
        case STATIC -> "%s.%s (static field)".formatted(owner, reference);
        case LOCAL -> "%s (local variable)".formatted(owner);
        case ELEMENT -> "%s%s".formatted(owner, reference);
      };
    }

    @Override
    public String toString() {
      return site() + (repeated ? " ..." : "");
    }
  }

  /// The chains for people, ending in a line break.
  public String toText() {
    var text = new StringBuilder("%d found, %d looked at%n".formatted(found, looked));
    for (var chain : chains) {
      text.append(
          "%n%d x %s%s%n"
              .formatted(
                  chain.count, chain.type, chain.site.isEmpty() ? "" : ", held by " + chain.site));
      chain.lines().forEach(line -> text.append("    ").append(line).append('\n'));
    }
    if (chains.isEmpty()) {
      text.append("Nothing holds them.\n");
    }
    return text.toString();
  }

  /// The chains as a picture that needs nothing else.
  public String toSvg() {
    return ChainPicture.of(this);
  }
}
