package vitruvian.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/// The forms of an [Account].
final class AccountText {
  private static final double MB = 1 << 20;

  private AccountText() {}

  static String table(Account account) {
    var rows = new ArrayList<String>();
    account.lines().forEach(line -> rows.add(row(line.name(), line.bytes(), account)));
    rows.add(row("explained", account.explained(), account));
    account.remainder().ifPresent(bytes -> rows.add(row("remainder", bytes, account)));
    account.resident().ifPresent(bytes -> rows.add(row("resident", bytes, account)));
    rows.addAll(container(account));
    if (account.mappedBuffers() > 0) {
      rows.add(
          String.format(
              Locale.ROOT, "Files mapped through Java: %.1f MB.", account.mappedBuffers() / MB));
    }
    rows.addAll(account.unknown());
    return rows.stream().collect(Collectors.joining("\n", "", "\n"));
  }

  private static String row(String name, long bytes, Account account) {
    var share =
        account.resident().isPresent()
            ? String.format(
                Locale.ROOT, " %6.1f %%", 100.0 * bytes / account.resident().getAsLong())
            : "";
    return String.format(Locale.ROOT, "%-38s %9.1f MB%s", name, bytes / MB, share);
  }

  // The four parts add up to what the control group uses.
  private static List<String> container(Account account) {
    var group = account.container();
    if (group.usage().isEmpty() || group.anonymous().isEmpty() || group.file().isEmpty()) {
      return List.of();
    }
    long own = account.process().anonymous().orElse(0);
    long anonymous = group.anonymous().getAsLong();
    long file = group.file().getAsLong();
    long usage = group.usage().getAsLong();
    return List.of(
        String.format(
            Locale.ROOT,
            "Control group: %.1f MB of %s = %.1f this process's own + %.1f other processes' + %.1f"
                + " files + %.1f kernel.",
            usage / MB,
            group.limit().isPresent()
                ? String.format(Locale.ROOT, "%.1f", group.limit().getAsLong() / MB)
                : "no limit",
            own / MB,
            (anonymous - own) / MB,
            file / MB,
            (usage - anonymous - file) / MB));
  }

  static String json(Account account) {
    var lines =
        account.lines().stream()
            .map(
                line ->
                    "{\"key\":%s,\"name\":%s,\"bytes\":%d}"
                        .formatted(quoted(line.key()), quoted(line.name()), line.bytes()))
            .collect(Collectors.joining(",", "[", "]"));
    var unknown =
        account.unknown().stream()
            .map(AccountText::quoted)
            .collect(Collectors.joining(",", "[", "]"));
    return "{\"resident\":%s,\"explained\":%d,\"remainder\":%s,\"lines\":%s,\"mappedBuffers\":%d,\"process\":%s,\"container\":%s,\"unknown\":%s}"
        .formatted(
            number(account.resident()),
            account.explained(),
            number(account.remainder()),
            lines,
            account.mappedBuffers(),
            json(account.process()),
            json(account.container()),
            unknown);
  }

  private static String json(ProcessMemory process) {
    return "{\"resident\":%s,\"anonymous\":%s,\"file\":%s,\"shared\":%s,\"proportional\":%s,\"privateDirty\":%s,\"threads\":%s,\"files\":%s,\"classes\":%d}"
        .formatted(
            number(process.resident()),
            number(process.anonymous()),
            number(process.file()),
            number(process.shared()),
            number(process.proportional()),
            number(process.privateDirty()),
            number(process.threads()),
            number(process.files()),
            process.classes());
  }

  private static String json(ContainerMemory container) {
    return "{\"limit\":%s,\"usage\":%s,\"peak\":%s,\"anonymous\":%s,\"file\":%s}"
        .formatted(
            number(container.limit()),
            number(container.usage()),
            number(container.peak()),
            number(container.anonymous()),
            number(container.file()));
  }

  private static String number(OptionalLong value) {
    return value.isPresent() ? Long.toString(value.getAsLong()) : "null";
  }

  // Owners' names are anybody's choice.
  private static String quoted(String text) {
    var quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '"' || c == '\\') {
        quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
