package vitruvian.server;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;
import vitruvian.forensics.History;
import vitruvian.forensics.MemoryReport;
import vitruvian.forensics.NativeProfiler;
import vitruvian.forensics.Snapshot;
import vitruvian.forensics.SnapshotDiff;
import vitruvian.forensics.Snapshots;
import vitruvian.memory.Ledger;

/// What operators ask about the memory: the account, snapshots and their differences, the
/// figures of the last days, a profile of native allocations. Any number of threads may ask.
final class MemoryEndpoint {
  private static final Duration USUAL_PROFILE = Duration.ofSeconds(10);
  private static final Duration USUAL_HISTORY = Duration.ofMinutes(10);
  private static final Duration MOST_HISTORY = Duration.ofDays(2);
  private static final String JSON = "application/json";
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String HTML = "text/html; charset=utf-8";

  private final InstantSource clock;
  private final Snapshots snapshots;
  private final NativeProfiler profiler;
  private final History history;

  MemoryEndpoint(InstantSource clock, NativeProfiler profiler, History history) {
    this.clock = clock;
    this.profiler = profiler;
    this.history = history;
    this.snapshots = new Snapshots(Ledger.process(), clock);
  }

  /// An answer.
  record Reply(String type, String text) {
    boolean isPage() {
      return type.equals(HTML);
    }

    static Reply json(String text) {
      return new Reply(JSON, text);
    }
  }

  /// Answers a call such as `GET /memory`; empty for what is not its own.
  ///
  /// @throws Problem.Thrown where the parameters are wrong, or it cannot be done now
  Optional<Reply> answer(String call, Request request) {
    return switch (call) {
      case "GET /memory" -> Optional.of(report(request));
      case "GET /memory/history" -> Optional.of(history(request));
      case "POST /memory/snapshots" -> Optional.of(snapshot(request));
      case "GET /memory/snapshots" ->
          Optional.of(reply(request, snapshots::toJson, snapshots::toText, snapshots::toHtml));
      case "GET /memory/diff" -> Optional.of(diff(request));
      case "POST /memory/profile" -> Optional.of(profile(request));
      default -> Optional.empty();
    };
  }

  private Reply report(Request request) {
    var report = MemoryReport.take(Ledger.process(), clock);
    return reply(request, report::toJson, report::toText, report::toHtml);
  }

  private Reply snapshot(Request request) {
    var head = snapshots.take().head();
    return reply(request, head::toJson, head::toText, head::toHtml);
  }

  private static Reply reply(
      Request request, Supplier<String> json, Supplier<String> text, Supplier<String> html) {
    return switch (type(request)) {
      case TEXT -> new Reply(TEXT, text.get());
      case HTML -> new Reply(HTML, html.get());
      default -> Reply.json(json.get());
    };
  }

  private Reply history(Request request) {
    var seconds = query(request).getValue("seconds");
    var back = seconds == null ? USUAL_HISTORY : Duration.ofSeconds(number("seconds", seconds));
    if (back.isNegative() || back.compareTo(MOST_HISTORY) > 0) {
      throw Problem.badParameter("seconds is at most " + MOST_HISTORY.toSeconds()).thrown();
    }
    return type(request).equals(TEXT)
        ? new Reply(TEXT, history.toText())
        : Reply.json(history.toJson(back));
  }

  private Reply diff(Request request) {
    var query = query(request);
    var from =
        snapshot(query, "from")
            .orElseThrow(
                () -> Problem.badParameter("from is the id of a snapshot that is kept").thrown());
    var diff = SnapshotDiff.of(from, snapshot(query, "to").orElseGet(snapshots::now));
    return reply(request, diff::toJson, diff::toText, diff::toHtml);
  }

  private Optional<Snapshot> snapshot(Fields query, String name) {
    var id = query.getValue(name);
    if (id == null) {
      return Optional.empty();
    }
    return Optional.of(
        snapshots
            .find(number(name, id))
            .orElseThrow(
                () ->
                    Problem.of(404, "no-snapshot", "snapshot %s is not kept".formatted(id))
                        .thrown()));
  }

  private Reply profile(Request request) {
    var seconds = query(request).getValue("seconds");
    var length = seconds == null ? USUAL_PROFILE : Duration.ofSeconds(number("seconds", seconds));
    try {
      return switch (type(request)) {
        case TEXT -> new Reply(TEXT, profiler.profile(length).toText());
        case HTML -> new Reply(HTML, profiler.flameGraph(length));
        default -> Reply.json(profiler.profile(length).toJson());
      };
    } catch (IllegalArgumentException outOfRange) {
      throw Problem.badParameter(String.valueOf(outOfRange.getMessage())).thrown();
    } catch (NativeProfiler.RunningException running) {
      throw Problem.of(409, "profile-running", String.valueOf(running.getMessage())).thrown();
    } catch (IOException failure) {
      throw Problem.of(501, "no-profiler", String.valueOf(failure.getMessage())).thrown();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw Problem.overloaded("the service is stopping").thrown();
    }
  }

  private static long number(String name, String value) {
    try {
      return Long.parseUnsignedLong(value);
    } catch (NumberFormatException _) {
      throw Problem.badParameter("%s is a number, not '%s'".formatted(name, value)).thrown();
    }
  }

  private static Fields query(Request request) {
    return Request.extractQueryParameters(request);
  }

  // JSON, unless a reader likes another form better.
  private static String type(Request request) {
    return switch (Accept.of(request).best(List.of(JSON, "text/html", "text/plain")).orElse(JSON)) {
      case "text/html" -> HTML;
      case "text/plain" -> TEXT;
      default -> JSON;
    };
  }
}
