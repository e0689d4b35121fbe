package vitruvian.forensics;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// What the frames of a native stack are.
final class NativeSites {
  private static final Set<String> ALLOCATORS =
      Set.of(
          "malloc",
          "calloc",
          "realloc",
          "posix_memalign",
          "aligned_alloc",
          "memalign",
          "valloc",
          "strdup",
          // The profiler's own, in front of the real ones.
          "malloc_hook",
          "calloc_hook",
          "realloc_hook",
          "posix_memalign_hook",
          "aligned_alloc_hook",
          "AllocateHeap");
  private static final Pattern ALLOCATOR =
      Pattern.compile("(_Zn[wa]|operator new|os::malloc|__GI_).*");

  private NativeSites() {}

  /// Whether the JVM allocates for itself, or for what the ledger knows and for direct buffers.
  static boolean isJvm(List<String> stack) {
    return stack.stream().anyMatch(frame -> frame.startsWith("os::malloc"));
  }

  /// The function that allocates: the innermost that is no allocator itself.
  ///
  /// @param stack the innermost first
  static String function(List<String> stack) {
    return stack.stream()
        .filter(frame -> !ALLOCATORS.contains(frame) && !ALLOCATOR.matcher(frame).matches())
        .findFirst()
        .orElse(stack.isEmpty() ? "" : stack.getFirst());
  }

  /// The innermost method of ours, or else the function.
  static String caller(List<String> stack) {
    return stack.stream().filter(Sites::isOwn).findFirst().orElse(function(stack));
  }
}
