package vitruvian.benchmarks.attacks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import vitruvian.benchmarks.attacks.Attack.Kind;
import vitruvian.benchmarks.attacks.Probe.Sample;

/// An attack under way: whom it is on, who watches, and what is found.
///
/// @param scale how much longer than usual it goes on
record Siege(Victim victim, Inputs inputs, Verdict verdict, Probe probe, double scale) {
  static final String FREE = "vitruvian_budget_bytes{kind=\"free\"}";
  static final String TOTAL = "vitruvian_budget_bytes{kind=\"total\"}";
  static final String STREAMS = "vitruvian_streams_open";

  private static final String CEILING = "vitruvian_memory_bytes{kind=\"ceiling\"}";
  private static final long MB = 1 << 20;
  private static final Duration RECOVERY = Duration.ofSeconds(60);
  private static final Duration SETTLING = Duration.ofSeconds(15);
  // Of the resident memory that comes back: what is compiled and cached by the way.
  private static final long TOLERANCE = 32 * MB;
  // The patience for memory, that for a session, and the work itself.
  private static final long MOST_WAIT_MILLIS = 2500;
  private static final int MOST_LOG = 64 << 10;
  // Control characters of both sets, and bytes that are no UTF-8.
  private static final Pattern UNESCAPED =
      Pattern.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\ufffd]");
  /// What begins no line of a log and is in none, if it is kept out.
  static final String LINE = "vtrvn-line";

  static final String SECRET = "vtrvn-secret";

  /// Something that a client does.
  interface Act {
    void play(int number) throws IOException, InterruptedException;
  }

  /// Clients that go on until this is closed.
  record Crowd(List<Thread> threads) implements AutoCloseable {
    @Override
    public void close() {
      threads.forEach(Thread::interrupt);
      try {
        for (var thread : threads) {
          thread.join();
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt(); // so has the one that this is a part of
      }
    }
  }

  Duration time(int seconds) {
    return Duration.ofMillis((long) (1000 * scale * seconds));
  }

  /// Lets so many clients do something, over and over.
  Crowd crowd(int count, Act act) {
    return new Crowd(
        IntStream.range(0, count)
            .mapToObj(number -> Thread.ofVirtual().start(() -> repeat(number, act)))
            .toList());
  }

  private void repeat(int number, Act act) {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        try {
          act.play(number);
        } catch (IOException | RuntimeException _) {
          if (!Thread.currentThread().isInterrupted()) {
            verdict.saw("cut off");
            Thread.sleep(200);
          }
        }
      }
    } catch (InterruptedException _) {
      // The end.
    }
  }

  /// Lets so many clients do something for a time.
  void crowd(int count, Duration time, Act act) throws InterruptedException {
    try (var _ = crowd(count, act)) {
      Thread.sleep(time);
    }
  }

  private record State(
      OptionalLong resident, Map<String, Double> metrics, Set<String> threads, long logged) {
    static State of(Victim victim) throws IOException {
      victim.collect();
      return new State(victim.resident(), victim.metrics(), victim.threads(), victim.logged());
    }

    double metric(String name) {
      return metrics.getOrDefault(name, 0.0);
    }
  }

  /// Carries out an attack and judges it.
  static Verdict of(Victim victim, Inputs inputs, Attack attack, double scale)
      throws InterruptedException {
    var verdict = new Verdict();
    try {
      if (!victim.answers(RECOVERY)) {
        throw new IOException("for a minute after what came before");
      }
      attack.prepare().on(victim, inputs);
      var before = State.of(victim);
      try (var probe = new Probe(victim, inputs.small())) {
        var siege = new Siege(victim, inputs, verdict, probe, scale);
        siege.play(attack.play());
        if (attack.kind() != Kind.QUESTION) {
          probe.stop();
          siege.judgeProbe(attack.silence());
          siege.judgeRest(before, attack.kind());
        }
      }
    } catch (IOException failure) {
      verdict.require(false, "the service does not answer: %s", failure.getMessage());
    }
    return verdict;
  }

  // A service that does not read what it is sent would keep its attackers for ever.
  private void play(Attack.Play play) throws InterruptedException {
    var most = time(60).plusSeconds(30);
    var thread =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    play.on(this);
                  } catch (IOException failure) {
                    verdict.require(false, "no answer: %s", failure.getMessage());
                  } catch (InterruptedException _) {
                    // Given up below.
                  }
                });
    if (!thread.join(most)) {
      thread.interrupt();
      thread.join();
    }
  }

  private void judgeProbe(Duration silence) {
    long millis = probe.silence().toMillis();
    verdict.require(
        millis <= silence.toMillis(), "/health/live did not answer in time for %d ms", millis);
    if (silence.equals(Attack.USUAL_SILENCE)) {
      long none = probe.count(Probe.Kind.PICTURE, sample -> sample.status() == 0);
      verdict.require(none == 0, "%d of the others' pictures were not answered", none);
    }
    long failed = probe.count(Probe.Kind.PICTURE, sample -> sample.status() == 500);
    verdict.require(failed == 0, "%d of the others' pictures were answered with 500", failed);
    long longest = probe.longest(Probe.Kind.PICTURE).toMillis();
    verdict.require(longest <= MOST_WAIT_MILLIS, "another's picture waited for %d ms", longest);
    long silent = probe.count(Probe.Kind.READY, sample -> sample.status() == 0);
    verdict.require(silent == 0, "operators got no answer %d times", silent);
    verdict.note("%s", probe);
  }

  private void judgeRest(State before, Kind kind) throws IOException, InterruptedException {
    verdict.require(victim.isAlive(), "the process has ended");
    double ceiling = before.metric(CEILING);
    verdict.require(
        ceiling == 0 || probe.highest() < ceiling,
        "%d MB resident, the ceiling is %.0f",
        probe.highest() / MB,
        ceiling / MB);
    var after = State.of(victim);
    long end = System.nanoTime() + SETTLING.toNanos();
    while (kind == Kind.FLOOD && !isBack(before, after) && System.nanoTime() < end) {
      Thread.sleep(1000);
      after = State.of(victim);
    }
    if (kind == Kind.FLOOD) {
      verdict.require(
          after.metric(FREE) >= before.metric(FREE),
          "%.1f MB stay reserved",
          (before.metric(FREE) - after.metric(FREE)) / MB);
      verdict.require(
          isBackInMemory(before, after),
          "%d MB resident before, %d after",
          before.resident.orElse(0) / MB,
          after.resident.orElse(0) / MB);
      verdict.require(
          after.metric(STREAMS) <= before.metric(STREAMS),
          "%.0f streams stay open",
          after.metric(STREAMS));
    }
    if (before.resident.isPresent()) {
      verdict.note(
          "RSS %d, at most %d, then %d MB",
          before.resident.getAsLong() / MB, probe.highest() / MB, after.resident.orElse(0) / MB);
    }
    var gone = new TreeSet<>(before.threads);
    gone.removeAll(after.threads);
    verdict.require(gone.isEmpty(), "threads have died: %s", String.join(", ", gone));
    judgeLog(before.logged);
    var reply = victim.ask("GET /health/live", "");
    verdict.require(reply.status() == 200, "/health/live answers %d afterwards", reply.status());
  }

  private static boolean isBack(State before, State after) {
    return after.metric(FREE) >= before.metric(FREE)
        && after.metric(STREAMS) <= before.metric(STREAMS)
        && isBackInMemory(before, after);
  }

  private static boolean isBackInMemory(State before, State after) {
    return after.resident.orElse(0) <= before.resident.orElse(0) + TOLERANCE;
  }

  /// What has been logged since must be little, and none of it a client's.
  void judgeLog(long since) throws IOException {
    var bytes = victim.logSince(since);
    var text = new String(bytes, StandardCharsets.UTF_8);
    verdict.require(bytes.length <= MOST_LOG, "%d KB were logged", bytes.length >> 10);
    verdict.require(!text.contains("OutOfMemoryError"), "the log tells of an OutOfMemoryError");
    verdict.require(
        !UNESCAPED.matcher(text).find(), "clients' control characters are in the log unescaped");
    verdict.require(!text.contains("\n" + LINE), "a client has written a line into the log");
    verdict.require(!text.contains(SECRET), "a client's query is in the log");
    long stacks = text.lines().filter(line -> line.startsWith("\tat ")).count();
    verdict.require(stacks == 0, "%d lines of stack traces were logged", stacks);
    if (victim.hasLog()) {
      verdict.note("%d bytes logged", bytes.length);
    }
  }

  /// Of the pictures refused for want of memory, how many were while operators were told that all
  /// is well.
  long refusedThoughReady(Duration after) {
    return probe
        .of(Probe.Kind.PICTURE)
        .filter(one -> one.at().compareTo(after) > 0 && one.status() == 503)
        .filter(one -> one.text().contains("memory") && saidReady(one))
        .count();
  }

  private boolean saidReady(Sample refused) {
    return probe
        .of(Probe.Kind.READY)
        .filter(ready -> ready.at().minus(refused.at()).abs().toMillis() < 1000)
        .anyMatch(ready -> ready.status() == 200);
  }
}
