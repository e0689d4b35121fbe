package vitruvian.benchmarks.load;

import static vitruvian.benchmarks.load.Watch.print;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import vitruvian.benchmarks.SamplePicture;
import vitruvian.soak.Outcomes;
import vitruvian.soak.Target;
import vitruvian.soak.Wire;

/// One good picture after the other: as fast as some clients can, or at a rate that does not care
/// how the service does, where times count from the moment that a request was due.
final class Rate {
  private static final String NAME = "picture";

  private final Target target;
  private final byte[] picture;
  private final ConcurrentLinkedQueue<Wire> idle = new ConcurrentLinkedQueue<>();

  Rate(URI service) throws IOException {
    this.target = new Target(service);
    this.picture = SamplePicture.load().jpeg(false);
  }

  /// @param clients each of which sends when it has its answer
  Outcomes closed(int clients, Duration time) throws InterruptedException {
    var outcomes = new Outcomes();
    long end = System.nanoTime() + time.toNanos();
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < clients; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    while (System.nanoTime() < end) {
                      send(outcomes, System.nanoTime());
                    }
                  }));
    }
    for (var thread : threads) {
      thread.join();
    }
    return outcomes;
  }

  /// @param perSecond how many requests are sent
  Outcomes open(double perSecond, Duration time) throws InterruptedException {
    var outcomes = new Outcomes();
    var threads = new ArrayList<Thread>();
    long start = System.nanoTime();
    for (int i = 0; i < perSecond * time.toNanos() / 1e9; i++) {
      long due = start + (long) (i * 1e9 / perSecond);
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      threads.add(Thread.ofVirtual().start(() -> send(outcomes, due)));
    }
    for (var thread : threads) {
      thread.join();
    }
    return outcomes;
  }

  @SuppressWarnings("MustBeClosedChecker") // closed, or kept for the next one
  private void send(Outcomes outcomes, long due) {
    try {
      var taken = idle.poll();
      var wire = taken == null ? new Wire(target) : taken;
      wire.post("/v1/holistic", "", picture.length);
      wire.send(picture);
      var reply = wire.reply();
      outcomes.add(NAME, Integer.toString(reply.status()), System.nanoTime() - due);
      if (reply.closes()) {
        wire.close();
      } else {
        idle.add(wire);
      }
    } catch (IOException failure) {
      outcomes.unanswered(NAME, failure, System.nanoTime() - due);
    }
  }

  /// Measures the most that the service answers, then how it does below and above that.
  void study(ProcessHandle server, Duration time) throws InterruptedException {
    closed(4, time.dividedBy(2)); // so that everything is compiled
    double most = report("4 clients at full speed", server, () -> closed(4, time));
    report("70 % of that", server, () -> open(0.7 * most, time));
    double overload = report("3 times that", server, () -> open(3 * most, time));
    print("goodput at 3 times the load: %.0f %% of the most%n", 100 * overload / most);
  }

  private interface Run {
    Outcomes run() throws InterruptedException;
  }

  /// @return the pictures answered in a second
  private static double report(String name, ProcessHandle server, Run run)
      throws InterruptedException {
    long client = cpuNanos(ProcessHandle.current());
    long service = cpuNanos(server);
    long start = System.nanoTime();
    var outcomes = run.run();
    double seconds = (System.nanoTime() - start) / 1e9;
    double answered = outcomes.of(NAME, "200").count() / seconds;
    print("%n%s: %.1f answered a second%n%s", name, answered, outcomes);
    double ofClient = (cpuNanos(ProcessHandle.current()) - client) / 1e9 / seconds;
    double ofService = (cpuNanos(server) - service) / 1e9 / seconds;
    print(
        "cores busy: client %.2f, service %.2f; answered for each core of the service %.1f%n",
        ofClient, ofService, answered / ofService);
    return answered;
  }

  private static long cpuNanos(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
  }
}
