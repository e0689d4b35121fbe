package vitruvian.video.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.SymbolLookup;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import vitruvian.tracker.Fault;
import vitruvian.tracker.TrackingException;

class LibrariesTest {
  private static final String FIRST = "/linux-x86_64/libdrm.so.2";

  /// A jar that nobody has loaded from yet, with some libraries altered.
  private static final class OtherJar extends ClassLoader {
    private final Function<InputStream, @Nullable InputStream> first;

    OtherJar(Function<InputStream, @Nullable InputStream> first) {
      super(LibrariesTest.class.getClassLoader());
      this.first = first;
    }

    SymbolLookup lookup() throws Throwable {
      var method = loadClass(Libraries.class.getName()).getDeclaredMethod("lookup");
      method.setAccessible(true);
      try {
        return (SymbolLookup) method.invoke(null);
      } catch (InvocationTargetException failure) {
        throw failure.getCause();
      }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.equals(Libraries.class.getName())) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        var loaded = findLoadedClass(name);
        return loaded == null ? define(name) : loaded;
      }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      try (var in = super.getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        var bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException failure) {
        throw new ClassNotFoundException(name, failure);
      }
    }

    @Override
    public @Nullable InputStream getResourceAsStream(String name) {
      var found = super.getResourceAsStream(name);
      return found != null && name.endsWith(FIRST) ? first.apply(found) : found;
    }
  }

  private static Set<Path> ourFolders() throws IOException {
    try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("vitruvian-"))
          .collect(Collectors.toSet());
    }
  }

  @Test
  void loadAndLeaveNoFileBehind() throws Throwable {
    var before = ourFolders();

    var functions = new OtherJar(found -> found).lookup();

    assertThat(functions.find("avformat_open_input")).isPresent();
    assertThat(functions.find("sws_scale")).isPresent();
    assertThat(before).containsAll(ourFolders());
  }

  @Test
  void anAlteredOrMissingOneIsRefused() throws IOException {
    var before = ourFolders();
    assertRefused(LibrariesTest::altered, ".*libdrm.* is not the library that was tested: .*");
    assertRefused(_ -> null, "not in the jar: .*libdrm.*");
    assertThat(before).containsAll(ourFolders());
  }

  private static void assertRefused(
      Function<InputStream, @Nullable InputStream> first, String message) {
    assertThatExceptionOfType(TrackingException.class)
        .isThrownBy(() -> new OtherJar(first).lookup())
        .withMessageMatching(message)
        .satisfies(failure -> assertThat(failure.fault()).isEqualTo(Fault.PLATFORM));
  }

  private static InputStream altered(InputStream library) {
    try {
      var bytes = library.readAllBytes();
      bytes[bytes.length / 2] ^= 1;
      return new ByteArrayInputStream(bytes);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
