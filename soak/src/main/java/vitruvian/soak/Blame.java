package vitruvian.soak;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import vitruvian.forensics.AdminClient;
import vitruvian.forensics.Finding;
import vitruvian.forensics.Investigation;
import vitruvian.memory.Diagnosis;

/// Asks the service's operators' port who holds what grows: a snapshot after the warm-up, one at
/// the
/// end, and what lies between. Without that port nobody is named.
///
/// What cannot be had is told, and ends nothing: the verdict does not depend on it.
final class Blame {
  private final Optional<AdminClient> admin;
  private OptionalLong first = OptionalLong.empty();
  private String trouble = "";

  Blame(FigureSource figures) {
    admin =
        figures instanceof FigureSource.Admin(AdminClient client)
            ? Optional.of(client)
            : Optional.empty();
  }

  /// After the warm-up.
  void first() {
    first = snapshot();
  }

  private OptionalLong snapshot() {
    if (admin.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(admin.get().takeSnapshot().id());
    } catch (IOException failure) {
      trouble = "no snapshot: " + failure.getMessage();
      return OptionalLong.empty();
    }
  }

  /// Who is to blame, where something leaks and anybody can be named.
  ///
  /// @param pid of the service
  List<Finding> findings(Diagnosis diagnosis, OptionalLong pid) {
    if (admin.isEmpty() || first.isEmpty() || diagnosis.leaks().isEmpty()) {
      return List.of();
    }
    var last = snapshot();
    try {
      return new Investigation(admin.get(), isHere(admin.get()) ? pid : OptionalLong.empty())
          .findings(first.getAsLong(), last, diagnosis);
    } catch (IOException failure) {
      trouble = "nobody is named: " + failure.getMessage();
      return List.of();
    }
  }

  /// What is known of the service's process, for the report.
  Map<String, Object> service(OptionalLong pid) {
    var service = new LinkedHashMap<String, Object>();
    if (!trouble.isEmpty()) {
      service.put("trouble", trouble);
    }
    if (pid.isPresent()) {
      service.put("pid", pid.getAsLong());
    }
    admin.ifPresent(client -> memory(client, service));
    if (pid.isPresent() && admin.isPresent() && isHere(admin.get())) {
      ProcessHandle.of(pid.getAsLong())
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
      var account = Json.read(client.memory(AdminClient.Form.JSON));
      service.put("resident", account.at("resident"));
      service.put("remainder", account.at("remainder"));
      service.put("memoryLimit", account.at("container", "limit"));
      service.put("leaksReported", account.at("leaks", "count"));
    } catch (IOException | IllegalArgumentException _) {
      service.put("trouble", "no account of the memory");
    }
  }

  // Whether its process may be looked into.
  private static boolean isHere(AdminClient client) {
    try {
      return InetAddress.getByName(client.address().getHost()).isLoopbackAddress();
    } catch (UnknownHostException _) {
      return false;
    }
  }
}
