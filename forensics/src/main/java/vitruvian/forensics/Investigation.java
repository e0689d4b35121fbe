package vitruvian.forensics;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;
import vitruvian.memory.Diagnosis;

/// Finds who is to blame for what a [Diagnosis] says of a service.
///
/// It asks the service's operators' port, and where the process is on this machine it looks into
/// the Java heap for who holds what has grown. That takes seconds, stops the process for a moment
/// and needs some of this process's heap.
public final class Investigation {
  private static final Duration PROFILE = Duration.ofSeconds(10);
  private static final NativeProfile.Site NO_SITE = new NativeProfile.Site(List.of(), 0);

  private final AdminClient admin;
  private final OptionalLong pid;
  private final Supplier<Load> load;

  /// Requests that go on until it is closed.
  @FunctionalInterface
  public interface Load extends AutoCloseable {
    @Override
    void close();
  }

  /// @param pid of the service, where it runs on this machine as this user; else empty
  /// @param load begins to send requests, while native allocations are recorded: who asks for
  ///     nothing sees nothing allocated
  public Investigation(AdminClient admin, OptionalLong pid, Supplier<Load> load) {
    this.admin = admin;
    this.pid = pid;
    this.load = load;
  }

  /// What there is to say, the most specific first: what names an owner and a site before what does
  /// not. Never empty.
  ///
  /// @param from the service's snapshot at the start, best after the warm-up
  /// @param to the one at the end; empty for this moment
  /// @throws IOException where the service does not answer
  public List<Finding> findings(long from, OptionalLong to, Diagnosis diagnosis)
      throws IOException {
    return findings(admin.diff(from, to), admin.memory(), diagnosis);
  }

  /// As [#findings(long, OptionalLong, Diagnosis)], from what the service has answered before.
  public List<Finding> findings(SnapshotDiff diff, MemoryReport report, Diagnosis diagnosis)
      throws IOException {
    try (var heap = new HeapBlame(pid)) {
      var witnesses = new Findings.Witnesses(heap, this::topOfNativeMemory);
      return new Findings(diff, report, diagnosis, witnesses).toList();
    }
  }

  // Nobody, where the service has no profiler.
  private NativeProfile.Site topOfNativeMemory() throws IOException {
    try (var _ = load.get()) {
      return admin.profile(PROFILE).sites().stream()
          .filter(site -> !NativeSites.isJvm(site.stack()))
          .findFirst()
          .orElse(NO_SITE);
    } catch (AdminClient.RefusedException _) {
      return NO_SITE;
    }
  }
}
