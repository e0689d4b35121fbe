package vitruvian.tracker.engine;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import vitruvian.tracker.natives.NativeLibrary;

/// The functions of TensorFlow Lite's C API that the engine calls, each with its C signature.
///
/// Call [NativeLibrary#lookup] before this class is first used: then a library that does not load
/// is a [vitruvian.tracker.TrackingException] and not an error of a static initialiser.
///
/// Upstream: `tensorflow/lite/core/c/c_api.h`, `c_api_opaque.h`, `c_api_experimental.h`,
/// `tensorflow/lite/delegates/xnnpack/xnnpack_delegate.h` of release 2.20.
final class TfLite {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final SymbolLookup LIBRARY = NativeLibrary.TENSORFLOW_LITE.lookup();

  static final int OK = 0;
  static final int ERROR = 1;

  /// `TFLITE_LOG_WARNING` of `tensorflow/lite/logger.h`.
  static final int LOG_WARNING = 2;

  /// `kTfLiteBuiltinCustom` and `kTfLiteBuiltinDelegate` of `tensorflow/lite/builtin_ops.h`.
  static final int BUILTIN_CUSTOM = 32;

  static final int BUILTIN_DELEGATE = 51;

  /// `TfLiteXNNPackDelegateOptions`: 56 bytes; the offsets of the members that are set here.
  static final MemoryLayout XNNPACK_OPTIONS =
      MemoryLayout.structLayout(MemoryLayout.sequenceLayout(7, JAVA_LONG).withName("members"));

  static final long XNNPACK_NUM_THREADS = 0;
  static final long XNNPACK_WEIGHTS_CACHE = 16;

  // const char* TfLiteVersion(void)
  static final MethodHandle VERSION = find("TfLiteVersion", FunctionDescriptor.of(ADDRESS));

  // TfLiteModel* TfLiteModelCreate(const void* model_data, size_t model_size)
  static final MethodHandle MODEL_CREATE =
      find("TfLiteModelCreate", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG));
  // void TfLiteModelDelete(TfLiteModel* model)
  static final MethodHandle MODEL_DELETE = deleter("TfLiteModelDelete");

  // TfLiteInterpreterOptions* TfLiteInterpreterOptionsCreate(void)
  static final MethodHandle OPTIONS_CREATE =
      find("TfLiteInterpreterOptionsCreate", FunctionDescriptor.of(ADDRESS));
  static final MethodHandle OPTIONS_DELETE = deleter("TfLiteInterpreterOptionsDelete");
  // void TfLiteInterpreterOptionsSetNumThreads(TfLiteInterpreterOptions*, int32_t)
  static final MethodHandle OPTIONS_SET_NUM_THREADS =
      find("TfLiteInterpreterOptionsSetNumThreads", FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT));
  // void TfLiteInterpreterOptionsAddDelegate(TfLiteInterpreterOptions*, TfLiteOpaqueDelegate*)
  static final MethodHandle OPTIONS_ADD_DELEGATE =
      find("TfLiteInterpreterOptionsAddDelegate", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));
  // void TfLiteInterpreterOptionsAddOperator(TfLiteInterpreterOptions*, TfLiteOperator*)
  static final MethodHandle OPTIONS_ADD_OPERATOR =
      find("TfLiteInterpreterOptionsAddOperator", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));

  // TfLiteInterpreter* TfLiteInterpreterCreate(const TfLiteModel*, const TfLiteInterpreterOptions*)
  static final MethodHandle INTERPRETER_CREATE =
      find("TfLiteInterpreterCreate", FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));
  static final MethodHandle INTERPRETER_DELETE = deleter("TfLiteInterpreterDelete");
  // TfLiteStatus TfLiteInterpreterAllocateTensors(TfLiteInterpreter*)
  static final MethodHandle ALLOCATE_TENSORS =
      find("TfLiteInterpreterAllocateTensors", FunctionDescriptor.of(JAVA_INT, ADDRESS));
  // TfLiteStatus TfLiteInterpreterInvoke(TfLiteInterpreter*)
  static final MethodHandle INVOKE =
      find("TfLiteInterpreterInvoke", FunctionDescriptor.of(JAVA_INT, ADDRESS));
  // int32_t TfLiteInterpreterGetInputTensorCount(const TfLiteInterpreter*)
  static final MethodHandle INPUT_COUNT =
      find("TfLiteInterpreterGetInputTensorCount", FunctionDescriptor.of(JAVA_INT, ADDRESS));
  // TfLiteTensor* TfLiteInterpreterGetInputTensor(const TfLiteInterpreter*, int32_t)
  static final MethodHandle INPUT =
      find("TfLiteInterpreterGetInputTensor", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT));
  // int32_t TfLiteInterpreterGetOutputTensorCount(const TfLiteInterpreter*)
  static final MethodHandle OUTPUT_COUNT =
      find("TfLiteInterpreterGetOutputTensorCount", FunctionDescriptor.of(JAVA_INT, ADDRESS));
  // const TfLiteTensor* TfLiteInterpreterGetOutputTensor(const TfLiteInterpreter*, int32_t)
  static final MethodHandle OUTPUT =
      find("TfLiteInterpreterGetOutputTensor", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT));
  // void* TfLiteTensorData(const TfLiteTensor*)
  static final MethodHandle TENSOR_DATA =
      find("TfLiteTensorData", FunctionDescriptor.of(ADDRESS, ADDRESS));
  // size_t TfLiteTensorByteSize(const TfLiteTensor*)
  static final MethodHandle TENSOR_BYTE_SIZE =
      find("TfLiteTensorByteSize", FunctionDescriptor.of(JAVA_LONG, ADDRESS));

  // TfLiteXNNPackDelegateOptions TfLiteXNNPackDelegateOptionsDefault()
  static final MethodHandle XNNPACK_OPTIONS_DEFAULT =
      find("TfLiteXNNPackDelegateOptionsDefault", FunctionDescriptor.of(XNNPACK_OPTIONS));
  // TfLiteDelegate* TfLiteXNNPackDelegateCreate(const TfLiteXNNPackDelegateOptions*)
  static final MethodHandle XNNPACK_CREATE =
      find("TfLiteXNNPackDelegateCreate", FunctionDescriptor.of(ADDRESS, ADDRESS));
  static final MethodHandle XNNPACK_DELETE = deleter("TfLiteXNNPackDelegateDelete");
  // struct TfLiteXNNPackDelegateWeightsCache* ...CreateWithSize(size_t size)
  static final MethodHandle WEIGHTS_CACHE_CREATE =
      find(
          "TfLiteXNNPackDelegateWeightsCacheCreateWithSize",
          FunctionDescriptor.of(ADDRESS, JAVA_LONG));
  // bool ...FinalizeSoft(struct TfLiteXNNPackDelegateWeightsCache*)
  static final MethodHandle WEIGHTS_CACHE_FINALIZE_SOFT =
      find(
          "TfLiteXNNPackDelegateWeightsCacheFinalizeSoft",
          FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS));
  static final MethodHandle WEIGHTS_CACHE_DELETE =
      deleter("TfLiteXNNPackDelegateWeightsCacheDelete");

  // TfLiteOperator* TfLiteOperatorCreate(TfLiteBuiltinOperator, const char* name, int version,
  //   void* user_data)
  static final MethodHandle OPERATOR_CREATE =
      find(
          "TfLiteOperatorCreate",
          FunctionDescriptor.of(ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS));
  static final MethodHandle OPERATOR_DELETE = deleter("TfLiteOperatorDelete");
  // TfLiteStatus TfLiteOperatorSetPrepareWithData(TfLiteOperator*,
  //   TfLiteStatus (*)(void* user_data, TfLiteOpaqueContext*, TfLiteOpaqueNode*))
  static final MethodHandle OPERATOR_SET_PREPARE =
      find("TfLiteOperatorSetPrepareWithData", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
  static final MethodHandle OPERATOR_SET_INVOKE =
      find("TfLiteOperatorSetInvokeWithData", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
  // TfLiteBuiltinOperator TfLiteOperatorGetBuiltInCode(const TfLiteOperator*)
  static final MethodHandle OPERATOR_BUILTIN_CODE =
      find("TfLiteOperatorGetBuiltInCode", FunctionDescriptor.of(JAVA_INT, ADDRESS));

  // The functions below are called from within upcalls, many times a frame: addresses as longs
  // make no garbage.
  // const TfLiteOpaqueTensor* TfLiteOpaqueNodeGetInput(const TfLiteOpaqueContext*,
  //   const TfLiteOpaqueNode*, int index)
  static final MethodHandle NODE_INPUT =
      find(
          "TfLiteOpaqueNodeGetInput",
          FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT));
  static final MethodHandle NODE_OUTPUT =
      find(
          "TfLiteOpaqueNodeGetOutput",
          FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT));
  // void* TfLiteOpaqueTensorData(const TfLiteOpaqueTensor*)
  static final MethodHandle OPAQUE_TENSOR_DATA =
      find("TfLiteOpaqueTensorData", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));
  // const char* TfLiteOpaqueTensorName(const TfLiteOpaqueTensor*)
  static final MethodHandle OPAQUE_TENSOR_NAME =
      find("TfLiteOpaqueTensorName", FunctionDescriptor.of(ADDRESS, JAVA_LONG));
  // int32_t TfLiteOpaqueTensorDim(const TfLiteOpaqueTensor*, int32_t)
  static final MethodHandle OPAQUE_TENSOR_DIM =
      find("TfLiteOpaqueTensorDim", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT));

  // TfLiteOpaqueDelegate* TfLiteOpaqueDelegateCreate(const TfLiteOpaqueDelegateBuilder*)
  static final MethodHandle DELEGATE_CREATE =
      find("TfLiteOpaqueDelegateCreate", FunctionDescriptor.of(ADDRESS, ADDRESS));
  static final MethodHandle DELEGATE_DELETE = deleter("TfLiteOpaqueDelegateDelete");
  // TfLiteStatus TfLiteOpaqueContextGetExecutionPlan(TfLiteOpaqueContext*, TfLiteIntArray**)
  static final MethodHandle EXECUTION_PLAN =
      find(
          "TfLiteOpaqueContextGetExecutionPlan", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
  // TfLiteStatus TfLiteOpaqueContextGetNodeAndRegistration(TfLiteOpaqueContext*, int,
  //   TfLiteOpaqueNode**, TfLiteOperator**)
  static final MethodHandle NODE_AND_REGISTRATION =
      find(
          "TfLiteOpaqueContextGetNodeAndRegistration",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, ADDRESS));

  private TfLite() {}

  /// Keeps the library from telling every start of a process on its error stream; warnings stay.
  ///
  /// The C API has no function for it. The C++ one takes an enumeration and returns another.
  @SuppressWarnings("restricted")
  static void logWarningsOnly() {
    var function =
        LIBRARY.find(
            "_ZN6tflite16logging_internal13MinimalLogger21SetMinimumLogSeverityENS_11LogSeverityE");
    if (function.isEmpty()) {
      return;
    }
    var handle = LINKER.downcallHandle(function.get(), FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    try {
      int before = (int) handle.invokeExact(LOG_WARNING);
      assert before >= 0;
    } catch (Throwable failure) {
      throw LoadedModel.rethrown(failure);
    }
  }

  @SuppressWarnings("restricted")
  static String version() {
    try {
      return ((MemorySegment) VERSION.invokeExact()).reinterpret(64).getString(0);
    } catch (Throwable failure) {
      throw new AssertionError("TfLiteVersion returns a string", failure);
    }
  }

  private static MethodHandle deleter(String name) {
    return find(name, FunctionDescriptor.ofVoid(ADDRESS));
  }

  @SuppressWarnings("restricted")
  private static MethodHandle find(String name, FunctionDescriptor type) {
    return LINKER.downcallHandle(LIBRARY.findOrThrow(name), type);
  }
}
