package vitruvian.benchmarks;

import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import vitruvian.memory.Alarm;
import vitruvian.memory.Figures;
import vitruvian.memory.Ledger;
import vitruvian.memory.Lifetime;

/// What the books cost: one thing opened and closed, by the level of the alarm, and a look at all
/// figures, with the tracking that the service runs with. A picture over HTTP opens some ten things
/// and takes some twenty-five milliseconds.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "-XX:NativeMemoryTracking=summary")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
public class BooksBenchmark {
  @Param private Alarm alarm;
  private Ledger ledger;

  /// New books.
  @Setup
  public void open() {
    ledger = new Ledger(InstantSource.system(), alarm);
  }

  /// One thing in the books, and out again.
  @Benchmark
  public long openAndClose() {
    var owner = new Object();
    try (var lifetime = Lifetime.of(owner, ledger, "thing", 1, () -> {})) {
      return lifetime.entry().bytes();
    }
  }

  /// All figures of the process.
  @Benchmark
  public int figures() {
    return Figures.take(ledger).byName().size();
  }
}
