package vitruvian.forensics;

import com.google.errorprone.annotations.MustBeClosed;
import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;

/// The Java heap of a process in a file, without what is garbage. The file holds everything that
/// the process knew, so that only this user can read it, and [#close] deletes it.
///
/// Dumping stops the process: some tenths of a second for 100 MB. The file is as large as the heap.
public final class HeapDump implements AutoCloseable {
  private final PrivateFolder folder;
  private final Path file;

  private HeapDump(PrivateFolder folder) {
    this.folder = folder;
    this.file = folder.file("heap.hprof");
  }

  /// Dumps the heap of this process.
  @MustBeClosed
  @SuppressWarnings("MustBeClosedChecker") // closed with the dump
  public static HeapDump ofThisProcess() throws IOException {
    var dump = new HeapDump(new PrivateFolder("vitruvian-forensics"));
    try {
      ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
          .dumpHeap(dump.file.toString(), true);
      return dump;
    } catch (Throwable failure) {
      dump.close();
      throw failure;
    }
  }

  /// Dumps the heap of a JVM on this machine.
  ///
  /// @throws IOException in one line, where there is no such process, it is no JVM, it is not this
  ///     user's, or this is no JDK
  @MustBeClosed
  @SuppressWarnings("MustBeClosedChecker") // closed with the dump
  public static HeapDump of(long pid) throws IOException, InterruptedException {
    if (pid == ProcessHandle.current().pid()) {
      return ofThisProcess();
    }
    var jcmd = new Jcmd(pid);
    var dump = new HeapDump(new PrivateFolder("vitruvian-forensics"));
    try {
      var said = jcmd.run("GC.heap_dump", dump.file.toString());
      if (!dump.file.toFile().isFile()) {
        throw new IOException(
            "process %d does not write its heap to %s: %s".formatted(pid, dump.file, said.strip()));
      }
      return dump;
    } catch (Throwable failure) {
      dump.close();
      throw failure;
    }
  }

  /// The file, in the format HPROF; there until [#close].
  Path file() {
    return file;
  }

  /// Who holds what is wanted: the shortest chains of strong references to it, those of the same
  /// shape together, the most frequent first.
  ///
  /// @param most how many objects are looked at, evenly spread over all that are wanted
  /// @throws IOException where the file cannot be understood
  public Holders holders(Wanted wanted, int most) throws IOException {
    return HeapReader.read(file, wanted, most);
  }

  @Override
  public void close() {
    folder.close();
  }
}
