package vitruvian.tracker.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.lang.foreign.SymbolLookup;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vitruvian.tracker.AlteredJar;
import vitruvian.tracker.Fault;
import vitruvian.tracker.TrackingException;

final class NativeLibraryTest {
  private static final String TENSORFLOW =
      "vitruvian/tracker/natives/linux-x86_64/libjnitensorflowlite.so";

  // As the tracker asks for it, but of a jar of our making.
  private static SymbolLookup lookup(AlteredJar jar, String library) throws Throwable {
    var type = jar.loadClass(NativeLibrary.class.getName());
    assertThat(type).isNotSameAs(NativeLibrary.class);
    try {
      return (SymbolLookup) type.getMethod("lookup").invoke(type.getField(library).get(null));
    } catch (InvocationTargetException failure) {
      throw failure.getCause();
    }
  }

  private static void assertRefused(AlteredJar jar, String message) throws Exception {
    var before = ourFolders();
    assertThatExceptionOfType(TrackingException.class)
        .isThrownBy(() -> lookup(jar, "TENSORFLOW_LITE"))
        .withMessageMatching(message)
        .satisfies(failure -> assertThat(failure.fault()).isEqualTo(Fault.PLATFORM));
    assertNoNewFolder(before);
  }

  private static Set<Path> ourFolders() throws IOException {
    try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("vitruvian-"))
          .collect(Collectors.toSet());
    }
  }

  // Another process may be loading its own at this moment.
  private static void assertNoNewFolder(Set<Path> before) throws Exception {
    Set<Path> left = Set.of();
    for (int i = 0; i < 40; i++) {
      left = ourFolders();
      left.removeAll(before);
      if (left.isEmpty()) {
        return;
      }
      Thread.sleep(50);
    }
    assertThat(left).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "Mac OS X, aarch64",
    "Windows 11, amd64",
    "Linux, aarch64",
    "Linux, x86",
    "FreeBSD, amd64"
  })
  void refusesOtherPlatformsByName(String os, String arch) {
    assertThatExceptionOfType(TrackingException.class)
        .isThrownBy(() -> NativeLibrary.platform(os, arch))
        .withMessage(
            "Vitruvian's native libraries are built for Linux on x86-64, this is %s on %s",
            os, arch)
        .satisfies(failure -> assertThat(failure.fault()).isEqualTo(Fault.PLATFORM));
  }

  @ParameterizedTest
  @CsvSource({"Linux, amd64", "Linux, x86_64", "LINUX, amd64"})
  void knowsItsPlatformByBothNames(String os, String arch) {
    assertThat(NativeLibrary.platform(os, arch)).isEqualTo("linux-x86_64");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TENSORFLOW_LITE", "LEPTONICA"})
  void loadsAndLeavesNoFileBehind(String library) throws Throwable {
    var before = ourFolders();
    // A jar that nobody has loaded from yet.
    assertThat(lookup(AlteredJar.of("vitruvian.tracker.natives."), library)).isNotNull();
    assertNoNewFolder(before);
  }

  @Test
  void refusesALibraryThatIsNotThePinnedOne() throws Exception {
    var jar =
        AlteredJar.of("vitruvian.tracker.natives.")
            .with(
                TENSORFLOW,
                bytes -> {
                  bytes[bytes.length / 2] ^= 1;
                  return bytes;
                });
    assertRefused(
        jar,
        "/"
            + TENSORFLOW
            + " is not the library that was tested: SHA-256 [0-9a-f]{64}, expected [0-9a-f]{64}");
  }

  @Test
  void refusesAJarWithoutTheLibrary() throws Exception {
    assertRefused(
        AlteredJar.of("vitruvian.tracker.natives.").without(TENSORFLOW),
        "not in the jar: /" + TENSORFLOW);
  }

  @Test
  void saysWhyALibraryDoesNotLoadWithoutNamingTheTemporaryFile() throws Exception {
    assertRefused(
        AlteredJar.of("vitruvian.tracker.natives.").pinned(TENSORFLOW, _ -> new byte[100]),
        "libjnitensorflowlite\\.so does not load on this machine: [^/]*(ELF|short)[^/]*");
  }

  @Test
  void namesTheMissingSystemLibraryAndItsPackage() throws Exception {
    assertRefused(
        AlteredJar.of("vitruvian.tracker.natives.")
            .pinned(TENSORFLOW, NativeLibraryTest::withoutRuntime),
        "libjnitensorflowlite\\.so does not load on this machine: libstdc\\+\\+\\.so\\.X: cannot"
            + " open shared object file.* \\(install the system's C\\+\\+ runtime: Debian's"
            + " packages libstdc\\+\\+6 and libgcc-s1\\)");
  }

  // The library as if the system did not have what it needs.
  private static byte[] withoutRuntime(byte[] library) {
    var name = "\0libstdc++.so.6\0".getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i + name.length <= library.length; i++) {
      if (Arrays.equals(library, i, i + name.length, name, 0, name.length)) {
        library[i + name.length - 2] = 'X';
      }
    }
    return library;
  }
}
