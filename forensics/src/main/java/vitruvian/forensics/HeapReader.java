package vitruvian.forensics;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import kotlin.sequences.Sequence;
import shark.HeapAnalysisSuccess;
import shark.HeapAnalyzer;
import shark.HeapGraph;
import shark.HeapObject;
import shark.HeapObject.HeapInstance;
import shark.HprofHeapGraph;
import shark.HprofRecordTag;
import shark.IgnoredReferenceMatcher;
import shark.LeakTrace;
import shark.MetadataExtractor;
import shark.ObjectInspectors;
import shark.ReferenceMatcher;
import shark.ReferencePattern;
import vitruvian.forensics.Holders.Chain;
import vitruvian.memory.Ledger;
import vitruvian.memory.Lifetime;
import vitruvian.memory.Usage;

/// Reads a heap dump with Shark. Needs some 20 bytes of heap for each object of the dump.
final class HeapReader {
  // Strong references only, and not those by which the platform finds what is to be cleaned.
  private static final List<ReferenceMatcher> IGNORED =
      List.of(
          ignored("java.lang.ref.WeakReference", "referent"),
          ignored("java.lang.ref.SoftReference", "referent"),
          ignored("java.lang.ref.PhantomReference", "referent"),
          ignored("java.lang.ref.FinalReference", "referent"),
          ignored("java.lang.ref.Finalizer", "prev"),
          ignored("java.lang.ref.Finalizer", "next"),
          ignored("java.lang.ref.Finalizer", "queue"));

  private static final String ENTRY = Ledger.Entry.class.getName();

  private final HeapGraph graph;

  private HeapReader(HeapGraph graph) {
    this.graph = graph;
  }

  private static ReferenceMatcher ignored(String type, String field) {
    return new IgnoredReferenceMatcher(new ReferencePattern.InstanceFieldPattern(type, field));
  }

  static Holders read(Path file, Wanted wanted, int most) throws IOException {
    return read(file, List.of(wanted), most).getFirst();
  }

  /// As one reading of the file; the answers are in the order of what is wanted.
  static List<Holders> read(Path file, List<Wanted> wanted, int most) throws IOException {
    try (var graph =
        HprofHeapGraph.Companion.openHeapGraph(
            file.toFile(), null, HprofRecordTag.Companion.getRootTags())) {
      var reader = new HeapReader(graph);
      var answers = new ArrayList<Holders>();
      for (var one : wanted) {
        answers.add(reader.holders(file.toFile(), one, most));
      }
      return answers;
    } catch (RuntimeException failure) {
      throw new IOException("the heap dump cannot be read: " + failure, failure);
    }
  }

  /// What the ledger of a process holds by owner, as its heap tells.
  static Map<String, Usage> ledger(Path file) throws IOException {
    try (var graph =
        HprofHeapGraph.Companion.openHeapGraph(
            file.toFile(), null, HprofRecordTag.Companion.getRootTags())) {
      var usages = new TreeMap<String, Usage>();
      var nodes = graph.findClassByName("java.util.concurrent.ConcurrentHashMap$Node");
      if (nodes != null) {
        each(nodes.getDirectInstances(), node -> book(node, usages));
      }
      return usages;
    } catch (RuntimeException failure) {
      throw new IOException("the heap dump cannot be read: " + failure, failure);
    }
  }

  // What is open is a key of the ledger's set.
  private static void book(HeapInstance node, Map<String, Usage> usages) {
    if (field(node, "java.util.concurrent.ConcurrentHashMap$Node", "key")
            instanceof HeapInstance entry
        && entry.getInstanceClassName().equals(ENTRY)) {
      long size = number(entry, "size");
      long reach = number(entry, "reach");
      usages.merge(owner(entry), new Usage(1, size, reach > 0 ? size : 0, reach), Usage::plus);
    }
  }

  private static long number(HeapInstance entry, String name) {
    var field = entry.get(ENTRY, name);
    var value = field == null ? null : field.getValue().getAsLong();
    return value == null ? 0 : value;
  }

  private Holders holders(File file, Wanted wanted, int most) throws IOException {
    var found =
        switch (wanted) {
          case Wanted.Instances(var classes) -> instances(classes);
          case Wanted.Unclosed(var owner) -> unclosed(owner);
        };
    var looked = sample(found, most);
    if (looked.isEmpty()) {
      return new Holders(found.length, 0, List.of());
    }
    var analysis =
        new HeapAnalyzer(_ -> {})
            .analyze(
                file,
                graph,
                _ -> looked,
                IGNORED,
                false,
                List.of(ObjectInspectors.THREAD),
                MetadataExtractor.Companion.getNO_OP());
    if (!(analysis instanceof HeapAnalysisSuccess success)) {
      throw new IOException("the heap dump cannot be read: " + analysis);
    }
    var traces = new ArrayList<LeakTrace>();
    each(success.getAllLeaks(), leak -> traces.addAll(leak.getLeakTraces()));
    return new Holders(found.length, looked.size(), chains(traces));
  }

  private static List<Chain> chains(List<LeakTrace> traces) {
    var shapes = new LinkedHashMap<String, List<LeakTrace>>();
    traces.forEach(
        trace -> shapes.computeIfAbsent(Traces.shape(trace), _ -> new ArrayList<>()).add(trace));
    return shapes.values().stream()
        .map(Traces::chain)
        .sorted(Comparator.comparingInt(Chain::count).reversed())
        .toList();
  }

  private static Set<Long> sample(long[] found, int most) {
    var sample = new HashSet<Long>();
    int count = Math.min(most, found.length);
    for (int i = 0; i < count; i++) {
      sample.add(found[(int) ((long) i * found.length / count)]);
    }
    return sample;
  }

  private long[] instances(List<String> names) {
    var ids = LongStream.builder();
    for (var name : names) {
      var type = graph.findClassByName(name);
      if (type != null) {
        each(type.getInstances(), one -> ids.add(one.getObjectId()));
        each(type.getObjectArrayInstances(), one -> ids.add(one.getObjectId()));
        each(type.getPrimitiveArrayInstances(), one -> ids.add(one.getObjectId()));
      }
    }
    return ids.build().distinct().toArray();
  }

  // What has a field with a lifetime that is not over.
  private long[] unclosed(String owner) {
    var open = new HashSet<Long>();
    var type = graph.findClassByName(Lifetime.class.getName());
    if (type == null) {
      return new long[0];
    }
    each(
        type.getInstances(),
        lifetime -> {
          if (isOpen(lifetime, owner)) {
            open.add(lifetime.getObjectId());
          }
        });
    var ids = LongStream.builder();
    var holding = new LinkedHashMap<Long, Boolean>();
    each(
        graph.getInstances(),
        one -> {
          if (holding.computeIfAbsent(one.getInstanceClassId(), _ -> mayHold(one))
              && holds(one, open)) {
            ids.add(one.getObjectId());
          }
        });
    return ids.build().toArray();
  }

  private static boolean mayHold(HeapInstance one) {
    var name = one.getInstanceClassName();
    return !Sites.isPlatform(name) && !name.equals(Lifetime.class.getName());
  }

  private static boolean holds(HeapInstance one, Set<Long> open) {
    for (var fields = one.readFields().iterator(); fields.hasNext(); ) {
      var id = fields.next().getValue().getAsObjectId();
      if (id != null && open.contains(id)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOpen(HeapInstance lifetime, String owner) {
    var type = Lifetime.class.getName();
    return field(lifetime, type, "release") instanceof HeapInstance release
        && field(release, type + "$Release", "done") instanceof HeapInstance done
        && number(done) == 0
        && field(release, type + "$Release", "entry") instanceof HeapInstance entry
        && (owner.isEmpty() || owner.equals(owner(entry)));
  }

  private static String owner(HeapInstance entry) {
    var field = entry.get(ENTRY, "owner");
    var text = field == null ? null : field.getValue().readAsJavaString();
    return text == null ? "" : text;
  }

  private static int number(HeapInstance done) {
    var field = done.get("java.util.concurrent.atomic.AtomicBoolean", "value");
    var value = field == null ? null : field.getValue().getAsInt();
    return value == null ? 0 : value;
  }

  private static @org.jspecify.annotations.Nullable HeapObject field(
      HeapInstance of, String type, String name) {
    var field = of.get(type, name);
    return field == null ? null : field.getValue().getAsObject();
  }

  private interface Each<T> {
    void take(T one);
  }

  private static <T> void each(Sequence<? extends T> sequence, Each<T> each) {
    for (Iterator<? extends T> all = sequence.iterator(); all.hasNext(); ) {
      each.take(all.next());
    }
  }
}
