package vitruvian.forensics;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import vitruvian.memory.Ledger;

/// Which frame of a stack is told to people.
final class Sites {
  private static final String OWN = "vitruvian.";
  private static final String BOOKS = Ledger.class.getPackageName() + ".";
  // What these open is somebody else's.
  private static final List<String> LIBRARIES =
      List.of("vitruvian.tracker.", "vitruvian.render.", "vitruvian.video.");

  private Sites() {}

  /// The frame that had something opened, as `vitruvian.x.Y.method(Y.java:12)`. For what the
  /// libraries open, the first outside of them that is not the platform's: who uses them. Else the
  /// first of ours outside the books and outside the class of what was opened, which opens itself;
  /// else the first outside the books; empty without one.
  static String opening(Optional<Throwable> stack) {
    var frames =
        stack.stream()
            .flatMap(one -> Arrays.stream(one.getStackTrace()))
            .filter(frame -> !frame.getClassName().startsWith(BOOKS))
            .toList();
    return user(frames)
        .or(() -> ours(frames))
        .or(() -> frames.stream().findFirst())
        .map(Sites::text)
        .orElse("");
  }

  private static Optional<StackTraceElement> user(List<StackTraceElement> frames) {
    return frames.stream()
        .limit(1)
        .filter(frame -> isLibrary(frame.getClassName()))
        .flatMap(_ -> frames.stream())
        .filter(frame -> !isLibrary(frame.getClassName()) && !isPlatform(frame.getClassName()))
        .findFirst();
  }

  /// Whether a class, or a frame as text, is one of the libraries'.
  static boolean isLibrary(String name) {
    return LIBRARIES.stream().anyMatch(name::startsWith);
  }

  private static Optional<StackTraceElement> ours(List<StackTraceElement> frames) {
    return frames.stream()
        .filter(frame -> isOwn(frame.getClassName()))
        .filter(frame -> !frame.getClassName().equals(frames.getFirst().getClassName()))
        .findFirst();
  }

  /// The frame in which a thread began its work: the outermost of ours that has a line, which those
  /// made by the JVM have not; else the outermost of ours, else that is not the platform's, else
  /// the outermost; empty for an empty stack.
  static String run(StackTraceElement... stack) {
    return outermost(stack, frame -> isOwn(frame.getClassName()) && frame.getLineNumber() > 0)
        .or(() -> outermost(stack, frame -> isOwn(frame.getClassName())))
        .or(() -> outermost(stack, frame -> !isPlatform(frame.getClassName())))
        .or(() -> outermost(stack, _ -> true))
        .map(Sites::text)
        .orElse("");
  }

  private static Optional<StackTraceElement> outermost(
      StackTraceElement[] stack, Predicate<StackTraceElement> which) {
    return Arrays.stream(stack).filter(which).reduce((_, later) -> later);
  }

  private static String text(StackTraceElement frame) {
    // Without loader, module and version, which say nothing here.
    return "%s.%s(%s)"
        .formatted(
            frame.getClassName(),
            frame.getMethodName(),
            frame.getFileName() == null
                ? "unknown"
                : frame.getLineNumber() < 0
                    ? frame.getFileName()
                    : frame.getFileName() + ":" + frame.getLineNumber());
  }

  /// Whether a class is the product's.
  static boolean isOwn(String className) {
    return className.startsWith(OWN);
  }

  /// Whether a class is the Java platform's.
  static boolean isPlatform(String className) {
    return className.startsWith("java.")
        || className.startsWith("javax.")
        || className.startsWith("jdk.")
        || className.startsWith("sun.")
        || className.startsWith("com.sun.")
        || !className.contains(".");
  }
}
