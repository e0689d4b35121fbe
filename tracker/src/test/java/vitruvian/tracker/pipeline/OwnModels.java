package vitruvian.tracker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import vitruvian.memory.Alarm;
import vitruvian.memory.Ledger;
import vitruvian.tracker.engine.Engine;
import vitruvian.tracker.engine.Interpreter;
import vitruvian.tracker.engine.ModelVariant;

/// What a session has, for stages that are run one by one; on one thread.
final class OwnModels implements Models, AutoCloseable {
  // Not that of the process: models stay from one test to the next.
  private final Ledger ledger = new Ledger(InstantSource.system(), Alarm.ALL);
  private final Engine engine = new Engine(ledger);
  private final Crop crop = new Crop();
  private final Map<ModelVariant, Interpreter> interpreters = new EnumMap<>(ModelVariant.class);

  @Override
  public Crop crop() {
    return crop;
  }

  @Override
  public GeometryStage geometry() {
    return GeometryStage.open();
  }

  @Override
  public Interpreter get(ModelVariant variant) {
    return interpreters.computeIfAbsent(variant, engine::interpreter);
  }

  @Override
  public void close() {
    try (engine) {
      interpreters.values().forEach(Interpreter::close);
    }
    assertThat(ledger.entries()).isEmpty();
  }
}
