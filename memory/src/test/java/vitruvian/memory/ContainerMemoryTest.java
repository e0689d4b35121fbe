package vitruvian.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The limit that counts is found in every shape of control groups, and none is made up.
final class ContainerMemoryTest {
  private static final String V1_MOUNT =
      "35 31 0:32 %s /sys/fs/cgroup/memory rw,relatime shared:9 - cgroup cgroup rw,memory\n";
  private static final String V2_MOUNT =
      "31 23 0:28 %s /sys/fs/cgroup rw,relatime - cgroup2 cgroup2 rw,nsdelegate\n";
  private static final String OTHER_MOUNTS =
      """
      27 1 254:0 / / rw - ext4 /dev/vda rw
      32 31 0:29 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu
      """;
  private static final String V1_UNLIMITED = "9223372036854771712";

  @TempDir private Path root;

  private void file(String path, String content) {
    try {
      var file = root.resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, content);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void process(String groups, String mounts) {
    file("proc/self/cgroup", groups);
    file("proc/self/mountinfo", OTHER_MOUNTS + mounts);
  }

  private void v1(String group, String limit, long usage) {
    var folder = "sys/fs/cgroup/memory" + group;
    file(folder + "/memory.limit_in_bytes", limit + "\n");
    file(folder + "/memory.usage_in_bytes", usage + "\n");
    file(folder + "/memory.max_usage_in_bytes", (usage + 1) + "\n");
    file(
        folder + "/memory.stat",
        """
        cache 5
        rss 6
        hierarchical_memory_limit %s
        total_cache %d
        total_rss %d
        total_rss_huge 0
        """
            .formatted(V1_UNLIMITED, usage / 4, usage / 2));
  }

  private void v2(String group, String limit, long usage) {
    var folder = "sys/fs/cgroup" + group;
    file(folder + "/memory.max", limit + "\n");
    file(folder + "/memory.current", usage + "\n");
    file(folder + "/memory.peak", (usage + 1) + "\n");
    file(
        folder + "/memory.stat",
        """
        anon %d
        file %d
        file_mapped 7
        """
            .formatted(usage / 2, usage / 4));
  }

  private void assertRead(OptionalLong limit, long usage) {
    assertThat(ContainerMemory.read(root))
        .isEqualTo(
            new ContainerMemory(
                limit,
                OptionalLong.of(usage),
                OptionalLong.of(usage + 1),
                OptionalLong.of(usage / 2),
                OptionalLong.of(usage / 4)));
  }

  private void assertUnknown() {
    assertThat(ContainerMemory.read(root))
        .isEqualTo(
            new ContainerMemory(
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty()));
  }

  @Test
  void versionOneOwnGroup() {
    process(
        """
        5:devices:/x
        4:cpu,memory:/app
        0::/
        """,
        V1_MOUNT.formatted("/"));
    v1("", V1_UNLIMITED, 90_000);
    v1("/app", "1000000", 4000);
    assertRead(OptionalLong.of(1_000_000), 4000);
  }

  @Test
  void versionOneSmallestLimitOnTheWayUp() {
    process("4:memory:/outer/inner/leaf\n", V1_MOUNT.formatted("/"));
    v1("", V1_UNLIMITED, 90_000);
    v1("/outer", "2000000", 8000);
    v1("/outer/inner", "3000000", 4000);
    v1("/outer/inner/leaf", V1_UNLIMITED, 400);
    assertRead(OptionalLong.of(2_000_000), 8000);
  }

  @Test
  void versionOneWithoutLimitHasTheFiguresOfTheOwnGroup() {
    process("4:memory:/app\n", V1_MOUNT.formatted("/"));
    v1("", V1_UNLIMITED, 90_000);
    v1("/app", "9223372036854710272", 4000); // pages of 64 KB
    assertRead(OptionalLong.empty(), 4000);
  }

  @Test
  void versionOneLimitFromAboveWhatIsSeen() {
    process("4:memory:/\n", V1_MOUNT.formatted("/"));
    v1("", V1_UNLIMITED, 4000);
    file(
        "sys/fs/cgroup/memory/memory.stat",
        """
        hierarchical_memory_limit 700000
        total_cache 1000
        total_rss 2000
        """);
    assertRead(OptionalLong.of(700_000), 4000);
  }

  // As Docker does it: only the container's own group is bound, at the top of the mount.
  @Test
  void versionOneOnlyTheContainersGroupIsMounted() {
    process("4:memory:/docker/abc\n", V1_MOUNT.formatted("/docker/abc"));
    v1("", "1000000", 4000);
    assertRead(OptionalLong.of(1_000_000), 4000);
  }

  @Test
  void versionOneGroupWithinTheMountedContainer() {
    process("4:memory:/docker/abc/mine\n", V1_MOUNT.formatted("/docker/abc"));
    v1("", "1000000", 8000);
    v1("/mine", "500000", 4000);
    assertRead(OptionalLong.of(500_000), 4000);
  }

  @Test
  void pathThatIsNotBelowTheMountMeansTheMount() {
    process("4:memory:/kubepods/pod1/abc\n", V1_MOUNT.formatted("/"));
    v1("", "1000000", 4000);
    assertRead(OptionalLong.of(1_000_000), 4000);
  }

  @Test
  void versionTwoOwnGroup() {
    process("0::/user.slice/app\n", V2_MOUNT.formatted("/"));
    v2("/user.slice", "max", 90_000);
    v2("/user.slice/app", "1000000", 4000);
    assertRead(OptionalLong.of(1_000_000), 4000);
  }

  @Test
  void versionTwoSmallestLimitOnTheWayUp() {
    process("0::/pod/container\n", V2_MOUNT.formatted("/"));
    v2("/pod", "2000000", 8000);
    v2("/pod/container", "max", 4000);
    assertRead(OptionalLong.of(2_000_000), 8000);
  }

  @Test
  void versionTwoWithoutLimit() {
    process("0::/app\n", V2_MOUNT.formatted("/"));
    v2("/app", "max", 4000);
    assertRead(OptionalLong.empty(), 4000);
  }

  @Test
  void versionTwoInANamespaceOfItsOwn() {
    process("0::/\n", V2_MOUNT.formatted("/"));
    v2("", "1000000", 4000);
    assertRead(OptionalLong.of(1_000_000), 4000);
  }

  @Test
  void versionTwoOutsideTheNamespacesRoot() {
    process("0::/../../other\n", V2_MOUNT.formatted("/"));
    v2("", "1000000", 4000);
    file("sys/fs/other/memory.max", "5\n");
    assertRead(OptionalLong.of(1_000_000), 4000);
  }

  @Test
  void olderKernelsHaveNoPeak() throws IOException {
    process("0::/app\n", V2_MOUNT.formatted("/"));
    v2("/app", "1000000", 4000);
    Files.delete(root.resolve("sys/fs/cgroup/app/memory.peak"));
    var memory = ContainerMemory.read(root);
    assertThat(memory.peak()).isEmpty();
    assertThat(memory.usage()).hasValue(4000);
  }

  @Test
  void hybridSystemsHaveTheMemoryInVersionOne() {
    process(
        """
        4:memory:/app
        0::/app
        """,
        V2_MOUNT.formatted("/").replace("/sys/fs/cgroup", "/sys/fs/cgroup/unified")
            + V1_MOUNT.formatted("/"));
    v1("/app", "1000000", 4000);
    assertRead(OptionalLong.of(1_000_000), 4000);
  }

  @Test
  void mountPointsMayHaveBlanks() {
    process("0::/\n", "31 23 0:28 / /my\\040groups rw - cgroup2 cgroup2 rw\n");
    file("my groups/memory.max", "1000000\n");
    assertThat(ContainerMemory.read(root).limit()).hasValue(1_000_000);
  }

  @Test
  void noControlGroupsAreUnknown() {
    assertUnknown();
    process("", "");
    assertUnknown();
    process("4:memory:/app\n", "");
    assertUnknown();
    process("0::/app\n", "garbage\n - \n");
    assertUnknown();
  }

  @Test
  void groupWithoutReadableFilesIsUnknown() throws IOException {
    process("0::/app\n", V2_MOUNT.formatted("/"));
    // A folder cannot be read as a file, not even with all rights.
    Files.createDirectories(root.resolve("sys/fs/cgroup/app/memory.max"));
    Files.createDirectories(root.resolve("sys/fs/cgroup/app/memory.stat"));
    file("sys/fs/cgroup/app/memory.current", "nonsense");
    assertUnknown();
  }

  @Test
  void theRealSystemIsReadWithoutFailure() {
    var memory = ContainerMemory.read();
    assertThat(memory.limit().orElse(1)).isPositive();
    assertThat(memory.usage().orElse(1)).isPositive();
    assertThat(memory.peak().orElse(Long.MAX_VALUE))
        .isGreaterThanOrEqualTo(memory.usage().orElse(0) / 2);
  }
}
