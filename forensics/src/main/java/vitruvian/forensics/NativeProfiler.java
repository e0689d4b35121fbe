package vitruvian.forensics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import one.convert.Arguments;
import one.convert.JfrToFlame;
import one.profiler.AsyncProfiler;

/// Records for some seconds what native code of this process allocates, with async-profiler, and
/// tells what of it was not freed.
///
/// Costs nothing until its first use: the native library is loaded then. Every `malloc` and `free`
/// is seen, but those that Java calls directly; what was allocated in the last tenth of the time
/// is left out, since most of it is in use for a moment. One profile at a time.
public final class NativeProfiler {
  /// The shortest profile.
  public static final Duration SHORTEST = Duration.ofSeconds(1);

  /// The longest profile.
  public static final Duration LONGEST = Duration.ofMinutes(5);

  private static final int MOST_SITES = 50;
  private static final AtomicBoolean RUNNING = new AtomicBoolean();

  private final Pause pause;

  /// How the time of a profile is spent.
  @FunctionalInterface
  public interface Pause {
    /// Returns after so long.
    void sleep(Duration length) throws InterruptedException;
  }

  /// Another profile is running in this process.
  public static final class RunningException extends Exception {
    private static final long serialVersionUID = 1L;

    RunningException() {
      super("a profile is running already");
    }
  }

  /// A profiler of this process that waits for as long as it is to record.
  public NativeProfiler() {
    this(Thread::sleep);
  }

  /// @param pause what is done during the profile
  public NativeProfiler(Pause pause) {
    this.pause = pause;
  }

  /// Records, and returns when the time is over.
  ///
  /// @param length from [#SHORTEST] to [#LONGEST]
  /// @throws IllegalArgumentException where the length is out of its range
  /// @throws IOException where this system has no profiler, or no room for its file
  public NativeProfile profile(Duration length)
      throws IOException, InterruptedException, RunningException {
    if (length.compareTo(SHORTEST) < 0 || length.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "a profile takes %d to %d seconds, not %s"
              .formatted(SHORTEST.toSeconds(), LONGEST.toSeconds(), length));
    }
    if (!RUNNING.compareAndSet(false, true)) {
      throw new RunningException();
    }
    try (var folder = new PrivateFolder()) {
      var recording = folder.file("profile.jfr");
      record(recording, length);
      return read(folder, recording, length);
    } finally {
      RUNNING.set(false);
    }
  }

  // On a thread of the system: from a virtual one the library does not find its way into the JVM.
  private void record(Path recording, Duration length) throws IOException, InterruptedException {
    var task = new FutureTask<>(() -> recorded(recording, length));
    var thread = Thread.ofPlatform().daemon().name("vitruvian-profile").start(task);
    try {
      task.get();
    } catch (InterruptedException interrupted) {
      thread.interrupt();
      thread.join();
      throw interrupted;
    } catch (ExecutionException failure) {
      throw new IOException(
          "the profiler does not run here: " + reason(failure).getMessage(), failure);
    }
  }

  private static Throwable reason(ExecutionException failure) {
    return failure.getCause() == null ? failure : failure.getCause();
  }

  private Path recorded(Path recording, Duration length) throws IOException, InterruptedException {
    var profiler = AsyncProfiler.getInstance();
    // 0: every allocation. Sampling would tell less than there is.
    profiler.execute("start,nativemem=0,jfr,file=" + recording);
    try {
      pause.sleep(length);
    } finally {
      profiler.execute("stop,file=" + recording);
    }
    return recording;
  }

  private static NativeProfile read(PrivateFolder folder, Path recording, Duration length)
      throws IOException {
    var page = folder.file("profile.html");
    var stacks = folder.file("profile.collapsed");
    JfrToFlame.convert(recording.toString(), page.toString(), arguments("html"));
    JfrToFlame.convert(recording.toString(), stacks.toString(), arguments("collapsed"));
    var sites = Files.readAllLines(stacks).stream().map(NativeProfiler::site).toList();
    return new NativeProfile(
        length,
        sites.stream().mapToLong(NativeProfile.Site::bytes).sum(),
        sites.stream()
            .sorted(Comparator.comparingLong(NativeProfile.Site::bytes).reversed())
            .limit(MOST_SITES)
            .toList(),
        Files.readString(page));
  }

  private static Arguments arguments(String output) {
    return new Arguments(
        "--nativemem",
        "--leak",
        "--total",
        "--dot",
        "--title",
        "Native memory allocated and not freed",
        "-o",
        output);
  }

  /// Reads `outermost;...;innermost bytes`.
  static NativeProfile.Site site(String line) {
    int space = line.lastIndexOf(' ');
    var frames = new ArrayList<>(Arrays.asList(line.substring(0, space).split(";", -1)));
    return new NativeProfile.Site(
        List.copyOf(frames.reversed()), Long.parseLong(line.substring(space + 1)));
  }
}
