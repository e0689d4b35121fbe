package vitruvian.leaklab;

import com.google.errorprone.annotations.MustBeClosed;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import vitruvian.leaklab.Comparison.Ending;
import vitruvian.leaklab.Comparison.Side;
import vitruvian.leaklab.Comparison.Times;
import vitruvian.memory.ProcessMemory;

/// Runs the service that this project began with and ours side by side, each in a process and a
/// control group of its own.
public final class BeforeAfter {
  private static final Duration WARM = Duration.ofMinutes(1);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long LOOK_MILLIS = 200;
  // Two would leave too little of 512 MB for the pictures of a camera.
  private static final String SESSIONS = "1";

  private final Setup setup;
  private final BooleanSupplier stop;

  /// The load and the limit.
  ///
  /// @param length of the run
  /// @param limit of each process's memory in bytes
  /// @param ceiling that our service keeps to within it
  /// @param perSecond requests
  public record Setup(Duration length, long limit, long ceiling, double perSecond) {}

  /// Who is told how it goes.
  public interface Listener {
    /// Called several times a second, by one thread.
    ///
    /// @param before resident bytes, 0 once it has ended
    void progress(Duration elapsed, long before, long after);
  }

  /// @param stop asked several times a second
  public BeforeAfter(Setup setup, BooleanSupplier stop) {
    this.setup = setup;
    this.stop = stop;
  }

  /// Runs both, to the end or until it is stopped.
  ///
  /// @throws LaboratoryException where a service does not start
  public Comparison run(Listener listener) throws IOException, InterruptedException {
    try (var before = open("before", OriginServer.class, List.of(), List.of());
        var after =
            open(
                "after",
                ScenarioServer.class,
                JvmOptions.ofService(),
                List.of(Scenario.CLEAN.name(), Long.toString(setup.ceiling), "0", SESSIONS))) {
      long start = System.nanoTime();
      before.load();
      after.load();
      Duration elapsed;
      do {
        Thread.sleep(LOOK_MILLIS);
        elapsed = Duration.ofNanos(System.nanoTime() - start);
        before.look(elapsed);
        after.look(elapsed);
        listener.progress(elapsed, before.now(), after.now());
      } while (elapsed.compareTo(setup.length) < 0 && !stop.getAsBoolean());
      before.endLoad();
      after.endLoad();
      before.look(elapsed);
      after.look(elapsed);
      return new Comparison(
          setup, before.limited() && after.limited(), elapsed, before.side(), after.side());
    }
  }

  @MustBeClosed
  @SuppressWarnings("MustBeClosedChecker") // closed with the subject
  private Subject open(String name, Class<?> program, List<String> options, List<String> arguments)
      throws IOException, InterruptedException {
    var group =
        Group.make("vitruvian-%s-%d".formatted(name, ProcessHandle.current().pid()), setup.limit);
    try {
      var child = Child.start(new Child.Program(program, options, arguments, Map.of(), group));
      return new Subject(setup, child, group);
    } catch (Throwable failure) {
      group.ifPresent(Group::close);
      throw failure;
    }
  }

  /// One of the two services, as it is watched.
  private static final class Subject implements AutoCloseable {
    private final Setup setup;
    private final Child child;
    private final Optional<Group> group;
    private final long first;
    private Optional<Load> load = Optional.empty();
    private Optional<Ending> ending = Optional.empty();
    private long warm;
    private long last;

    private Subject(Setup setup, Child child, Optional<Group> group) {
      this.setup = setup;
      this.child = child;
      this.group = group;
      this.first = ProcessMemory.residentBytes(child.pid()).orElse(0);
      this.warm = first;
      this.last = first;
    }

    boolean limited() {
      return group.isPresent();
    }

    void load() {
      load = Optional.of(new Load(child.address(), Pictures.mixed(), setup.perSecond, PATIENCE));
    }

    void look(Duration elapsed) throws IOException {
      if (ending.isPresent()) {
        return;
      }
      last = ProcessMemory.residentBytes(child.pid()).orElse(last);
      if (elapsed.compareTo(WARM) <= 0) {
        warm = last;
      }
      if (group.isEmpty() && last > setup.limit) {
        child.kill(); // and seen to have ended by the next look
      }
      if (!child.isAlive()) {
        ending = Optional.of(new Ending(elapsed, child.isKilled(), child.said()));
        endLoad();
      }
    }

    long now() {
      return ending.isPresent() ? 0 : last;
    }

    Side side() {
      endLoad();
      var answers = load.map(one -> Times.of(one.answers())).orElseGet(() -> new Times(0, 0, 0, 0));
      return new Side(first, warm, last, ending, answers);
    }

    void endLoad() {
      load.ifPresent(Load::close);
    }

    @Override
    public void close() {
      endLoad();
      child.close();
      group.ifPresent(Group::close);
    }
  }
}
