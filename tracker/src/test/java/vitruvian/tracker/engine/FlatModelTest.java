package vitruvian.tracker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vitruvian.models.ModelFile;
import vitruvian.tracker.TrackingException;

/// What is cut out of the pose models, seen by a reader of its own.
final class FlatModelTest {
  private record Operator(List<Integer> inputs, List<Integer> outputs) {}

  private record Graph(List<Integer> outputs, List<Operator> operators) {
    /// The operators that an output needs, found from the output backwards.
    BitSet needed(int output) {
      var needed = new BitSet();
      var open = new ArrayList<>(List.of(output));
      while (!open.isEmpty()) {
        int tensor = open.removeLast();
        for (int i = 0; i < operators.size(); i++) {
          if (operators.get(i).outputs().contains(tensor) && !needed.get(i)) {
            needed.set(i);
            open.addAll(operators.get(i).inputs());
          }
        }
      }
      return needed;
    }

    static Graph of(ByteBuffer file) {
      int subgraph = at(file, vector(file, file.getInt(0), 2) + 4);
      var operators = new ArrayList<Operator>();
      int vector = vector(file, subgraph, 3);
      for (int i = 0; i < file.getInt(vector); i++) {
        int operator = at(file, vector + 4 + 4 * i);
        operators.add(new Operator(ints(file, operator, 1), ints(file, operator, 2)));
      }
      return new Graph(ints(file, subgraph, 2), operators);
    }

    private static int at(ByteBuffer file, int offset) {
      return offset + file.getInt(offset);
    }

    private static int vector(ByteBuffer file, int table, int field) {
      int vtable = table - file.getInt(table);
      return at(file, table + file.getShort(vtable + 4 + 2 * field));
    }

    private static List<Integer> ints(ByteBuffer file, int table, int field) {
      int vector = vector(file, table, field);
      var ints = new ArrayList<Integer>();
      for (int i = 1; i <= file.getInt(vector); i++) {
        ints.add(file.getInt(vector + 4 * i));
      }
      return ints;
    }
  }

  private static ByteBuffer file(ModelFile model) throws IOException {
    try (var in = model.open()) {
      return ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_ALL, names = "POSE_LANDMARK_.*")
  void cutTakesWhatOnlyTheMaskNeedsAndNothingElse(ModelFile model) throws IOException {
    var file = file(model);
    var before = Graph.of(file);
    int mask = before.outputs().get(ModelVariant.MASK_OUTPUT);
    var kept = new BitSet();
    for (int output : before.outputs()) {
      if (output != mask) {
        kept.or(before.needed(output));
      }
    }
    var onlyMask = before.needed(mask);
    onlyMask.andNot(kept);
    assertThat(onlyMask.cardinality()).isPositive();

    int cut = new FlatModel(file).cutOutput(ModelVariant.MASK_OUTPUT);

    var after = Graph.of(file);
    assertThat(cut).isEqualTo(onlyMask.cardinality());
    assertThat(after.outputs())
        .isEqualTo(before.outputs().stream().filter(output -> output != mask).toList());
    assertThat(after.operators())
        .isEqualTo(kept.stream().mapToObj(before.operators()::get).toList());
    assertThat(before.operators()).hasSize(kept.cardinality() + cut);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_ALL, names = "POSE_LANDMARK_.*")
  void cutModelHasFewerWeightsAndWeightsAreTwiceTheFileAtMost(ModelFile model) throws IOException {
    var file = file(model);
    var flat = new FlatModel(file);
    long whole = flat.weightBytes();
    flat.cutOutput(ModelVariant.MASK_OUTPUT);
    assertThat(flat.weightBytes()).isPositive().isLessThan(whole);
    assertThat(whole).isLessThan(2L * file.capacity());
  }

  @Test
  void outputThatIsNotThereCannotBeCut() throws IOException {
    var flat = new FlatModel(file(ModelFile.HAND_RECROP));
    assertThatExceptionOfType(TrackingException.class)
        .isThrownBy(() -> flat.cutOutput(1))
        .withMessage("the model has 1 outputs, no output 1");
  }

  @Test
  void everyPoseModelIsMeant() {
    assertThat(ModelVariant.values())
        .filteredOn(ModelVariant::maskCut)
        .extracting(Enum::name)
        .containsExactly("POSE_LITE", "POSE_FULL", "POSE_HEAVY");
  }
}
