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
///
/// What it records goes to a file for temporary files, which may be memory of the container, too:
/// at 32 MB of it, a profile stops early and says so.
public final class NativeProfiler {
  /// The shortest profile.
  public static final Duration SHORTEST = Duration.ofSeconds(1);

  /// The longest profile.
  public static final Duration LONGEST = Duration.ofMinutes(5);

  private static final int MOST_SITES = 50;
  private static final long MOST_BYTES = 32 << 20;
  private static final Duration STEP = Duration.ofMillis(100);
  private static final AtomicBoolean RUNNING = new AtomicBoolean();

  private final Pause pause;
  private final long mostBytes;

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

  /// @param pause what is done during the profile, again and again for a part of its time
  public NativeProfiler(Pause pause) {
    this(pause, MOST_BYTES);
  }

  /// @param mostBytes where the file of the recording is this large, the profile stops
  NativeProfiler(Pause pause, long mostBytes) {
    this.pause = pause;
    this.mostBytes = mostBytes;
  }

  private record Recording(Path file, Duration length, boolean stoppedEarly) {}

  private interface Reader<T> {
    T read(PrivateFolder folder, Recording recording) throws IOException;
  }

  /// Records, and returns when the time is over.
  ///
  /// @param length from [#SHORTEST] to [#LONGEST]
  /// @throws IllegalArgumentException where the length is out of its range
  /// @throws IOException where this system has no profiler, or no room for its file
  public NativeProfile profile(Duration length)
      throws IOException, InterruptedException, RunningException {
    return profile(length, NativeProfiler::sites);
  }

  /// As [#profile(Duration)], as a flame graph: a page in HTML that needs nothing else.
  public String flameGraph(Duration length)
      throws IOException, InterruptedException, RunningException {
    return profile(length, NativeProfiler::page);
  }

  private <T> T profile(Duration length, Reader<T> reader)
      throws IOException, InterruptedException, RunningException {
    if (length.compareTo(SHORTEST) < 0 || length.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "a profile takes %d to %d seconds, not %s"
              .formatted(SHORTEST.toSeconds(), LONGEST.toSeconds(), length));
    }
    if (!RUNNING.compareAndSet(false, true)) {
      throw new RunningException();
    }
    try (var folder = new PrivateFolder("vitruvian-forensics")) {
      return reader.read(folder, record(folder.file("profile.jfr"), length));
    } finally {
      RUNNING.set(false);
    }
  }

  // On a thread of the system: from a virtual one the library does not find its way into the JVM.
  private Recording record(Path file, Duration length) throws IOException, InterruptedException {
    var task = new FutureTask<>(() -> recorded(file, length));
    var thread = Thread.ofPlatform().daemon().name("vitruvian-profile").start(task);
    try {
      return task.get();
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

  private Recording recorded(Path file, Duration length) throws IOException, InterruptedException {
    var profiler = AsyncProfiler.getInstance();
    // 0: every allocation. Sampling would tell less than there is. Small chunks, since the
    // conversion has the events of one in the heap.
    profiler.execute("start,nativemem=0,jfr,chunksize=2m,file=" + file);
    try {
      return await(file, length);
    } finally {
      profiler.execute("stop,file=" + file);
    }
  }

  private Recording await(Path file, Duration length) throws IOException, InterruptedException {
    var left = length;
    while (left.isPositive()) {
      var step = left.compareTo(STEP) < 0 ? left : STEP;
      pause.sleep(step);
      left = left.minus(step);
      if (left.isPositive() && Files.size(file) >= mostBytes) {
        return new Recording(file, length.minus(left), true);
      }
    }
    return new Recording(file, length, false);
  }

  private static NativeProfile sites(PrivateFolder folder, Recording recording) throws IOException {
    var stacks = converted(folder, recording, "collapsed");
    try (var lines = Files.lines(stacks)) {
      var sites = lines.map(NativeProfiler::site).toList();
      return new NativeProfile(
          recording.length,
          recording.stoppedEarly,
          sites.stream().mapToLong(NativeProfile.Site::bytes).sum(),
          sites.stream()
              .sorted(Comparator.comparingLong(NativeProfile.Site::bytes).reversed())
              .limit(MOST_SITES)
              .toList());
    }
  }

  private static String page(PrivateFolder folder, Recording recording) throws IOException {
    return Files.readString(converted(folder, recording, "html"));
  }

  private static Path converted(PrivateFolder folder, Recording recording, String form)
      throws IOException {
    var converted = folder.file("profile." + form);
    var early = recording.stoppedEarly ? " (stopped early: too much to record)" : "";
    JfrToFlame.convert(
        recording.file.toString(),
        converted.toString(),
        new Arguments(
            "--nativemem",
            "--leak",
            "--total",
            "--dot",
            "--title",
            "Native memory allocated within %d s and not freed%s"
                .formatted(recording.length.toSeconds(), early),
            "-o",
            form));
    return converted;
  }

  /// Reads `outermost;...;innermost bytes`.
  static NativeProfile.Site site(String line) {
    int space = line.lastIndexOf(' ');
    var frames = new ArrayList<>(Arrays.asList(line.substring(0, space).split(";", -1)));
    return new NativeProfile.Site(
        List.copyOf(frames.reversed()), Long.parseLong(line.substring(space + 1)));
  }
}
