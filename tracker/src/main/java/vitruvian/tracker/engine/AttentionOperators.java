package vitruvian.tracker.engine;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/// The three custom operators of the face model with attention, called by the library.
///
/// They keep nothing between calls, so one set serves all interpreters of the process for its
/// whole life (three small operator objects and four upcall stubs).
///
/// Upstream: `mediapipe/util/tflite/operations/landmarks_to_transform_matrix.cc`,
/// `transform_tensor_bilinear.cc`, `transform_landmarks.cc`. The attributes of the first, which the
/// model stores as FlexBuffers, are fixed by the model's pinned SHA-256: scale 1.5, output 16 x 16,
/// target rotation 0, and the index lists of [Patch.Region].
final class AttentionOperators {
  private static final FunctionDescriptor CALLBACK =
      FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG);
  private static final int VERSION = 2;
  private static final int PATCH = Patch.SIDE;

  private static final MemorySegment[] OPERATORS = {
    operator("Landmarks2TransformMatrix", "landmarksToMatrix"),
    operator("TransformTensorBilinear", "bilinear"),
    operator("TransformLandmarks", "landmarks"),
  };

  /// All of memory, for reading and writing at the addresses that the library gives.
  @SuppressWarnings("restricted")
  private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  private AttentionOperators() {}

  /// Makes the operators known to the interpreters made with these `TfLiteInterpreterOptions*`.
  static void addTo(MemorySegment options) throws Throwable {
    for (var operator : OPERATORS) {
      TfLite.OPTIONS_ADD_OPERATOR.invokeExact(options, operator);
    }
  }

  @SuppressWarnings("restricted")
  private static MemorySegment operator(String name, String method) {
    try {
      var arena = Arena.global();
      var operator =
          LoadedModel.created(
              "operator " + name,
              (MemorySegment)
                  TfLite.OPERATOR_CREATE.invokeExact(
                      TfLite.BUILTIN_CUSTOM,
                      ((SegmentAllocator) arena).allocateFrom(name),
                      VERSION,
                      MemorySegment.NULL));
      var prepare = stub("prepare", arena);
      var invoke = stub(method, arena);
      int prepared = (int) TfLite.OPERATOR_SET_PREPARE.invokeExact(operator, prepare);
      int invoked = (int) TfLite.OPERATOR_SET_INVOKE.invokeExact(operator, invoke);
      if (prepared != TfLite.OK || invoked != TfLite.OK) {
        throw new AssertionError("TensorFlow Lite does not take the operator " + name);
      }
      return operator;
    } catch (Throwable failure) {
      throw LoadedModel.rethrown(failure);
    }
  }

  @SuppressWarnings("restricted")
  private static MemorySegment stub(String method, Arena arena)
      throws ReflectiveOperationException {
    MethodHandle handle =
        MethodHandles.lookup()
            .findStatic(
                AttentionOperators.class,
                method,
                MethodType.methodType(int.class, long.class, long.class, long.class));
    return Linker.nativeLinker().upcallStub(handle, CALLBACK, arena);
  }

  // All shapes are fixed in the model: there is nothing to prepare.
  @SuppressWarnings("unused")
  private static int prepare(long data, long context, long node) {
    return TfLite.OK;
  }

  // [1, 468, 3] points -> [1, 4, 4] matrix from patch to feature map.
  @SuppressWarnings("unused")
  private static int landmarksToMatrix(long data, long context, long node) {
    try {
      long points = input(context, node, 0);
      long output = (long) TfLite.NODE_OUTPUT.invokeExact(context, node, 0);
      var region = region(output);
      long matrix = (long) TfLite.OPAQUE_TENSOR_DATA.invokeExact(output);
      Patch patch = Patch.around(region, i -> x(points, i), i -> y(points, i));
      for (int i = 0; i < 16; i++) {
        set(matrix, i, i % 5 == 0 ? 1 : 0);
      }
      set(matrix, 0, patch.t00());
      set(matrix, 1, patch.t01());
      set(matrix, 3, patch.t03());
      set(matrix, 4, patch.t10());
      set(matrix, 5, patch.t11());
      set(matrix, 7, patch.t13());
      return TfLite.OK;
    } catch (Throwable failure) {
      return TfLite.ERROR;
    }
  }

  // [1, 48, 48, 32] features, [1, 4, 4] matrix -> [1, 16, 16, 32] patch.
  @SuppressWarnings("unused")
  private static int bilinear(long data, long context, long node) {
    try {
      long source = (long) TfLite.NODE_INPUT.invokeExact(context, node, 0);
      int height = (int) TfLite.OPAQUE_TENSOR_DIM.invokeExact(source, 1);
      int width = (int) TfLite.OPAQUE_TENSOR_DIM.invokeExact(source, 2);
      int channels = (int) TfLite.OPAQUE_TENSOR_DIM.invokeExact(source, 3);
      long features = (long) TfLite.OPAQUE_TENSOR_DATA.invokeExact(source);
      long matrix = input(context, node, 1);
      long patch = output(context, node);
      float t00 = get(matrix, 0);
      float t01 = get(matrix, 1);
      float t03 = get(matrix, 3);
      float t10 = get(matrix, 4);
      float t11 = get(matrix, 5);
      float t13 = get(matrix, 7);
      for (int y = 0; y < PATCH; y++) {
        for (int x = 0; x < PATCH; x++) {
          float tx = t00 * (x + 0.5f) + t01 * (y + 0.5f) + t03 - 0.5f;
          float ty = t10 * (x + 0.5f) + t11 * (y + 0.5f) + t13 - 0.5f;
          long to = patch + 4L * channels * (y * PATCH + x);
          boolean inside = tx >= 0 && ty >= 0 && tx <= width - 1 && ty <= height - 1;
          if (inside) {
            interpolate(features, width, height, channels, tx, ty, to);
          } else {
            MEMORY.asSlice(to, 4L * channels).fill((byte) 0);
          }
        }
      }
      return TfLite.OK;
    } catch (Throwable failure) {
      return TfLite.ERROR;
    }
  }

  private static void interpolate(
      long features, int width, int height, int channels, float tx, float ty, long to) {
    int x0 = (int) tx;
    int y0 = (int) ty;
    float fx = tx - x0;
    float fy = ty - y0;
    // A neighbour beyond the edge has weight 0; the clamp only keeps the address inside.
    int x1 = Math.min(x0 + 1, width - 1);
    int y1 = Math.min(y0 + 1, height - 1);
    long p00 = features + 4L * channels * (y0 * width + x0);
    long p01 = features + 4L * channels * (y0 * width + x1);
    long p10 = features + 4L * channels * (y1 * width + x0);
    long p11 = features + 4L * channels * (y1 * width + x1);
    float w00 = (1 - fx) * (1 - fy);
    float w01 = fx * (1 - fy);
    float w10 = (1 - fx) * fy;
    float w11 = fx * fy;
    for (int c = 0; c < channels; c++) {
      set(to, c, w00 * get(p00, c) + w01 * get(p01, c) + w10 * get(p10, c) + w11 * get(p11, c));
    }
  }

  // [1, n, 2] points, [1, 4, 4] matrix -> [1, n, 2] points.
  @SuppressWarnings("unused")
  private static int landmarks(long data, long context, long node) {
    try {
      long source = (long) TfLite.NODE_INPUT.invokeExact(context, node, 0);
      int count = (int) TfLite.OPAQUE_TENSOR_DIM.invokeExact(source, 1);
      long points = (long) TfLite.OPAQUE_TENSOR_DATA.invokeExact(source);
      long matrix = input(context, node, 1);
      long moved = output(context, node);
      for (int i = 0; i < count; i++) {
        float x = get(points, 2 * i);
        float y = get(points, 2 * i + 1);
        set(moved, 2 * i, get(matrix, 0) * x + get(matrix, 1) * y + get(matrix, 3));
        set(moved, 2 * i + 1, get(matrix, 4) * x + get(matrix, 5) * y + get(matrix, 7));
      }
      return TfLite.OK;
    } catch (Throwable failure) {
      return TfLite.ERROR;
    }
  }

  // The three matrix operators differ in their attributes only; the names of their outputs tell
  // them apart.
  @SuppressWarnings("restricted")
  private static Patch.Region region(long output) throws Throwable {
    var name = ((MemorySegment) TfLite.OPAQUE_TENSOR_NAME.invokeExact(output)).reinterpret(256);
    return switch (name.getString(0)) {
      case "landmarks_to_transform_matrix_v2" -> Patch.Region.LIPS;
      case "landmarks_to_transform_matrix_v2_1" -> Patch.Region.LEFT_EYE;
      case "landmarks_to_transform_matrix_v2_2" -> Patch.Region.RIGHT_EYE;
      default -> throw new IllegalStateException("not a matrix of the attention model");
    };
  }

  private static long input(long context, long node, int index) throws Throwable {
    long tensor = (long) TfLite.NODE_INPUT.invokeExact(context, node, index);
    return (long) TfLite.OPAQUE_TENSOR_DATA.invokeExact(tensor);
  }

  private static long output(long context, long node) throws Throwable {
    long tensor = (long) TfLite.NODE_OUTPUT.invokeExact(context, node, 0);
    return (long) TfLite.OPAQUE_TENSOR_DATA.invokeExact(tensor);
  }

  private static float x(long points, int index) {
    return get(points, 3 * index);
  }

  private static float y(long points, int index) {
    return get(points, 3 * index + 1);
  }

  private static float get(long address, int index) {
    return MEMORY.get(JAVA_FLOAT, address + 4L * index);
  }

  private static void set(long address, int index, float value) {
    MEMORY.set(JAVA_FLOAT, address + 4L * index, value);
  }
}
