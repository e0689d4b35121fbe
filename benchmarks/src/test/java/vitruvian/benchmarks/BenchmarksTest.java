package vitruvian.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Every benchmark runs, once and with every parameter, and leaves no native memory behind. Nothing
/// is measured.
final class BenchmarksTest {
  static Stream<String> benchmarks() {
    var quiet = OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT);
    return BenchmarkList.defaultList().getAll(quiet, List.of()).stream()
        .map(BenchmarkListEntry::getUsername)
        .distinct()
        .sorted();
  }

  @Test
  void theBenchmarksOfTheProductAreFound() {
    assertThat(benchmarks().map(name -> name.substring(0, name.lastIndexOf('.'))).distinct())
        .contains(
            "vitruvian.benchmarks.DecodeBenchmark",
            "vitruvian.benchmarks.StageBenchmark",
            "vitruvian.motion.MotionBenchmark",
            "vitruvian.tracker.pipeline.CropBenchmark");
  }

  @ParameterizedTest
  @MethodSource("benchmarks")
  void runsOnce(String name) throws RunnerException {
    var options =
        new OptionsBuilder()
            .include("^" + name.replace(".", "\\.") + "$")
            .mode(Mode.SingleShotTime)
            .forks(0)
            .warmupIterations(0)
            .measurementIterations(1)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .build();
    assertThat(new Runner(options).run()).isNotEmpty();
  }
}
