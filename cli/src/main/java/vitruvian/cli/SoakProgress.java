package vitruvian.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import vitruvian.soak.Progress;

/// What people see of a soak while it goes on.
sealed interface SoakProgress extends Progress.Listener, AutoCloseable {
  @Override
  void close();

  /// A bar on a terminal, else a line a minute.
  static SoakProgress of(Streams streams) {
    return streams.terminal() ? new Bar(streams.err()) : new Lines(streams.err());
  }

  /// How it is doing, without the time.
  static String words(Progress progress) {
    if (progress.phase().equals("measuring")) {
      return "measuring the most it answers";
    }
    return String.format(
        Locale.ROOT,
        "%.1f/s p50 %.0f p99 %.0f ms answered %.2f%% RSS %s",
        progress.perSecond(),
        progress.p50(),
        progress.p99(),
        100 * progress.answered(),
        progress.resident().isPresent()
            ? String.format(Locale.ROOT, "%.0f MB", progress.resident().getAsDouble() / (1 << 20))
            : "?");
  }

  /// A line a minute.
  final class Lines implements SoakProgress {
    private final PrintStream err;
    private long next;

    private Lines(PrintStream err) {
      this.err = err;
    }

    @Override
    public void progress(Progress progress) {
      if (progress.elapsed().toSeconds() >= next) {
        next = progress.elapsed().toSeconds() / 60 * 60 + 60;
        err.printf(
            "%s of %s, %s: %s%n",
            clock(progress.elapsed()), clock(progress.total()), progress.phase(), words(progress));
        if (progress.phase().equals("measuring")) {
          next = 0;
        }
      }
    }

    private static String clock(Duration time) {
      return "%d:%02d:%02d".formatted(time.toHours(), time.toMinutesPart(), time.toSecondsPart());
    }

    @Override
    public void close() {}
  }

  /// A bar in the last line of the terminal.
  final class Bar implements SoakProgress {
    private static final int COLUMNS = 100;
    private static final String CLEAR_LINE = "\r\033[K";

    private final PrintStream err;
    private final ProgressBar bar;

    private Bar(PrintStream err) {
      this.err = err;
      this.bar =
          new ProgressBarBuilder()
              .setTaskName("soak")
              .setInitialMax(1)
              .setUpdateIntervalMillis(500)
              .hideEta()
              .setConsumer(
                  new DelegatingProgressBarConsumer(line -> err.print("\r" + line), COLUMNS))
              .build();
    }

    @Override
    public void progress(Progress progress) {
      bar.maxHint(Math.max(1, progress.total().toSeconds()));
      bar.stepTo(progress.elapsed().toSeconds());
      bar.setExtraMessage(words(progress));
    }

    @Override
    public void close() {
      bar.close();
      err.print(CLEAR_LINE);
    }
  }
}
