package vitruvian.tracker;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import vitruvian.tracker.engine.Engine;
import vitruvian.tracker.engine.Interpreter;
import vitruvian.tracker.engine.ModelVariant;
import vitruvian.tracker.pipeline.Crop;
import vitruvian.tracker.pipeline.GeometryStage;
import vitruvian.tracker.pipeline.Models;

/// One interpreter per model and one platform thread to run them on. Remembers nothing of the
/// pictures it has seen.
///
/// Interpreters are opened when a model is first asked for, and stay. One caller at a time, which
/// the pool sees to.
final class Session implements AutoCloseable, Models {
  private final Engine engine;
  private final Crop crop = new Crop();
  private final ExecutorService thread;
  // Touched by the session's thread only.
  private Optional<GeometryStage> geometry = Optional.empty();
  // Touched by the session's thread, and by close after that has ended.
  private final Map<ModelVariant, Interpreter> interpreters = new EnumMap<>(ModelVariant.class);

  Session(Engine engine, int number) {
    this.engine = engine;
    this.thread =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("vitruvian-session-" + number).factory());
  }

  /// Runs work on the session's thread and waits for its end, also when interrupted meanwhile:
  /// native code that reads a frame cannot be abandoned. The interrupt is kept for the caller.
  <T> T run(Callable<T> work) {
    var result = thread.submit(work);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return result.get();
        } catch (InterruptedException wait) {
          interrupted = true;
        } catch (ExecutionException failure) {
          throw unwrapped(failure);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /// Runs work on the session's thread later; what it throws is lost.
  void start(Runnable work) {
    thread.execute(work);
  }

  private static RuntimeException unwrapped(ExecutionException failure) {
    return switch (failure.getCause()) {
      case Error error -> throw error;
      case RuntimeException unchecked -> unchecked;
      case null, default ->
          new TrackingException(Fault.ENGINE, "tracking failed: " + failure.getCause(), failure);
    };
  }

  @Override
  public Crop crop() {
    return crop;
  }

  @Override
  public GeometryStage geometry() {
    if (geometry.isEmpty()) {
      geometry = Optional.of(GeometryStage.open());
    }
    return geometry.get();
  }

  @Override
  public Interpreter get(ModelVariant variant) {
    var interpreter = interpreters.get(variant);
    if (interpreter == null) {
      interpreter = engine.interpreter(variant);
      interpreters.put(variant, interpreter);
    }
    return interpreter;
  }

  /// How often each model has run; for the session's thread.
  Map<ModelVariant, Long> runs() {
    var runs = new EnumMap<ModelVariant, Long>(ModelVariant.class);
    interpreters.forEach((variant, interpreter) -> runs.put(variant, interpreter.runs()));
    return runs;
  }

  /// Whether there are interpreters.
  boolean isOpen() {
    return !interpreters.isEmpty();
  }

  /// Frees the interpreters; those that are asked for later are opened anew. Only while nobody else
  /// has the session.
  void release() {
    run(
        () -> {
          interpreters.values().forEach(Interpreter::close);
          interpreters.clear();
          return true;
        });
  }

  /// Frees the interpreters of some models. Only while nobody else has the session.
  void release(Set<ModelVariant> models) {
    run(
        () -> {
          for (var model : models) {
            var interpreter = interpreters.remove(model);
            if (interpreter != null) {
              interpreter.close();
            }
          }
          return true;
        });
  }

  /// Frees the interpreters. The work in progress, if there is any, is waited for.
  @Override
  public void close() {
    thread.close();
    interpreters.values().forEach(Interpreter::close);
    interpreters.clear();
  }
}
