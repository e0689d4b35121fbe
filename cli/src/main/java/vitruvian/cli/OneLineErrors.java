package vitruvian.cli;

import java.io.PrintStream;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;
import vitruvian.tracker.TrackingException;

/// Failures of a command as one line for people, and a hint; a stack trace only for those who ask
/// for it with `-Dvitruvian.stacktrace=true`.
final class OneLineErrors implements IParameterExceptionHandler, IExecutionExceptionHandler {
  private static final String TRACE = "vitruvian.stacktrace";

  private final PrintStream err;

  OneLineErrors(PrintStream err) {
    this.err = err;
  }

  @Override
  public int handleParseException(ParameterException failure, String[] args) {
    return wrongUsage(failure.getCommandLine(), failure, suggestion(failure));
  }

  private static String suggestion(ParameterException failure) {
    return failure instanceof UnmatchedArgumentException unmatched
            && !unmatched.getSuggestions().isEmpty()
        ? "; did you mean " + String.join(" or ", unmatched.getSuggestions()) + "?"
        : "";
  }

  @Override
  public int handleExecutionException(Exception failure, CommandLine line, ParseResult parsed) {
    return switch (failure) {
      case WrongUsage wrong -> wrongUsage(line, wrong, "");
      case TrackingException known -> failed(known, oneLine(known));
      default ->
          failed(
              failure,
              "unexpected failure: %s (for a bug report, run again with VITRUVIAN_JAVA_OPTS=-D%s=true)"
                  .formatted(failure, TRACE));
    };
  }

  private int wrongUsage(CommandLine line, Exception failure, String suggestion) {
    var command = line.getCommandSpec().qualifiedName();
    err.printf("%s: %s%s%n", command, oneLine(failure), suggestion);
    err.printf("Try '%s --help'.%n", command);
    trace(failure);
    return Exit.WRONG_USAGE;
  }

  private int failed(Exception failure, String message) {
    err.println("vitruvian: " + message.lines().findFirst().orElse(""));
    trace(failure);
    return Exit.FAILED;
  }

  private static String oneLine(Exception failure) {
    var message = failure.getMessage();
    return message == null ? failure.toString() : String.join(" ", message.lines().toList());
  }

  private void trace(Exception failure) {
    if (Boolean.getBoolean(TRACE)) {
      failure.printStackTrace(err);
    }
  }
}
