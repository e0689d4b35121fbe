package vitruvian.tracker.natives;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import vitruvian.tracker.Fault;
import vitruvian.tracker.TrackingException;

/// A native library that travels inside a jar.
///
/// A library is copied into a folder that only this user can enter, compared with the SHA-256
/// pinned in the code while it is written, loaded, and removed again at once: the loaded code
/// stays, the file does not. It is loaded for the life of the process.
public final class NativeLibrary {
  /// TensorFlow Lite with XNNPACK, as packed by `org.bytedeco:tensorflow-lite`; its C API only.
  public static final NativeLibrary TENSORFLOW_LITE =
      new NativeLibrary(
          NativeLibrary.class,
          "libjnitensorflowlite.so",
          "2.20.0-1.5.13",
          "0827c85f15d5fe73a3446a94f19b85ba4bf406473bacac7c37424218a2e609d2");

  /// Leptonica with libjpeg-turbo, libpng and libwebp, as packed by `org.bytedeco:leptonica`.
  public static final NativeLibrary LEPTONICA =
      new NativeLibrary(
          NativeLibrary.class,
          "libleptonica.so.6",
          "1.87.0-1.5.13",
          "44a37baf2ad329d7bfa1e3a9883a8fefffd16966ffc075aeea122227752ea93b");

  // RTLD_LAZY of dlfcn.h.
  private static final int LAZY = 1;

  private final Class<?> home;
  private final String file;
  private final String version;
  private final String sha256;
  private @Nullable SymbolLookup loaded;

  /// A library that is not loaded yet.
  ///
  /// @param home the library is in this class's jar, in a folder named as the platform beside it
  /// @param version the version of the package that the library is taken from
  public NativeLibrary(Class<?> home, String file, String version, String sha256) {
    this.home = home;
    this.file = file;
    this.version = version;
    this.sha256 = sha256;
  }

  /// The name of the library's file.
  public String fileName() {
    return file;
  }

  /// The version of the package that the library is taken from.
  public String version() {
    return version;
  }

  /// The functions of the library, which is loaded at the first call.
  ///
  /// @throws TrackingException [Fault#PLATFORM] with the reason in one line
  public synchronized SymbolLookup lookup() {
    var library = loaded;
    if (library == null) {
      library = load(this);
      loaded = library;
    }
    return library;
  }

  private static SymbolLookup load(NativeLibrary library) {
    var platform = platform(System.getProperty("os.name"), System.getProperty("os.arch"));
    try {
      var folder =
          Files.createTempDirectory(
              "vitruvian-",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      var copy = folder.resolve(library.file);
      try {
        unpack(library, platform, copy);
        return open(library, copy);
      } finally {
        Files.deleteIfExists(copy);
        Files.deleteIfExists(folder);
      }
    } catch (IOException failure) {
      throw new TrackingException(
          Fault.PLATFORM,
          "cannot unpack %s into %s (choose another folder with -Djava.io.tmpdir): %s"
              .formatted(library.file, System.getProperty("java.io.tmpdir"), failure),
          failure);
    }
  }

  /// The platform's folder name in the jar.
  static String platform(String os, String arch) {
    boolean linux = os.toLowerCase(Locale.ROOT).equals("linux");
    boolean x64 = arch.equals("amd64") || arch.equals("x86_64");
    if (!linux || !x64) {
      throw new TrackingException(
          Fault.PLATFORM,
          "Vitruvian's native libraries are built for Linux on x86-64, this is %s on %s"
              .formatted(os, arch));
    }
    return "linux-x86_64";
  }

  private static void unpack(NativeLibrary library, String platform, Path copy) throws IOException {
    var resource =
        "/%s/%s/%s"
            .formatted(library.home.getPackageName().replace('.', '/'), platform, library.file);
    var digest = Sha256.digest();
    try (var packed = library.home.getResourceAsStream(resource)) {
      if (packed == null) {
        throw new TrackingException(Fault.PLATFORM, "not in the jar: " + resource);
      }
      copy(packed, Files.newOutputStream(copy), digest);
    }
    var found = HexFormat.of().formatHex(digest.digest());
    if (!found.equals(library.sha256)) {
      throw new TrackingException(
          Fault.PLATFORM,
          "%s is not the library that was tested: SHA-256 %s, expected %s"
              .formatted(resource, found, library.sha256));
    }
  }

  private static void copy(InputStream from, OutputStream to, MessageDigest digest)
      throws IOException {
    try (var out = new DigestOutputStream(to, digest)) {
      from.transferTo(out);
    }
  }

  @SuppressWarnings("restricted")
  private static SymbolLookup open(NativeLibrary library, Path copy) {
    try {
      return SymbolLookup.libraryLookup(copy, Arena.global());
    } catch (IllegalArgumentException failure) {
      var reason = linkerMessage(copy);
      throw new TrackingException(
          Fault.PLATFORM,
          "%s does not load on this machine: %s%s"
              .formatted(
                  library.file,
                  reason == null ? failure.getMessage() : reason.replace(copy + ": ", ""),
                  advice(reason)),
          failure);
    }
  }

  private static String advice(@Nullable String reason) {
    if (reason == null) {
      return "";
    }
    if (reason.contains("libstdc++") || reason.contains("libgcc_s")) {
      return " (install the system's C++ runtime: Debian's packages libstdc++6 and libgcc-s1)";
    }
    if (reason.contains("failed to map segment")) {
      return " (the folder for temporary files forbids execution; choose another with"
          + " -Djava.io.tmpdir)";
    }
    return "";
  }

  /// What the system's linker says when it is asked once more, if it says anything. The JVM has
  /// asked before, and kept the answer to itself.
  @SuppressWarnings("restricted")
  private static @Nullable String linkerMessage(Path library) {
    var linker = Linker.nativeLinker();
    var open = linker.defaultLookup().find("dlopen");
    var error = linker.defaultLookup().find("dlerror");
    if (open.isEmpty() || error.isEmpty()) {
      return null;
    }
    var dlopen =
        linker.downcallHandle(
            open.get(),
            FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
    var dlerror = linker.downcallHandle(error.get(), FunctionDescriptor.of(ValueLayout.ADDRESS));
    try (var scratch = Arena.ofConfined()) {
      var _ = (MemorySegment) dlopen.invokeExact(scratch.allocateFrom(library.toString()), LAZY);
      var message = (MemorySegment) dlerror.invokeExact();
      return message.address() == 0 ? null : message.reinterpret(4096).getString(0);
    } catch (Throwable failure) {
      return null;
    }
  }
}
