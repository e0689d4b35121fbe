package vitruvian.tracker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.ValueLayout;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import vitruvian.memory.Alarm;
import vitruvian.memory.Ledger;
import vitruvian.tracker.Json;

/// The networks give what the reference runtime gives.
@TestInstance(Lifecycle.PER_CLASS)
final class ModelsTest {
  private static final Json CHECKS = Json.ofResource("model-check-values.json").get("models");
  private static final double TOLERANCE = 1e-4;

  // Not that of the process: models stay from one test to the next here.
  private final Ledger ledger = new Ledger(InstantSource.system(), Alarm.ALL);
  private final Engine engine = new Engine(ledger);

  @AfterAll
  void close() {
    engine.close();
    assertThat(ledger.entries()).isEmpty();
  }

  static Stream<ModelVariant> unpruned() {
    return Arrays.stream(ModelVariant.values()).filter(variant -> !variant.maskCut());
  }

  private static float[][] outputs(Interpreter interpreter, float low) {
    SyntheticInput.fill(interpreter.input(), low, 1);
    interpreter.invoke();
    var outputs = new float[interpreter.outputs()][];
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = interpreter.output(i).toArray(ValueLayout.JAVA_FLOAT);
    }
    return outputs;
  }

  @Test
  void thereAreCheckValuesForEveryModel() {
    assertThat(unpruned().map(ModelVariant::label))
        .containsExactlyInAnyOrderElementsOf(CHECKS.members().keySet());
  }

  @ParameterizedTest
  @MethodSource("unpruned")
  void outputsEqualTheReferenceRuntime(ModelVariant variant) {
    var check = CHECKS.get(variant.label());
    float[][] found;
    try (var interpreter = engine.interpreter(variant)) {
      found = outputs(interpreter, check.get("input_range").floats()[0]);
    }
    var expected = check.get("outputs").items();
    assertThat(found).hasNumberOfRows(expected.size());
    for (int i = 0; i < found.length; i++) {
      assertOutput(variant + " output " + i, found[i], expected.get(i));
    }
  }

  private static void assertOutput(String name, float[] found, Json expected) {
    float count = 1;
    for (float n : expected.get("shape").floats()) {
      count *= n;
    }
    assertThat(found).as(name).hasSize((int) count);
    float max = (float) expected.get("max").number();
    float range = max - (float) expected.get("min").number();
    // A single number is a probability or a logit.
    var tolerance = within((float) (TOLERANCE * (count == 1 ? Math.max(1, Math.abs(max)) : range)));
    expected
        .get("samples")
        .members()
        .forEach(
            (index, value) ->
                assertThat(found[Integer.parseInt(index)])
                    .as("%s at %s", name, index)
                    .isCloseTo((float) value.number(), tolerance));
    double sum = 0;
    float most = Float.NEGATIVE_INFINITY;
    float least = Float.POSITIVE_INFINITY;
    for (float value : found) {
      sum += value;
      most = Math.max(most, value);
      least = Math.min(least, value);
    }
    assertThat(most).as("%s maximum", name).isCloseTo(max, tolerance);
    assertThat(least)
        .as("%s minimum", name)
        .isCloseTo((float) expected.get("min").number(), tolerance);
    assertThat(found[expected.get("argmax").integer()]).isCloseTo(max, tolerance);
    assertThat((float) (sum / count))
        .as("%s mean", name)
        .isCloseTo((float) (expected.get("sum").number() / count), tolerance);
  }

  @ParameterizedTest
  @CsvSource({
    "POSE_LITE, POSE_LITE_WITH_MASK",
    "POSE_FULL, POSE_FULL_WITH_MASK",
    "POSE_HEAVY, POSE_HEAVY_WITH_MASK"
  })
  void withoutTheMaskTheOtherOutputsAreTheSameBits(ModelVariant cut, ModelVariant whole) {
    float[][] without;
    float[][] with;
    try (var interpreter = engine.interpreter(cut)) {
      without = outputs(interpreter, 0);
    }
    try (var interpreter = engine.interpreter(whole)) {
      with = outputs(interpreter, 0);
    }
    assertThat(without).isDeepEqualTo(new float[][] {with[0], with[1], with[3], with[4]});
  }

  @ParameterizedTest
  @EnumSource
  void interpretersOfOneModelGiveTheSameBitsEveryTime(ModelVariant variant) {
    try (var first = engine.interpreter(variant);
        var second = engine.interpreter(variant)) {
      var expected = outputs(first, 0);
      for (var again : List.of(second, first, second)) {
        // What was there before must not matter.
        again.input().fill((byte) 0);
        again.invoke();
        assertThat(outputs(again, 0)).isDeepEqualTo(expected);
      }
    }
  }
}
