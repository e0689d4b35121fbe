package vitruvian.tracker;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The product as if its jars had been tampered with: a class loader that defines some of its
/// classes anew, from the same bytes, and gives them other resources.
///
/// Made for what must be refused and leave nothing behind: a damaged model, a library that does not
/// load. Types that are not defined anew are those of the test itself.
public final class AlteredJar extends ClassLoader {
  private final List<String> anew;
  private final Map<String, byte[]> resources = new HashMap<>();
  // From the SHA-256 that the classes pin to the one of the replacement.
  private final Map<String, String> pins = new HashMap<>();
  private final List<String> missing = new ArrayList<>();

  private AlteredJar(List<String> anew) {
    super(AlteredJar.class.getClassLoader());
    this.anew = anew;
  }

  /// The product without any change yet.
  ///
  /// @param anew prefixes of the names of the classes to define anew
  public static AlteredJar of(String... anew) {
    return new AlteredJar(List.of(anew));
  }

  /// The same with a damaged resource, whose SHA-256 is not the pinned one.
  public AlteredJar with(String resource, UnaryOperator<byte[]> damage) {
    resources.put(resource, damage.apply(original(resource)));
    return this;
  }

  /// The same with another resource, which the classes take for the right one.
  public AlteredJar pinned(String resource, UnaryOperator<byte[]> other) {
    var before = sha256(original(resource));
    with(resource, other);
    pins.put(before, sha256(read(resource)));
    return this;
  }

  /// The same without a resource.
  public AlteredJar without(String resource) {
    missing.add(resource);
    return this;
  }

  /// A resource as it really is.
  public static byte[] original(String resource) {
    try (var in = AlteredJar.class.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException("no such resource: " + resource);
      }
      return in.readAllBytes();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private byte[] read(String resource) {
    var altered = resources.get(resource);
    return altered == null ? original(resource) : altered;
  }

  @Override
  public @Nullable InputStream getResourceAsStream(String name) {
    var altered = resources.get(name);
    if (altered != null) {
      return new ByteArrayInputStream(altered);
    }
    return missing.contains(name) ? null : super.getResourceAsStream(name);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (anew.stream().noneMatch(name::startsWith)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      var loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
      }
      var bytes = original(name.replace('.', '/') + ".class");
      pins.forEach((from, to) -> replace(bytes, from, to));
      return defineClass(name, bytes, 0, bytes.length);
    }
  }

  private static void replace(byte[] in, String from, String to) {
    var before = from.getBytes(StandardCharsets.US_ASCII);
    var after = to.getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i + before.length <= in.length; i++) {
      if (Arrays.equals(in, i, i + before.length, before, 0, before.length)) {
        System.arraycopy(after, 0, in, i, after.length);
      }
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
