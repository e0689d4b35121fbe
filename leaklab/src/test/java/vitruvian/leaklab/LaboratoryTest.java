package vitruvian.leaklab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The short form of `vitruvian leaklab run all`: real services, one scenario of each way to be
/// found.
class LaboratoryTest {
  @ParameterizedTest
  @EnumSource(names = {"UNCLOSED_FRAME", "RESULT_MAP", "OPEN_FILES", "FRAGMENTATION"})
  void whatIsPlantedIsNamed(Scenario scenario) throws IOException, InterruptedException {
    var experiment = new Laboratory(Laboratory.Plan.SHORT, () -> false).run(scenario);

    assertThat(experiment).isPresent();
    assertThat(experiment.get().isRight())
        .as("%s: %s", experiment.get().diagnosis(), experiment.get().findings())
        .isTrue();
  }
}
