package vitruvian.forensics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Nothing stays behind, however a process ends.
final class PrivateFolderTest {
  private static final String PREFIX = "vitruvian-folder-test";
  private static final Path PARENT = Path.of(System.getProperty("java.io.tmpdir"));

  /// A process with something private, that waits to be ended.
  static final class Owner {
    private Owner() {}

    public static void main(String[] args) throws IOException {
      try (var folder = new PrivateFolder(PREFIX)) {
        Files.createFile(folder.file("secret"));
        System.out.println(folder.path());
        System.in.read();
      }
    }
  }

  @Test
  void itIsDeletedWithAllThatIsInIt() throws IOException {
    Path path;
    try (var folder = new PrivateFolder(PREFIX)) {
      path = folder.path();
      Files.createDirectories(folder.file("a").resolve("b"));
      Files.createFile(folder.file("c"));
      assertThat(path.getFileName().toString())
          .startsWith("%s-%d-".formatted(PREFIX, ProcessHandle.current().pid()));
    }
    assertThat(path).doesNotExist();
  }

  @Test
  void itIsDeletedWhenTheProcessIsAskedToEnd() throws Exception {
    var process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Owner.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      var folder = Path.of(process.inputReader().readLine());
      assertThat(folder.resolve("secret")).exists();
      process.destroy();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(folder).doesNotExist();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void whatTheDeadHaveLeftIsDeleted() throws IOException {
    var dead = Files.createDirectories(PARENT.resolve(PREFIX + "-2147483646-1"));
    Files.createFile(dead.resolve("secret"));
    var living =
        Files.createDirectories(
            PARENT.resolve("%s-%d-x".formatted(PREFIX, ProcessHandle.current().pid())));
    var other = Files.createDirectories(PARENT.resolve(PREFIX + "-x"));
    try (var folder = new PrivateFolder(PREFIX)) {
      assertThat(dead).doesNotExist();
      assertThat(living).exists();
      assertThat(other).exists();
      assertThat(folder.path()).exists();
    } finally {
      Files.delete(living);
      Files.delete(other);
    }
  }

  @Test
  void aHeapThatCannotBeDumpedHasNobodyToBlame() {
    try (var heap = new HeapBlame(OptionalLong.of(Integer.MAX_VALUE - 1))) {
      assertThat(heap.of(new Wanted.Unclosed(""))).isEqualTo(HeapBlame.Blame.NOBODY);
    }
  }
}
