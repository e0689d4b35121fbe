package vitruvian.tracker.image;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/// Hears what libjpeg has to say of a picture while Leptonica decodes it.
///
/// Left alone, libjpeg prints a line for every damaged picture to the process's error stream, so
/// that a stranger could fill a service's log, and Leptonica reads the count of warnings before the
/// end of the data is reached, where most damage shows: as bytes left over. Nothing that the
/// library exports changes either. So the one entry of the library's jump table through which
/// Leptonica calls `jpeg_std_error`, which fills in libjpeg's table of error functions, is turned
/// to a function of ours, which calls the original and then puts our listener in the place of the
/// one that prints. Errors are still left to Leptonica: no Java is on the stack when it jumps.
///
/// The place is known because the library's SHA-256 is pinned. It is changed only where it leads
/// to what it must lead to; otherwise libjpeg stays as it is, talkative and less strict.
@SuppressWarnings("restricted")
final class JpegWarnings {
  // Of libleptonica.so.6 in org.bytedeco:leptonica:1.87.0-1.5.13, linux-x86_64, by readelf and
  // objdump: where the jump table's entry for jpeg_std_error is, and what it leads to before the
  // first call, both seen from the function itself.
  private static final String FUNCTION = "jpeg_std_error";
  private static final long ENTRY = 0x5a58f0 - 0x251f40;
  private static final long BEFORE_FIRST_CALL = 0x591e6 - 0x251f40;

  // struct jpeg_error_mgr of jpeglib.h, and messages of jerror.h: JWRN_EXTRANEOUS_DATA, and
  // JWRN_BOGUS_PROGRESSION, whose harmful kind the gate refuses.
  private static final long MANAGER_BYTES = 168;
  private static final long EMIT_MESSAGE = 8;
  private static final long OUTPUT_MESSAGE = 16;
  private static final long RESET = 32;
  private static final long CODE = 40;
  private static final long FIRST_PARAMETER = 44;
  private static final long WARNINGS = 128;
  private static final int EXTRANEOUS_DATA = 116;
  private static final int ODD_PROGRESSION = 115;

  // Some cameras end a scan with a few bytes too many.
  private static final int USUAL_SURPLUS = 4;

  private static final FunctionDescriptor EMIT = FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT);
  private static final ThreadLocal<JpegWarnings> LISTENING = new ThreadLocal<>();

  private boolean surplus;

  private JpegWarnings() {}

  /// Makes libjpeg talk to this class instead of the error stream.
  ///
  /// @return whether it does from now on
  static boolean install(SymbolLookup library) {
    var function = library.findOrThrow(FUNCTION);
    var entry = MemorySegment.ofAddress(function.address() + ENTRY).reinterpret(ADDRESS.byteSize());
    long leadsTo = entry.get(ADDRESS, 0).address() - function.address();
    if (leadsTo != 0 && leadsTo != BEFORE_FIRST_CALL) {
      return false;
    }
    var linker = Linker.nativeLinker();
    var type = FunctionDescriptor.of(ADDRESS, ADDRESS);
    var hook = new Hook(linker.downcallHandle(function, type), stub("hear", EMIT));
    try {
      var replacement = MethodHandles.lookup().bind(hook, "fillIn", type.toMethodType());
      entry.set(ADDRESS, 0, linker.upcallStub(replacement, type, Arena.global()));
      return true;
    } catch (ReflectiveOperationException impossible) {
      throw new LinkageError("reflection on this class", impossible);
    }
  }

  private static MemorySegment stub(String method, FunctionDescriptor type) {
    try {
      var handle =
          MethodHandles.lookup().findStatic(JpegWarnings.class, method, type.toMethodType());
      return Linker.nativeLinker().upcallStub(handle, type, Arena.global());
    } catch (ReflectiveOperationException impossible) {
      throw new LinkageError("reflection on this class", impossible);
    }
  }

  /// Listens on this thread until [#end].
  static JpegWarnings begin() {
    var warnings = new JpegWarnings();
    LISTENING.set(warnings);
    return warnings;
  }

  static void end() {
    LISTENING.remove();
  }

  /// Whether bytes that were left over tell of damage before them.
  ///
  /// @param encoded what was decoded
  boolean tellOfDamage(MemorySegment encoded) {
    return surplus && !JpegScans.areWhole(encoded);
  }

  /// Takes the place of libjpeg's `emit_message`. Must not throw.
  ///
  /// @param level negative for a warning; anything else is chatter
  static void hear(MemorySegment decompressor, int level) {
    if (level >= 0) {
      return;
    }
    var manager =
        decompressor.reinterpret(ADDRESS.byteSize()).get(ADDRESS, 0).reinterpret(MANAGER_BYTES);
    int code = manager.get(JAVA_INT, CODE);
    if (code == ODD_PROGRESSION) {
      return;
    }
    if (code == EXTRANEOUS_DATA) {
      int count = manager.get(JAVA_INT, FIRST_PARAMETER);
      var listening = LISTENING.get();
      if (listening != null) {
        listening.surplus |= count < 0 || count > USUAL_SURPLUS;
        return;
      }
    }
    // Leptonica stops at the next row.
    manager.set(JAVA_LONG, WARNINGS, manager.get(JAVA_LONG, WARNINGS) + 1);
  }

  /// Takes the place of `jpeg_std_error`.
  record Hook(MethodHandle original, MemorySegment listener) {
    MemorySegment fillIn(MemorySegment manager) {
      try {
        var filled = (MemorySegment) original.invokeExact(manager);
        var functions = manager.reinterpret(MANAGER_BYTES);
        functions.set(ADDRESS, EMIT_MESSAGE, listener);
        // What would print a fatal error resets counters instead, which nobody reads any more.
        functions.set(ADDRESS, OUTPUT_MESSAGE, functions.get(ADDRESS, RESET));
        return filled;
      } catch (Throwable impossible) {
        throw new AssertionError(impossible);
      }
    }
  }
}
