package vitruvian.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;
import vitruvian.forensics.AdminClient;
import vitruvian.forensics.MemoryReport;
import vitruvian.memory.testing.PlantedPool;

/// What [LoadedAccountTest] runs in a process of its own: a service under load, in which 100 MB are
/// planted in one pool after the other; and the service at rest, before and after.
final class LoadedAccount {
  private static final int CLIENTS = 2;
  private static final int WARM = 150;
  // The median of so many accounts: pictures come and go while one is taken.
  private static final int ACCOUNTS = 15;
  private static final long PAUSE_NANOS = 20_000_000;

  private final Running service = new Running();
  private final AdminClient admin = new AdminClient(service.adminAddress());
  private final byte[] picture;
  private final AtomicLong answered = new AtomicLong();
  private final AtomicBoolean failed = new AtomicBoolean();

  private LoadedAccount(byte[] picture) {
    this.picture = picture;
  }

  /// Prints a line for each state: its name, the growth of the planted line (0 at rest), the
  /// remainder, the resident memory, and how many pictures were answered since the last.
  ///
  /// @param args a picture
  public static void main(String[] args) throws IOException, InterruptedException {
    var account = new LoadedAccount(Files.readAllBytes(Path.of(args[0])));
    try (var _ = account.service) {
      account.run();
    }
  }

  private void run() throws IOException, InterruptedException {
    print("idle", accounts(), 0);
    var load = new ArrayList<Thread>();
    var ended = new AtomicBoolean();
    for (int i = 0; i < CLIENTS; i++) {
      load.add(Thread.ofPlatform().start(() -> send(ended)));
    }
    while (answered.get() < WARM && !failed.get()) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    answered.set(0);
    // What the allocator keeps, the pictures take.
    for (var pool : EnumSet.complementOf(EnumSet.of(PlantedPool.KEPT))) {
      var before = accounts();
      try (var _ = pool.plant()) {
        var with = accounts();
        print(pool.key(), with, median(with, pool.key()) - median(before, pool.key()));
      }
    }
    ended.set(true);
    for (var thread : load) {
      thread.join();
    }
    print("after", accounts(), 0);
    if (failed.get()) {
      throw new IllegalStateException("a picture was not answered");
    }
  }

  private void send(AtomicBoolean ended) {
    while (!ended.get()) {
      if (service.post("", picture).status() != 200) {
        failed.set(true);
        return;
      }
      answered.incrementAndGet();
    }
  }

  private List<MemoryReport> accounts() throws IOException {
    var accounts = new ArrayList<MemoryReport>();
    for (int i = 0; i < ACCOUNTS; i++) {
      admin.collect();
      accounts.add(admin.memory());
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return accounts;
  }

  private void print(String name, List<MemoryReport> accounts, long growth) {
    System.out.printf(
        "%s %d %d %d %d%n",
        name,
        growth,
        median(accounts, report -> resident(report) - explained(report)),
        median(accounts, LoadedAccount::resident),
        answered.getAndSet(0));
  }

  private static long explained(MemoryReport report) {
    return report.account().lines().stream().mapToLong(line -> line.bytes()).sum();
  }

  private static long resident(MemoryReport report) {
    var text = report.account().json();
    int at = text.indexOf("\"resident\":") + "\"resident\":".length();
    return Long.parseLong(text.substring(at, text.indexOf(',', at)));
  }

  private static long median(List<MemoryReport> accounts, String key) {
    return median(accounts, report -> report.account().bytes(key));
  }

  private static long median(List<MemoryReport> accounts, ToLongFunction<MemoryReport> figure) {
    var values = new ArrayList<>(accounts.stream().map(figure::applyAsLong).toList());
    Collections.sort(values);
    return values.get(values.size() / 2);
  }
}
