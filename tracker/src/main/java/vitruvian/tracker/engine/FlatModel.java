package vitruvian.tracker.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.stream.IntStream;
import vitruvian.tracker.Fault;
import vitruvian.tracker.TrackingException;

/// A TensorFlow Lite model file in memory, for the one edit that the engine makes: taking an output
/// away, together with the operators that only serve it.
///
/// The file is a FlatBuffer. Nothing is moved but the entries of two vectors, the subgraph's
/// outputs and its operators, which are shortened in place; what they pointed to stays where it is,
/// unused.
///
/// Upstream: `tensorflow/compiler/mlir/lite/schema/schema.fbs`.
final class FlatModel {
  private static final int MODEL_SUBGRAPHS = 2;
  private static final int SUBGRAPH_TENSORS = 0;
  private static final int SUBGRAPH_OUTPUTS = 2;
  private static final int SUBGRAPH_OPERATORS = 3;
  private static final int OPERATOR_INPUTS = 1;
  private static final int OPERATOR_OUTPUTS = 2;

  private final ByteBuffer bytes;

  /// @param bytes the file; edited in place
  FlatModel(ByteBuffer bytes) {
    this.bytes = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /// Takes away one output of the only subgraph, and every operator that no other output needs.
  ///
  /// @return how many operators were taken away
  int cutOutput(int index) {
    int model = bytes.getInt(0);
    int subgraphs = vector(model, MODEL_SUBGRAPHS);
    if (length(subgraphs) != 1) {
      throw new TrackingException(
          Fault.ENGINE, "the model has %d subgraphs, expected 1".formatted(length(subgraphs)));
    }
    int subgraph = indirect(element(subgraphs, 0));
    int outputs = vector(subgraph, SUBGRAPH_OUTPUTS);
    if (index >= length(outputs)) {
      throw new TrackingException(
          Fault.ENGINE, "the model has %d outputs, no output %d".formatted(length(outputs), index));
    }
    removeInts(outputs, index);
    int operators = vector(subgraph, SUBGRAPH_OPERATORS);
    var needed = needed(subgraph, outputs, operators);
    int before = length(operators);
    keepOffsets(operators, needed);
    return before - length(operators);
  }

  // Operators stand in an order in which each comes after those it reads from, so one pass from
  // the last to the first marks everything that the remaining outputs need.
  private BitSet needed(int subgraph, int outputs, int operators) {
    var tensors = new BitSet(length(vector(subgraph, SUBGRAPH_TENSORS)));
    ints(outputs).forEach(tensors::set);
    var needed = new BitSet(length(operators));
    for (int i = length(operators) - 1; i >= 0; i--) {
      int operator = indirect(element(operators, i));
      if (ints(vector(operator, OPERATOR_OUTPUTS)).anyMatch(t -> t >= 0 && tensors.get(t))) {
        needed.set(i);
        ints(vector(operator, OPERATOR_INPUTS)).filter(t -> t >= 0).forEach(tensors::set);
      }
    }
    return needed;
  }

  private void removeInts(int vector, int index) {
    int length = length(vector);
    for (int i = index; i < length - 1; i++) {
      bytes.putInt(element(vector, i), bytes.getInt(element(vector, i + 1)));
    }
    bytes.putInt(vector, length - 1);
  }

  // An offset counts from its own place, so it changes when it moves.
  private void keepOffsets(int vector, BitSet kept) {
    int to = 0;
    for (int from = kept.nextSetBit(0); from >= 0; from = kept.nextSetBit(from + 1)) {
      int target = indirect(element(vector, from));
      bytes.putInt(element(vector, to), target - element(vector, to));
      to++;
    }
    bytes.putInt(vector, to);
  }

  private IntStream ints(int vector) {
    return IntStream.range(0, length(vector)).map(i -> bytes.getInt(element(vector, i)));
  }

  private int vector(int table, int field) {
    int vtable = table - bytes.getInt(table);
    int slot = 4 + 2 * field;
    int offset = slot < bytes.getShort(vtable) ? bytes.getShort(vtable + slot) : 0;
    if (offset == 0) {
      throw new TrackingException(Fault.ENGINE, "the model has no field " + field);
    }
    return indirect(table + offset);
  }

  private int indirect(int at) {
    return at + bytes.getInt(at);
  }

  private int length(int vector) {
    return bytes.getInt(vector);
  }

  private static int element(int vector, int index) {
    return vector + 4 + 4 * index;
  }
}
