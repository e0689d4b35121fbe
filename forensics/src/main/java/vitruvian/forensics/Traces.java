package vitruvian.forensics;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import shark.LeakTrace;
import shark.LeakTrace.GcRootType;
import shark.LeakTraceReference;
import vitruvian.forensics.Holders.Chain;
import vitruvian.forensics.Holders.Link;

/// Makes a chain of the traces of one shape.
final class Traces {
  private static final Pattern NODE =
      Pattern.compile("java\\.util\\..*\\$(Node|Entry|Index|TreeNode)");

  private Traces() {}

  /// What traces of the same kind have in common: classes and fields, not which element.
  static String shape(LeakTrace trace) {
    return trace.getGcRootType() + " " + links(trace) + " " + type(trace);
  }

  /// @param traces of one shape, at least one
  static Chain chain(List<LeakTrace> traces) {
    var first = traces.getFirst();
    return new Chain(
        root(first), links(first), type(first), traces.size(), site(traces).orElse(""));
  }

  private static String type(LeakTrace trace) {
    return Reports.className(trace.getLeakingObject().getClassName());
  }

  private static List<Link> links(LeakTrace trace) {
    var links = new ArrayList<Link>();
    for (var reference : trace.getReferencePath()) {
      var link = link(reference);
      if (!links.isEmpty() && same(links.getLast(), link)) {
        var last = links.removeLast();
        links.add(new Link(last.owner(), last.reference(), last.kind(), true));
      } else {
        links.add(link);
      }
    }
    return links;
  }

  private static boolean same(Link one, Link other) {
    return one.owner().equals(other.owner())
        && one.reference().equals(other.reference())
        && one.kind() == other.kind();
  }

  private static Link link(LeakTraceReference reference) {
    var kind =
        switch (reference.getReferenceType()) {
          case INSTANCE_FIELD -> Link.Kind.FIELD;
          case STATIC_FIELD -> Link.Kind.STATIC;
          case LOCAL -> Link.Kind.LOCAL;
          case ARRAY_ENTRY -> Link.Kind.ELEMENT;
        };
    return switch (kind) {
      case ELEMENT ->
          new Link(
              Reports.className(reference.getOriginObject().getClassName()), "[#]", kind, false);
      case LOCAL -> new Link(thread(reference), "", kind, false);
      case FIELD, STATIC ->
          new Link(
              Reports.className(reference.getOwningClassName()),
              reference.getReferenceName(),
              kind,
              false);
    };
  }

  // The inspector of threads has written their names down.
  private static String thread(LeakTraceReference reference) {
    return reference.getOriginObject().getLabels().stream()
        .filter(label -> label.contains("hread name"))
        .findFirst()
        .map(Snapshots::pattern)
        .orElse(Reports.className(reference.getOriginObject().getClassName()));
  }

  private static String root(LeakTrace trace) {
    var type = trace.getGcRootType();
    var path = trace.getReferencePath();
    var thread =
        path.isEmpty()
            ? ""
            : path.getFirst().getOriginObject().getLabels().stream()
                .filter(label -> label.contains("hread name"))
                .findFirst()
                .map(label -> ", " + Snapshots.pattern(label))
                .orElse("");
    return (type == GcRootType.STICKY_CLASS ? "class of the platform" : type.getDescription())
        + thread;
  }

  // The last reference of ours before the traces part: what is before is common to all that is
  // held, what is behind belongs to each of them.
  private static Optional<String> site(List<LeakTrace> traces) {
    var path = traces.getFirst().getReferencePath();
    int common =
        traces.size() == 1 ? untilElement(path) : untilNode(path.subList(0, common(traces)));
    return last(path.subList(0, common), Traces::isOwn)
        .or(() -> last(path.subList(0, untilElement(path)), Traces::isOwn))
        .or(() -> last(path, Traces::isOwn))
        .or(
            () ->
                last(
                    path.subList(0, common),
                    one -> one.getReferenceType() == LeakTraceReference.ReferenceType.STATIC_FIELD))
        .or(() -> last(path.subList(0, common), _ -> true))
        .or(() -> path.isEmpty() ? Optional.empty() : Optional.of(path.getFirst()))
        .map(reference -> link(reference).site());
  }

  private static boolean isOwn(LeakTraceReference reference) {
    return switch (reference.getReferenceType()) {
      case INSTANCE_FIELD, STATIC_FIELD -> Sites.isOwn(reference.getOwningClassName());
      case LOCAL, ARRAY_ENTRY -> false;
    };
  }

  // The first of ours may itself be held through elements, of a thread's or a server's tables.
  private static int untilElement(List<LeakTraceReference> path) {
    boolean ours = false;
    for (int i = 0; i < path.size(); i++) {
      var one = path.get(i);
      ours |= isOwn(one);
      boolean element =
          one.getReferenceType() == LeakTraceReference.ReferenceType.ARRAY_ENTRY
              || NODE.matcher(one.getOwningClassName()).matches();
      if (ours && element) {
        return i;
      }
    }
    return path.size();
  }

  // In a linked structure the traces part without a sign: all go from node to node.
  private static int untilNode(List<LeakTraceReference> path) {
    for (int i = path.size() - 1; i >= 0; i--) {
      if (NODE.matcher(path.get(i).getOwningClassName()).matches()) {
        return i;
      }
    }
    return path.size();
  }

  private static int common(List<LeakTrace> traces) {
    var first = traces.getFirst().getReferencePath();
    int common = first.size();
    for (var trace : traces) {
      var path = trace.getReferencePath();
      int same = 0;
      while (same < Math.min(common, path.size()) && equal(first.get(same), path.get(same))) {
        same++;
      }
      common = same;
    }
    return common;
  }

  private static boolean equal(LeakTraceReference one, LeakTraceReference other) {
    return one.getOwningClassName().equals(other.getOwningClassName())
        && one.getReferenceName().equals(other.getReferenceName());
  }

  private static Optional<LeakTraceReference> last(
      List<LeakTraceReference> path, Predicate<LeakTraceReference> which) {
    return path.stream().filter(which).reduce((_, later) -> later);
  }
}
