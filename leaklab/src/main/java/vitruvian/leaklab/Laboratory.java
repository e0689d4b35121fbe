package vitruvian.leaklab;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import vitruvian.forensics.AdminClient;
import vitruvian.forensics.Investigation;
import vitruvian.soak.Recording;

/// Runs a scenario: the real service with its fault in a JVM of its own, load, and the same verdict
/// and investigation that users have, which know nothing of scenarios.
public final class Laboratory {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final double PER_SECOND = 5;

  private final Plan plan;
  private final BooleanSupplier stop;
  private final byte[] picture = Pictures.small();

  /// How long: a number of requests, one after the other. Samples are taken between them.
  ///
  /// @param warmUp requests before anything counts: classes are loaded, code is compiled
  /// @param samples how many, after the warm-up
  /// @param between requests from one sample to the next, one of them with a full collection
  /// @param limit the time that it may take
  public record Plan(int warmUp, int samples, int between, Duration limit) {
    /// Less than a minute a scenario, thirteen in less than a quarter of an hour.
    public static final Plan USUAL = new Plan(120, 72, 4, Duration.ofMinutes(6));

    /// For every build: enough for what grows fast.
    public static final Plan SHORT = new Plan(40, 72, 3, Duration.ofMinutes(6));
  }

  /// @param stop asked between requests
  public Laboratory(Plan plan, BooleanSupplier stop) {
    this.plan = plan;
    this.stop = stop;
  }

  /// Runs a scenario; empty where it was stopped.
  ///
  /// @throws LaboratoryException where the service does not start
  /// @throws IOException where it does not answer
  public Optional<Experiment> run(Scenario scenario) throws IOException, InterruptedException {
    long start = System.nanoTime();
    var program =
        new Child.Program(
            ScenarioServer.class,
            JvmOptions.of(scenario),
            List.of(
                scenario.name(),
                Long.toString(JvmOptions.CEILING),
                Integer.toString(plan.between),
                "0"),
            scenario.environment(),
            Optional.empty());
    try (var child = Child.start(program);
        var _ =
            child.endAfter(Duration.ofNanos(start + plan.limit.toNanos() - System.nanoTime()))) {
      return run(scenario, child, start);
    }
  }

  private Optional<Experiment> run(Scenario scenario, Child child, long start) throws IOException {
    var admin = new AdminClient(child.admin());
    var recording = new Recording();
    long end = start + plan.limit.toNanos();
    long from;
    long to;
    try (var visitor = new Visitor(child.address(), PATIENCE)) {
      // What the forensics themselves load is loaded in the warm-up, too.
      admin.takeSnapshot();
      send(visitor, plan.warmUp, end);
      from = admin.takeSnapshot().id();
      long begin = System.nanoTime();
      for (int i = 0; i < plan.samples; i++) {
        var figures = admin.figures();
        recording.add(
            Duration.ofNanos(System.nanoTime() - begin), figures.requests(), figures.figures());
        send(visitor, plan.between, end);
      }
      to = admin.takeSnapshot().id();
    }
    if (stop.getAsBoolean()) {
      return Optional.empty();
    }
    var diagnosis = recording.diagnosis(Duration.ZERO, Budgets.OF_A_MINUTE::of);
    var findings =
        new Investigation(admin, OptionalLong.of(child.pid()), () -> load(child))
            .findings(from, OptionalLong.of(to), diagnosis);
    if (!child.isAlive()) {
      throw late();
    }
    return Optional.of(
        new Experiment(scenario, findings, diagnosis, Duration.ofNanos(System.nanoTime() - start)));
  }

  private Investigation.Load load(Child child) {
    var load = new Load(child.address(), List.of(picture), PER_SECOND, PATIENCE);
    return load::close;
  }

  private LaboratoryException late() {
    return new LaboratoryException(
        "more than %d s for a scenario".formatted(plan.limit.toSeconds()));
  }

  private void send(Visitor visitor, int requests, long end) throws IOException {
    for (int i = 0; i < requests && !stop.getAsBoolean(); i++) {
      if (!visitor.send(picture)) {
        throw new LaboratoryException("the service of the laboratory refuses a picture");
      }
      if (System.nanoTime() > end) {
        throw late();
      }
    }
  }
}
