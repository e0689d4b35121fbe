package vitruvian.leaklab;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import vitruvian.forensics.Finding.Kind;
import vitruvian.leaklab.faults.EndlessThreads;
import vitruvian.leaklab.faults.FillingCache;
import vitruvian.leaklab.faults.ForgottenFrame;
import vitruvian.leaklab.faults.ForgottenTracker;
import vitruvian.leaklab.faults.FragmentedHeap;
import vitruvian.leaklab.faults.KeptBuffers;
import vitruvian.leaklab.faults.KeptLoaders;
import vitruvian.leaklab.faults.OpenFiles;
import vitruvian.leaklab.faults.PilingListeners;
import vitruvian.leaklab.faults.ResultMap;
import vitruvian.leaklab.faults.SessionPerThread;
import vitruvian.leaklab.faults.SharedTracker;
import vitruvian.server.Tracking;

/// The real service with one fault planted in it, or with something that only looks like one.
@SuppressWarnings("ImmutableEnumChecker") // functions have no marks
public enum Scenario {
  SHARED_TRACKER(
      "one tracker for all, without isolation, that keeps what it saw",
      Planted.leak("vitruvian.tracker", "SharedTracker.states"),
      SharedTracker::new),
  UNCLOSED_TRACKER(
      "a tracker opened for a request and never closed",
      Planted.leak("tracker", "ForgottenTracker.open"),
      ForgottenTracker::new),
  UNCLOSED_FRAME(
      "a copy of the picture, never closed",
      Planted.leak("frame", "ForgottenFrame"),
      ForgottenFrame::new),
  RESULT_MAP(
      "results kept in a static map",
      Planted.leak("vitruvian.landmarks", "ResultMap.RESULTS"),
      ResultMap::new),
  DIRECT_BUFFERS(
      "direct buffers kept in a list",
      Planted.leak("java.nio.DirectByteBuffer", "KeptBuffers.BUFFERS"),
      KeptBuffers::new),
  SESSION_PER_THREAD(
      "a session for each virtual thread, in a ThreadLocal",
      Planted.leak("tracker", "SessionPerThread.open"),
      SessionPerThread::new),
  LISTENERS(
      "listeners that pile up",
      Planted.leak("PilingListeners$Listener", "PilingListeners.listeners"),
      PilingListeners::new),
  THREADS(
      "threads that never end",
      Planted.leak("leaklab-poll-", "EndlessThreads.poll"),
      EndlessThreads::new),
  OPEN_FILES("files left open", Planted.leak("leaklab-result-", "OpenFiles.FILES"), OpenFiles::new),
  CLASS_LOADERS(
      "class loaders kept in a list",
      Planted.leak("KeptLoaders$PluginLoader", "KeptLoaders.LOADERS"),
      KeptLoaders::new),
  FRAGMENTATION(
      "holes in the allocator's memory, no leak",
      Planted.none(Kind.FRAGMENTATION),
      FragmentedHeap::new),
  FILLING_CACHE(
      "a cache that fills and then stops, no leak",
      Planted.none(Kind.FILLING_CACHE),
      FillingCache::new),
  CLEAN("the service as it is", Planted.none(Kind.STABLE), UnaryOperator.identity());

  private final String description;
  private final Planted planted;
  private final UnaryOperator<Tracking> fault;

  Scenario(String description, Planted planted, UnaryOperator<Tracking> fault) {
    this.description = description;
    this.planted = planted;
    this.fault = fault;
  }

  /// What is done wrong.
  public String description() {
    return description;
  }

  /// What should be found.
  public Planted planted() {
    return planted;
  }

  /// Plants the fault around the tracking of a service.
  UnaryOperator<Tracking> fault() {
    return fault;
  }

  /// The name that people type, such as `result-map`.
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// The scenario with a name.
  public static Optional<Scenario> named(String label) {
    return Arrays.stream(values()).filter(one -> one.label().equals(label)).findFirst();
  }

  /// What is different in the environment of the process, from that of all.
  Map<String, String> environment() {
    // More arenas than threads, so that the allocating one has its own: others would fill its
    // holes.
    return this == FRAGMENTATION ? Map.of("MALLOC_ARENA_MAX", "64") : Map.of();
  }

  /// The JVM's options for this scenario beyond those of all.
  List<String> options() {
    // The product's remedy against just this, without which there is something to see.
    return this == FRAGMENTATION ? List.of("-XX:TrimNativeHeapInterval=0") : List.of();
  }
}
