package vitruvian.soak;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;
import vitruvian.forensics.AdminClient;
import vitruvian.forensics.Finding;
import vitruvian.forensics.Investigation;
import vitruvian.forensics.MemoryReport;
import vitruvian.forensics.OtherJvm;
import vitruvian.forensics.Snapshot;
import vitruvian.forensics.SnapshotDiff;
import vitruvian.memory.Diagnosis;

/// Asks the service's operators' port who holds what grows: a snapshot after the warm-up, one at
/// the end, and what lies between. Without that port nobody is named.
///
/// What cannot be had is told, and ends nothing.
final class Blame {
  private final Optional<AdminClient> admin;
  private volatile Optional<Snapshot.Head> first = Optional.empty();
  private volatile String trouble = "";

  Blame(FigureSource figures) {
    admin =
        figures instanceof FigureSource.Admin(AdminClient client)
            ? Optional.of(client)
            : Optional.empty();
  }

  /// After the warm-up.
  ///
  /// @return whether it is done, so that it need not be tried again
  boolean first() {
    if (admin.isPresent() && first.isEmpty()) {
      first = snapshot(admin.get());
      return first.isPresent();
    }
    return true;
  }

  private Optional<Snapshot.Head> snapshot(AdminClient client) {
    try {
      var head = client.takeSnapshot();
      trouble = "";
      return Optional.of(head);
    } catch (IOException | RuntimeException failure) {
      trouble = "no snapshot: " + failure.getMessage();
      return Optional.empty();
    }
  }

  /// How many things were never closed since the first snapshot, and were freed by the safety net;
  /// empty where that is not known.
  OptionalLong forgotten() {
    if (admin.isEmpty() || first.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      admin.get().collect();
      return OptionalLong.of(admin.get().memory().leaksSince(first.get()));
    } catch (IOException | RuntimeException failure) {
      trouble = "it is not known whether all was closed: " + failure.getMessage();
      return OptionalLong.empty();
    }
  }

  /// Notes what could not be had, for the report.
  void failed(String what) {
    trouble = what;
  }

  /// What could not be had, for the report.
  Map<String, Object> trouble() {
    return trouble.isEmpty() ? Map.of() : Map.of("trouble", trouble);
  }

  /// Who is to blame, where something leaks and anybody can be named.
  ///
  /// @param pid of the service, as it tells it
  /// @param load begins to send some requests
  List<Finding> findings(Judgement judgement, OptionalLong pid, Supplier<Investigation.Load> load)
      throws InterruptedException {
    if (admin.isEmpty() || first.isEmpty() || judgement.result() != Judgement.Result.LEAK) {
      return List.of();
    }
    var last = snapshot(admin.get()).map(Snapshot.Head::id);
    try {
      var diff =
          admin
              .get()
              .diff(first.get().id(), last.map(OptionalLong::of).orElseGet(OptionalLong::empty));
      return findings(diff, admin.get().memory(), judgement.diagnosis(), here(pid), load);
    } catch (IOException | RuntimeException failure) {
      trouble = "nobody is named: " + failure.getMessage();
      return List.of();
    }
  }

  // Where the heap cannot be asked, what the service itself tells remains; where its profile cannot
  // be had, the figures that need none.
  private List<Finding> findings(
      SnapshotDiff diff,
      MemoryReport report,
      Diagnosis diagnosis,
      OptionalLong here,
      Supplier<Investigation.Load> load) {
    var client = admin.orElseThrow();
    var nowhere = OptionalLong.empty();
    for (var pid : here.isPresent() ? List.of(here, nowhere) : List.of(nowhere)) {
      try {
        return new Investigation(client, pid, load).findings(diff, report, diagnosis);
      } catch (IOException | RuntimeException failure) {
        trouble = "not all could be asked: " + failure.getMessage();
      }
    }
    // What was forgotten needs no witness.
    var findings = new LinkedHashSet<Finding>();
    try {
      var nothing = new Diagnosis(Map.of());
      new Investigation(client, nowhere, load)
          .findings(diff, report, nothing).stream()
              .filter(finding -> finding.kind() == Finding.Kind.LEAK)
              .forEach(findings::add);
    } catch (IOException failure) {
      trouble = "nobody is named: " + failure.getMessage();
    }
    for (var series : diagnosis.leaks()) {
      try {
        var alone = new Diagnosis(Map.of(series, diagnosis.verdict(series)));
        findings.addAll(new Investigation(client, nowhere, load).findings(diff, report, alone));
      } catch (IOException | RuntimeException failure) {
        trouble = "nobody is named for %s: %s".formatted(series, failure.getMessage());
      }
    }
    return List.copyOf(findings);
  }

  /// What is known of the service's process, for the report.
  ///
  /// @param pid as the service tells it
  Map<String, Object> service(OptionalLong pid) throws InterruptedException {
    var service = new LinkedHashMap<String, Object>(trouble());
    if (pid.isPresent()) {
      service.put("pid", pid.getAsLong());
    }
    admin.ifPresent(client -> memory(client, service));
    var here = here(pid);
    if (here.isPresent()) {
      ProcessHandle.of(here.getAsLong())
          .ifPresent(
              process -> {
                process.info().startInstant().ifPresent(start -> service.put("started", start));
                process.info().commandLine().ifPresent(line -> service.put("command", line));
              });
    }
    return service;
  }

  private static void memory(AdminClient client, Map<String, Object> service) {
    try {
      var account = JsonMapper.shared().readTree(client.memory(AdminClient.Form.JSON));
      service.put("resident", account.path("resident"));
      service.put("remainder", account.path("remainder"));
      service.put("memoryLimit", account.at("/container/limit"));
      service.put("leaksReported", account.at("/leaks/count"));
    } catch (IOException | RuntimeException _) {
      service.put("trouble", "no account of the memory");
    }
  }

  // The process, where it surely is the one of the service, and may be looked into.
  private OptionalLong here(OptionalLong pid) throws InterruptedException {
    return admin.isPresent() && pid.isPresent()
        ? OtherJvm.behind(admin.get(), pid.getAsLong())
        : OptionalLong.empty();
  }
}
