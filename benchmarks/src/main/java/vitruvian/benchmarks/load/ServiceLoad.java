package vitruvian.benchmarks.load;

import static vitruvian.benchmarks.load.Watch.print;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import vitruvian.soak.Outcomes;

/// Load for a running service, from another process. It prints figures, and judges where it can.
///
/// * `storm URL PID GROUP MINUTES`: see [Storm]; exit code 1 where the service breaks its promise
/// * `rate URL PID SECONDS`: see [Rate]
/// * `live URL STREAMS SECONDS`: see [Live]
/// * `webcam FILE`: writes what a browser takes for its webcam, no load at all
public final class ServiceLoad {
  private static final Duration WARM_UP = Duration.ofMinutes(3);
  private static final Duration REST = Duration.ofSeconds(60);
  private static final double RETURNED = 1.05;
  private static final long MB = 1 << 20;

  private ServiceLoad() {}

  /// Runs one kind of load.
  public static void main(String[] args) throws IOException, InterruptedException {
    if (args[0].equals("webcam")) {
      webcam(Path.of(args[1]));
      return;
    }
    var service = URI.create(args[1]);
    switch (args[0]) {
      case "storm" -> {
        var server = process(args[2]);
        try (var watch = new Watch(server, Path.of(args[3]))) {
          var minutes = Double.parseDouble(args[4]);
          System.exit(storm(service, watch, Duration.ofMillis((long) (60_000 * minutes))));
        }
      }
      case "rate" -> new Rate(service).study(process(args[2]), seconds(args[3]));
      case "live" -> new Live(service).run(Integer.parseInt(args[2]), seconds(args[3]));
      default -> throw new IllegalArgumentException("storm, rate, live or webcam is expected");
    }
  }

  // JPEG pictures one after the other, to and fro.
  private static void webcam(Path file) throws IOException {
    try (var out = Files.newOutputStream(file)) {
      for (var frame : Pictures.moving()) {
        out.write(frame);
      }
    }
  }

  private static ProcessHandle process(String id) {
    return ProcessHandle.of(Long.parseLong(id))
        .orElseThrow(() -> new IllegalArgumentException("there is no process " + id));
  }

  private static Duration seconds(String text) {
    return Duration.ofSeconds(Long.parseLong(text));
  }

  // The base line is that of a service that has done each kind of work often: with its code
  // compiled, which takes minutes, its heap at its size, and all models loaded that it loads on
  // demand.
  private static int storm(URI service, Watch watch, Duration time)
      throws IOException, InterruptedException {
    var pictures = Pictures.make();
    print("fresh: RSS %d MB%n", watch.resident() / MB);
    new Storm(service, pictures, new Outcomes(), WARM_UP).run();
    Thread.sleep(REST);
    long before = watch.resident();
    print("before: RSS %d MB%n", before / MB);
    var outcomes = new Outcomes();
    new Storm(service, pictures, outcomes, time).run();
    print("%s%n", outcomes);
    Thread.sleep(REST);
    long after = watch.resident();
    print(
        "RSS before %d MB, %d s after %d MB, most %d MB; group at most %d of %d MB%n",
        before / MB,
        REST.toSeconds(),
        after / MB,
        watch.highest() / MB,
        watch.groupPeak() / MB,
        watch.limit() / MB);
    var broken = new ArrayList<String>();
    judge(broken, watch.isAlive() && watch.kills() == 0, "the service was killed");
    judge(broken, watch.highest() < watch.limit(), "RSS was over the limit");
    judge(broken, outcomes.count(Outcomes.UNANSWERED) == 0, "requests were not answered");
    judge(broken, outcomes.count(" 500") == 0, "there were internal errors");
    judge(broken, after <= RETURNED * before, "RSS is not back at the base line");
    judge(broken, outcomes.of("client", "200").count() > 0, "no picture was answered");
    judge(broken, outcomes.of("group", "200").count() > 0, "no picture of a group was answered");
    print("%s%n", broken.isEmpty() ? "passed" : "FAILED: " + String.join("; ", broken));
    return broken.isEmpty() ? 0 : 1;
  }

  private static void judge(List<String> broken, boolean holds, String otherwise) {
    if (!holds) {
      broken.add(otherwise);
    }
  }
}
