package vitruvian.leaklab;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import vitruvian.forensics.AdminClient;
import vitruvian.forensics.Investigation;
import vitruvian.memory.Alarm;
import vitruvian.memory.Ledger;

/// Runs a scenario: the real service with its fault in a JVM of its own, load, and the same verdict
/// and investigation that users have, which know nothing of scenarios.
public final class Laboratory {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Plan plan;
  private final BooleanSupplier stop;

  /// How long and how hard.
  ///
  /// @param warmUp load before anything counts: classes are loaded, code is compiled
  /// @param measured the time from the first snapshot to the second
  /// @param perSecond requests
  /// @param samples how many
  public record Plan(Duration warmUp, Duration measured, double perSecond, int samples) {
    /// About a minute a scenario, thirteen in less than a quarter of an hour.
    public static final Plan USUAL =
        new Plan(Duration.ofSeconds(10), Duration.ofSeconds(40), 20, 120);

    /// For every build: enough for what grows fast.
    public static final Plan SHORT = new Plan(Duration.ofSeconds(6), Duration.ofSeconds(15), 20, 96);

    private Duration between() {
      return measured.dividedBy(samples);
    }
  }

  /// @param stop asked between samples
  public Laboratory(Plan plan, BooleanSupplier stop) {
    this.plan = plan;
    this.stop = stop;
  }

  /// Runs a scenario; empty where it was stopped.
  ///
  /// @throws LaboratoryException where the service does not start
  /// @throws IOException where it does not answer
  public Optional<Outcome> run(Scenario scenario) throws IOException, InterruptedException {
    long start = System.nanoTime();
    var program =
        new Child.Program(
            ScenarioServer.class,
            JvmOptions.of(scenario),
            List.of(
                scenario.name(),
                Long.toString(JvmOptions.CEILING),
                Long.toString(plan.between().toMillis())),
            Optional.empty());
    try (var child = Child.start(program)) {
      return run(scenario, child, start);
    }
  }

  private Optional<Outcome> run(Scenario scenario, Child child, long start)
      throws IOException, InterruptedException {
    var admin = new AdminClient(child.admin());
    var log = new FigureLog();
    try (var load = new Load(child.address(), Pictures.small(), plan.perSecond, PATIENCE)) {
      pause(plan.warmUp);
      long from = admin.takeSnapshot().id();
      sample(admin, log);
      long to = admin.takeSnapshot().id();
      if (stop.getAsBoolean()) {
        return Optional.empty();
      }
      load.close();
      // The ledger is the child's; this process's says nothing about it.
      var none = new Ledger(InstantSource.system(), Alarm.OFF);
      var diagnosis = log.diagnosis(Budgets.OF_A_MINUTE, none);
      var findings =
          new Investigation(admin, OptionalLong.of(child.pid()))
              .findings(from, OptionalLong.of(to), diagnosis);
      return Optional.of(
          new Outcome(
              scenario,
              findings,
              diagnosis,
              load.answers().answered(),
              Duration.ofNanos(System.nanoTime() - start)));
    }
  }

  private void sample(AdminClient admin, FigureLog log) throws IOException, InterruptedException {
    long start = System.nanoTime();
    for (int i = 0; i < plan.samples && !stop.getAsBoolean(); i++) {
      log.add(admin.figures());
      long next = start + plan.between().multipliedBy(i + 1L).toNanos();
      pause(Duration.ofNanos(next - System.nanoTime()));
    }
  }

  private void pause(Duration time) throws InterruptedException {
    for (long left = time.toMillis(); left > 0 && !stop.getAsBoolean(); left -= 100) {
      Thread.sleep(Math.min(left, 100));
    }
  }
}
