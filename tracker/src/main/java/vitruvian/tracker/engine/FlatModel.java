package vitruvian.tracker.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.stream.IntStream;
import vitruvian.tracker.Fault;
import vitruvian.tracker.TrackingException;

/// A TensorFlow Lite model file in memory, for the one edit that the engine makes, taking an output
/// away together with the operators that only serve it, and for the size of its weights.
///
/// The file is a FlatBuffer. By the edit nothing is moved but the entries of two vectors, the
/// outputs and the operators of its subgraph, which are shortened in place; what they pointed to
/// stays where it is,
/// unused.
///
/// Upstream: `tensorflow/compiler/mlir/lite/schema/schema.fbs`.
final class FlatModel {
  private static final int MODEL_SUBGRAPHS = 2;
  private static final int MODEL_BUFFERS = 4;
  private static final int SUBGRAPH_TENSORS = 0;
  private static final int SUBGRAPH_OUTPUTS = 2;
  private static final int SUBGRAPH_OPERATORS = 3;
  private static final int TENSOR_SHAPE = 0;
  private static final int TENSOR_TYPE = 1;
  private static final int TENSOR_BUFFER = 2;
  private static final int BUFFER_DATA = 0;
  private static final int TYPE_FLOAT32 = 0;
  private static final int TYPE_FLOAT16 = 1;
  private static final int OPERATOR_INPUTS = 1;
  private static final int OPERATOR_OUTPUTS = 2;

  private final ByteBuffer bytes;

  /// @param bytes the file; edited in place
  FlatModel(ByteBuffer bytes) {
    this.bytes = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /// The bytes that the model's weights take once they are 32-bit and dense, as XNNPACK packs them;
  /// its padding aside. Only weights that an operator reads are counted.
  long weightBytes() {
    int subgraph = subgraph();
    var read = new BitSet();
    int operators = vector(subgraph, SUBGRAPH_OPERATORS);
    for (int i = 0; i < length(operators); i++) {
      int operator = indirect(element(operators, i));
      ints(vector(operator, OPERATOR_INPUTS)).filter(t -> t >= 0).forEach(read::set);
    }
    int tensors = vector(subgraph, SUBGRAPH_TENSORS);
    int buffers = vector(bytes.getInt(0), MODEL_BUFFERS);
    return read.stream()
        .map(t -> indirect(element(tensors, t)))
        .filter(tensor -> isWeight(tensor, buffers))
        .mapToLong(
            tensor ->
                Float.BYTES
                    * ints(vector(tensor, TENSOR_SHAPE)).asLongStream().reduce(1, (a, b) -> a * b))
        .sum();
  }

  private boolean isWeight(int tensor, int buffers) {
    int typeAt = field(tensor, TENSOR_TYPE);
    int type = typeAt == 0 ? TYPE_FLOAT32 : bytes.get(typeAt);
    int bufferAt = field(tensor, TENSOR_BUFFER);
    int buffer = bufferAt == 0 ? 0 : bytes.getInt(bufferAt);
    return (type == TYPE_FLOAT32 || type == TYPE_FLOAT16)
        && field(indirect(element(buffers, buffer)), BUFFER_DATA) != 0;
  }

  private int subgraph() {
    int subgraphs = vector(bytes.getInt(0), MODEL_SUBGRAPHS);
    if (length(subgraphs) != 1) {
      throw new TrackingException(
          Fault.ENGINE, "the model has %d subgraphs, expected 1".formatted(length(subgraphs)));
    }
    return indirect(element(subgraphs, 0));
  }

  /// Takes away one output of the only subgraph, and every operator that no other output needs.
  ///
  /// @return how many operators were taken away
  int cutOutput(int index) {
    int subgraph = subgraph();
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
    int at = field(table, field);
    if (at == 0) {
      throw new TrackingException(Fault.ENGINE, "the model has no field " + field);
    }
    return indirect(at);
  }

  // Where a field of a table stands; 0 where the table leaves it out.
  private int field(int table, int field) {
    int vtable = table - bytes.getInt(table);
    int slot = 4 + 2 * field;
    int offset = slot < bytes.getShort(vtable) ? bytes.getShort(vtable + slot) : 0;
    return offset == 0 ? 0 : table + offset;
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
