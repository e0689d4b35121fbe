package vitruvian.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.logging.Filter;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/// Keeps the log readable whatever strangers send: of one reason only so many lines a minute, no
/// line longer than anybody reads, and nothing in it that commands a terminal or begins a line of
/// its own.
final class LogGuard implements Filter {
  private static final int MOST_LINES = 10;
  private static final int MOST_LETTERS = 16_384;
  private static final long PERIOD = TimeUnit.MINUTES.toNanos(1);
  private static final int MOST_REASONS = 256;

  // What the library tells of clients' requests, in the clients' words; the metrics count them.
  // Held here, or their levels would be collected with them.
  private static final List<Logger> OF_CLIENTS =
      List.of(
          Logger.getLogger("org.eclipse.jetty.http"),
          Logger.getLogger("org.eclipse.jetty.util.HostPort"));

  private final LongSupplier clock;
  private final Map<String, Count> counts = new ConcurrentHashMap<>();

  /// Lines of one reason since the period began.
  private record Count(long since, int lines) {}

  /// @param clock as [System#nanoTime]
  LogGuard(LongSupplier clock) {
    this.clock = clock;
  }

  /// Puts a guard before the log of this process, unless whoever runs it has set up another one.
  static void install() {
    OF_CLIENTS.forEach(logger -> logger.setLevel(Level.SEVERE));
    if (System.getProperty("java.util.logging.config.file") != null) {
      return;
    }
    var guard = new LogGuard(System::nanoTime);
    for (var handler : LogManager.getLogManager().getLogger("").getHandlers()) {
      handler.setFilter(guard);
      handler.setFormatter(new OneLine(new SimpleFormatter()));
    }
  }

  @Override
  public boolean isLoggable(LogRecord line) {
    return count(reason(line)) <= MOST_LINES;
  }

  // Not the text, which may be a client's.
  private static String reason(LogRecord line) {
    var thrown = line.getThrown();
    return String.join(
        " ",
        String.valueOf(line.getLoggerName()),
        line.getLevel().getName(),
        String.valueOf(line.getSourceMethodName()),
        thrown == null ? "" : thrown.getClass().getName());
  }

  private int count(String reason) {
    long now = clock.getAsLong();
    if (counts.size() > MOST_REASONS) {
      counts.clear();
    }
    return counts.merge(
            reason,
            new Count(now, 1),
            (before, first) ->
                now - before.since > PERIOD ? first : new Count(before.since, before.lines + 1))
        .lines;
  }

  /// A text without anything that is no letter but does something.
  ///
  /// @param breaks whether lines may break, as those of a stack do
  static String escaped(String text, boolean breaks) {
    var escaped = new StringBuilder();
    text.codePoints()
        .limit(MOST_LETTERS)
        .forEach(
            letter -> {
              if ((breaks && (letter == '\n' || letter == '\t')) || !isCommand(letter)) {
                escaped.appendCodePoint(letter);
              } else {
                escaped.append("\\u%04x".formatted(letter));
              }
            });
    return escaped.toString();
  }

  private static boolean isCommand(int letter) {
    return switch (Character.getType(letter)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }

  /// Formats as another, and escapes what it was given.
  private static final class OneLine extends Formatter {
    private final Formatter form;

    private OneLine(Formatter form) {
      this.form = form;
    }

    @Override
    public String format(LogRecord line) {
      var safe = new LogRecord(line.getLevel(), escaped(formatMessage(line), false));
      safe.setLoggerName(line.getLoggerName());
      safe.setSourceClassName(line.getSourceClassName());
      safe.setSourceMethodName(line.getSourceMethodName());
      safe.setInstant(line.getInstant());
      @Nullable Throwable thrown = line.getThrown();
      if (thrown != null) {
        safe.setThrown(thrown);
      }
      return escaped(form.format(safe), true);
    }
  }
}
