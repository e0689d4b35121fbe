package vitruvian.server;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;

/// How the memory under the ceiling is divided, once, at the start.
///
/// @param ceiling what the process may take in all, in bytes
/// @param jvm what the JVM may take: heap, classes, compiled code, threads, and its libraries
/// @param sessions how many sessions there are
/// @param pinned the choices of requests whose models are there from the start
/// @param models what their models take
/// @param requests what is left for requests: bodies, pictures, models that are asked for later
record MemoryPlan(
    long ceiling, long jvm, int sessions, Set<ModelChoice> pinned, long models, long requests) {
  private static final long MB = 1 << 20;

  // The collector's own tables, symbols, thread stacks, direct buffers of the connections, and the
  // resident parts of the native libraries: what the pools of the JVM do not say. Measured at 62 MB
  // with 700 connections, and at 59 MB with 800, 200 of them live streams.
  private static final long BESIDE_POOLS = 72 * MB;

  // What the allocators keep of freed memory before they are trimmed. Measured at 46 to 75 MB under
  // a ceiling of 512 MB, not all of it resident.
  private static final double SLACK = 0.11;

  // The pixels of 1280 x 1280 with what decoding takes.
  private static final long PICTURE = 8 * MB;

  // A picture of 1280 x 1280 with its body.
  private static final long LEAST_FOR_REQUESTS = 24 * MB;

  /// Divides a ceiling.
  ///
  /// @param wanted how many sessions; as many as fit, at most one per core, where that is empty
  /// @param jvm what the JVM may take
  /// @param pinned the choices of requests whose models are there from the start
  /// @throws IllegalArgumentException with what would be needed, where it is too little
  static MemoryPlan of(
      long ceiling, OptionalInt wanted, int cores, long jvm, Set<ModelChoice> pinned) {
    long free = ceiling - jvm - (long) (ceiling * SLACK) - LEAST_FOR_REQUESTS;
    int sessions = wanted.orElse(1);
    if (wanted.isEmpty()) {
      while (sessions < cores && models(pinned, sessions + 1) <= free) {
        sessions++;
      }
    }
    long models = models(pinned, sessions);
    if (models > free) {
      long needed = (long) Math.ceil((jvm + LEAST_FOR_REQUESTS + models) / (1 - SLACK) / MB);
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d MB are too little: %d %s %d MB (JVM %d, models %d, requests %d, slack %d)",
              ceiling / MB,
              sessions,
              sessions == 1 ? "session needs" : "sessions need",
              needed,
              jvm / MB,
              models / MB,
              LEAST_FOR_REQUESTS / MB,
              (long) (needed * SLACK)));
    }
    return new MemoryPlan(
        ceiling, jvm, sessions, pinned, models, free - models + LEAST_FOR_REQUESTS);
  }

  /// What of the requests' part is for pixels alone: a picture for each session, and the next one,
  /// but never more than a third.
  long forPixels() {
    return Math.min(requests / 3, (sessions + 1) * PICTURE);
  }

  private static long models(Set<ModelChoice> pinned, int sessions) {
    return Models.bytes(pinned, sessions).values().stream().mapToLong(Long::longValue).sum();
  }

  /// What this JVM may take by its own limits. A pool without one counts with twice what it has.
  static long ofThisJvm() {
    long pools =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.NON_HEAP)
            // Part of the metaspace, whose limit it shares.
            .filter(pool -> !pool.getName().equals("Compressed Class Space"))
            .mapToLong(MemoryPlan::limit)
            .sum();
    return Runtime.getRuntime().maxMemory() + pools + BESIDE_POOLS;
  }

  private static long limit(MemoryPoolMXBean pool) {
    var usage = pool.getUsage();
    return usage.getMax() > 0 ? usage.getMax() : Math.max(48 * MB, 2 * usage.getCommitted());
  }
}
