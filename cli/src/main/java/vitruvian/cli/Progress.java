package vitruvian.cli;

import java.io.PrintStream;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/// What people see of the work while it goes on. Any thread may use it.
sealed interface Progress extends AutoCloseable {
  /// One more input, or frame of a video, is done.
  void step();

  /// There is more to do than inputs: a video has frames.
  void expect(long more);

  /// Tells something that is to stay on the screen.
  void say(String line);

  @Override
  void close();

  /// A bar on a terminal, else none.
  static Progress of(Streams streams, Inputs inputs) {
    boolean lasts =
        inputs.files().size() > 1 || inputs.files().stream().anyMatch(Input::looksLikeVideo);
    return streams.terminal() && lasts
        ? new Bar(streams.err(), inputs.files().size())
        : new Lines(streams.err());
  }

  /// Lines only.
  record Lines(PrintStream err) implements Progress {
    @Override
    public void step() {}

    @Override
    public void expect(long more) {}

    @Override
    public void say(String line) {
      err.println(line);
    }

    @Override
    public void close() {}
  }

  /// A bar in the last line of the terminal.
  final class Bar implements Progress {
    // The terminal is not asked for its width, since the library would load native code for that.
    private static final int COLUMNS = 79;
    private static final String CLEAR_LINE = "\r\033[K";

    private final PrintStream err;
    private final ProgressBar bar;

    private Bar(PrintStream err, int inputs) {
      this.err = err;
      this.bar =
          new ProgressBarBuilder()
              .setTaskName("track")
              .setInitialMax(inputs)
              .setUpdateIntervalMillis(200)
              .showSpeed()
              .setConsumer(
                  new DelegatingProgressBarConsumer(line -> err.print("\r" + line), COLUMNS))
              .build();
    }

    @Override
    public void step() {
      bar.step();
    }

    @Override
    public synchronized void expect(long more) {
      bar.maxHint(Math.max(1, bar.getMax() + more));
    }

    @Override
    public void say(String line) {
      err.print(CLEAR_LINE + line + "\n");
    }

    @Override
    public void close() {
      bar.close();
      err.print(CLEAR_LINE);
    }
  }
}
