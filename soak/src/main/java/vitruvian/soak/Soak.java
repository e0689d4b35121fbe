package vitruvian.soak;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import vitruvian.forensics.Finding;
import vitruvian.forensics.Investigation;
import vitruvian.memory.Diagnosis;
import vitruvian.soak.SoakPlan.Rate.OfMost;
import vitruvian.soak.SoakPlan.Rate.PerSecond;

/// Load on a running service for minutes or days, a look at its figures once a second, and the
/// verdict on its memory. One run each; its own memory is bounded whatever the length.
public final class Soak {
  private static final int CLIENTS = 4;
  private static final int LEAST_IN_FLIGHT = 64;
  private static final int MOST_IN_FLIGHT = 2048;
  // So many seconds of requests may wait for their answers.
  private static final double WAITING_SECONDS = 10;
  private static final Duration LAST_SAMPLE = Duration.ofSeconds(1);
  private static final Duration AGAIN = Duration.ofMinutes(1);
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final Duration LAST_FINDINGS = Duration.ofSeconds(3);
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(30);
  private static final Duration LAST_ANSWERS_WHEN_STOPPED = Duration.ofSeconds(1);

  private final SoakPlan plan;
  private final Pace pace;
  private final InstantSource clock;
  private final Tally warm = new Tally();
  private final Tally tally = new Tally();
  private final Recording recording = new Recording();
  private volatile long measuredFrom = Long.MAX_VALUE;
  private volatile long ended = Long.MAX_VALUE;
  private OptionalDouble resident = OptionalDouble.empty();
  private OptionalLong pid = OptionalLong.empty();
  private Optional<String> serviceVersion = Optional.empty();
  private double served;
  private long missed;
  private boolean restarted;

  /// @param clock tells the time of day
  public Soak(SoakPlan plan, Pace pace, InstantSource clock) {
    this.plan = plan;
    this.pace = pace;
    this.clock = clock;
  }

  /// Runs it to its end, or until it is told to stop; what there is by then is judged.
  ///
  /// @param command how it was called, for the report
  /// @param version of who loads the service, for the report
  /// @param listener told once a second
  /// @param stop asked several times a second
  /// @throws IOException where the service does not answer at all, or a share of the most that it
  ///     answers is asked for and it answers nothing as it should
  public SoakResult run(
      String command, String version, Progress.Listener listener, BooleanSupplier stop)
      throws IOException, InterruptedException {
    var figures = FigureSource.of(plan.target(), plan.admin());
    var blame = new Blame(figures);
    pid = figures.read().pid();
    serviceVersion = FigureSource.version(plan.target());
    try (var client = new Client(plan.target(), pace);
        var _ = new Streams(plan.target(), pace, plan.mixture(), this::tally)) {
      double most = measure(client, listener, stop);
      double perSecond =
          switch (plan.rate()) {
            case PerSecond(double requests) -> requests;
            case OfMost(double share) -> Math.max(0.1, share * most);
          };
      var started = clock.instant();
      var windows =
          new Windows(
              plan.times().load(),
              Math.max(1e-3, perSecond * (1 - plan.mixture().hostile())),
              List.of(warm, tally));
      load(perSecond, windows, figures, client, listener, stop, blame);
      var done =
          new SoakResult.Load(
              started,
              clock.instant(),
              perSecond,
              most,
              figures.describe(),
              missed,
              restarted,
              stop.getAsBoolean(),
              tally,
              windows.all());
      return result(new Caller(command, version), done, blame, client, stop);
    }
  }

  /// Who loads the service.
  ///
  /// @param command how the soak was called
  /// @param version of the product
  record Caller(String command, String version) {}

  private Tally tally(long due) {
    return due >= measuredFrom && due < ended ? tally : warm;
  }

  private double measure(Client client, Progress.Listener listener, BooleanSupplier stop)
      throws IOException, InterruptedException {
    if (plan.rate() instanceof PerSecond) {
      return 0;
    }
    var time = plan.times().measuring();
    var mix = new Mix(plan.mixture(), false);
    var closed = new ClosedLoop(pace, CLIENTS);
    listener.progress(progress("measuring", Duration.ZERO, 0));
    closed.run(time.toNanos() / 2, mix, client::send, stop);
    var measured = closed.run(time.toNanos(), mix, client::send, stop);
    if (measured.perSecond() == 0 && !stop.getAsBoolean()) {
      throw new IOException(
          "%s answers no request as it should, so that there is no share of the most; instead: %s"
              .formatted(plan.target().service(), measured.outcomes().brief()));
    }
    return measured.perSecond();
  }

  private void load(
      double perSecond,
      Windows windows,
      FigureSource figures,
      Client client,
      Progress.Listener listener,
      BooleanSupplier stop,
      Blame blame)
      throws InterruptedException {
    long start = pace.nanos();
    measuredFrom = start + plan.times().warmUp().toNanos();
    int most = (int) Math.clamp(WAITING_SECONDS * perSecond, LEAST_IN_FLIGHT, MOST_IN_FLIGHT);
    var watch =
        Thread.ofPlatform()
            .daemon()
            .name("soak-figures")
            .start(() -> watch(start, perSecond, windows, figures, listener, blame));
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var loop = new OpenLoop(pace, executor, most);
      loop.run(
          new OpenLoop.Schedule(start, perSecond, plan.times().load().toNanos()),
          new Mix(plan.mixture(), true),
          client::send,
          this::tally,
          stop);
      ended = pace.nanos();
      watch.interrupt();
      watch.join(LAST_SAMPLE);
      if (!stop.getAsBoolean()) {
        loop.drain(pace.nanos() + LAST_ANSWERS.toNanos(), stop);
      }
      if (stop.getAsBoolean()) {
        loop.drain(pace.nanos() + LAST_ANSWERS_WHEN_STOPPED.toNanos(), () -> false);
        loop.abandon();
      }
      windows.close(pace.nanos() - start);
      executor.shutdownNow();
    }
  }

  private void watch(
      long start,
      double perSecond,
      Windows windows,
      FigureSource figures,
      Progress.Listener listener,
      Blame blame) {
    long every = plan.times().every().toNanos();
    long nextTold = 0;
    long nextCollected = 0;
    long nextSnapshot = plan.times().warmUp().toNanos();
    try {
      for (long i = 0; ; i = Math.max(i + 1, (pace.nanos() - start) / every)) {
        pace.await(start + i * every);
        long at = pace.nanos() - start;
        try {
          if (at >= nextCollected) {
            nextCollected = at + plan.times().betweenCollections().toNanos();
            collect(figures);
          }
          sample(figures, Duration.ofNanos(i * every));
          windows.look(at);
          if (at >= nextSnapshot) {
            nextSnapshot = blame.first() ? Long.MAX_VALUE : at + AGAIN.toNanos();
          }
          if (at >= nextTold) {
            nextTold = at + 1_000_000_000;
            var phase = at < plan.times().warmUp().toNanos() ? "warm-up" : "load";
            listener.progress(progress(phase, Duration.ofNanos(at), perSecond));
          }
        } catch (RuntimeException _) {
          // One look that fails must not be the last one.
          missed++;
        }
      }
    } catch (InterruptedException _) {
      // The end of the load.
    }
  }

  private void collect(FigureSource figures) {
    try {
      figures.collect();
    } catch (IOException _) {
      missed++;
    }
  }

  private void sample(FigureSource figures, Duration at) {
    try {
      var reading = figures.read();
      if (pace.nanos() >= ended) {
        return; // nobody waits for it any more
      }
      boolean another =
          reading.requests() < served || (pid.isPresent() && !reading.pid().equals(pid));
      restarted = restarted || another;
      served = reading.requests();
      pid = reading.pid();
      recording.add(at, reading.requests(), reading.figures());
      var now = reading.figures().get(Diagnosis.RESIDENT);
      resident = now == null ? OptionalDouble.empty() : OptionalDouble.of(now);
    } catch (IOException | RuntimeException _) {
      // Also where an answer is one that nobody thought of: the next look may do.
      missed++;
    }
  }

  private Progress progress(String phase, Duration elapsed, double perSecond) {
    var shown = tally.pictures().count() > 0 ? tally : warm;
    return new Progress(
        phase,
        elapsed,
        plan.times().load(),
        perSecond,
        shown.pictures().millis(0.5),
        shown.pictures().millis(0.99),
        shown.answeredShare(),
        resident);
  }

  // Who stops does not want to wait for a look into the heap, also when it has begun.
  private List<Finding> findings(
      Judgement judgement, Blame blame, Client client, BooleanSupplier stop)
      throws InterruptedException {
    if (stop.getAsBoolean()) {
      return List.of();
    }
    var task = new FutureTask<>(() -> blame.findings(judgement, pid, () -> busy(client)));
    var thread = Thread.ofPlatform().daemon().name("soak-blame").start(task);
    while (!stop.getAsBoolean()) {
      try {
        return task.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException _) {
        // Not yet.
      } catch (ExecutionException failure) {
        blame.failed("nobody is named: " + failure.getCause());
        return List.of();
      }
    }
    task.cancel(true);
    thread.join(LAST_FINDINGS);
    blame.failed("nobody is named: the search was stopped");
    return List.of();
  }

  private Investigation.Load busy(Client client) {
    var ended = new AtomicBoolean();
    var mix = new Mix(plan.mixture(), false);
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                new ClosedLoop(pace, 1).run(Long.MAX_VALUE, mix, client::send, ended::get);
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
              }
            });
    return () -> ended.set(true);
  }

  private Map<String, Object> service(Map<String, Object> known) {
    var service = new LinkedHashMap<String, Object>();
    serviceVersion.ifPresent(text -> service.put("version", text));
    service.putAll(known);
    return service;
  }

  private SoakResult result(
      Caller caller, SoakResult.Load load, Blame blame, Client client, BooleanSupplier stop)
      throws InterruptedException {
    var judgement =
        Judgement.of(
            recording,
            plan.times().warmUp(),
            plan.budget(),
            tally.failed(),
            restarted || load.stopped() ? OptionalLong.empty() : blame.forgotten());
    var findings = findings(judgement, blame, client, stop);
    var report =
        SoakReport.of(
            new ReportData.Parts(
                caller,
                plan,
                load,
                recording,
                judgement,
                findings,
                service(stop.getAsBoolean() ? blame.trouble() : blame.service(pid))));
    return new SoakResult(plan, load, recording, judgement, findings, report);
  }
}
