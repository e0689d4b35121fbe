package vitruvian.benchmarks.attacks;

import com.google.errorprone.annotations.FormatMethod;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Attacks a running service, one way after the other, and says of each whether it was held.
///
/// `URL [ADMIN_URL] [PID] [--log FILE] [--launcher FILE] [--only ROW,ROW] [--long]`; exit code 0
/// only where everything held, 1 where something got through, 2 for wrong usage.
public final class Attacks {
  private static final double LONG = 4;
  private static final int WARM_UP = 60;

  private final List<String> given = new ArrayList<>();
  private Optional<Path> log = Optional.empty();
  private Optional<Path> launcher = Optional.empty();
  private Optional<Set<String>> only = Optional.empty();
  private double scale = 1;

  private Attacks(List<String> arguments) {
    for (var each = arguments.iterator(); each.hasNext(); ) {
      var argument = each.next();
      switch (argument) {
        case "--log" -> log = Optional.of(Path.of(each.next()));
        case "--launcher" -> launcher = Optional.of(Path.of(each.next()));
        case "--only" -> only = Optional.of(Set.of(each.next().split(",")));
        case "--long" -> scale = LONG;
        default -> given.add(argument);
      }
    }
    if (given.isEmpty() || !given.getFirst().startsWith("http://")) {
      throw new IllegalArgumentException("the address of a service is expected");
    }
  }

  /// Carries them out.
  public static void main(String[] args) throws IOException, InterruptedException {
    System.exit(new Attacks(List.of(args)).run());
  }

  private Victim victim() throws IOException {
    var others = given.subList(1, given.size());
    var admin = others.stream().filter(one -> one.startsWith("http")).map(URI::create).findFirst();
    var pid =
        others.stream().filter(one -> one.matches("\\d+")).mapToLong(Long::parseLong).findFirst();
    return new Victim(URI.create(given.getFirst()), admin, pid, log.or(() -> logOf(pid)));
  }

  // Where the process writes to, if that is a file.
  private static Optional<Path> logOf(OptionalLong pid) {
    try {
      var target = Path.of("/proc/%d/fd/2".formatted(pid.orElseThrow())).toRealPath();
      return Optional.of(target).filter(Files::isRegularFile);
    } catch (IOException | RuntimeException _) {
      return Optional.empty();
    }
  }

  private List<Attack> attacks() {
    var attacks = new ArrayList<>(Questions.all());
    attacks.addAll(Contract.all());
    launcher.ifPresent(file -> attacks.addAll(Starts.with(file)));
    attacks.addAll(Noise.all());
    attacks.addAll(Floods.all());
    attacks.removeIf(attack -> !only.map(rows -> isOf(attack, rows)).orElse(true));
    return attacks;
  }

  private static boolean isOf(Attack attack, Set<String> rows) {
    return rows.contains(attack.row()) || rows.contains(attack.row().replaceAll("[a-z]", ""));
  }

  private int run() throws IOException, InterruptedException {
    var victim = victim();
    var inputs = new Inputs();
    warmUp(victim, inputs);
    int through = 0;
    var attacks = attacks();
    for (var attack : attacks) {
      var verdict = Siege.of(victim, inputs, attack, scale);
      through += verdict.holds() ? 0 : 1;
      print(
          "%-11s %-4s %s: %s%n",
          verdict.holds() ? "held" : "GOT THROUGH", attack.row(), attack.name(), verdict);
    }
    print("%d of %d attacks held%n", attacks.size() - through, attacks.size());
    return through == 0 ? 0 : 1;
  }

  // The memory that comes back is that of a service that has done its usual work.
  private static void warmUp(Victim victim, Inputs inputs) throws IOException {
    for (int i = 0; i < WARM_UP; i++) {
      var accept = i % 4 == 0 ? "Accept: image/png\r\n" : "";
      victim.post("", accept, i % 2 == 0 ? inputs.middle() : inputs.small());
    }
  }

  @FormatMethod
  private static void print(String format, Object... values) {
    System.out.printf(Locale.ROOT, format, values);
  }
}
