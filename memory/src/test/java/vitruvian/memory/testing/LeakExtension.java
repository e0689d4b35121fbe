package vitruvian.memory.testing;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import vitruvian.memory.Alarm;
import vitruvian.memory.Ledger;

/// Fails every test, and every test class, that leaves native memory open or lets the safety net
/// free it. Registered for all tests of all modules without asking, through `META-INF/services`.
///
/// What a class opens in `@BeforeAll` may stay open during its tests and must be closed by its
/// `@AfterAll`. Every opening carries its stack trace, and the failure shows it.
public final class LeakExtension
    implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {
  private static final Namespace NAMESPACE = Namespace.create(LeakExtension.class);

  private record Before(Set<Ledger.Entry> open, long leaks) {}

  @Override
  public void beforeAll(ExtensionContext context) {
    Ledger.process().alarm(Alarm.ALL);
    remember(context);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    remember(context);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    check(context, "test");
  }

  @Override
  public void afterAll(ExtensionContext context) {
    check(context, "test class");
  }

  private static void remember(ExtensionContext context) {
    var ledger = Ledger.process();
    context
        .getStore(NAMESPACE)
        .put(context.getUniqueId(), new Before(new HashSet<>(ledger.entries()), ledger.leaks()));
  }

  private static void check(ExtensionContext context, String what) {
    var ledger = Ledger.process();
    var before = context.getStore(NAMESPACE).remove(context.getUniqueId(), Before.class);
    if (before == null) {
      return;
    }
    var left = leftOpen(ledger, before);
    if (!left.isEmpty()) {
      var failure =
          new AssertionError(
              "This %s left native memory open: %s"
                  .formatted(
                      what,
                      left.stream()
                          .map(entry -> "%s (%d bytes)".formatted(entry.owner(), entry.bytes()))
                          .collect(Collectors.joining(", "))));
      left.forEach(entry -> entry.site().ifPresent(failure::addSuppressed));
      throw failure;
    }
    if (ledger.leaks() > before.leaks()) {
      throw new AssertionError(
          "During this %s the safety net freed %d thing(s) that nobody had closed; the log says where they were opened"
              .formatted(what, ledger.leaks() - before.leaks()));
    }
  }

  private static List<Ledger.Entry> leftOpen(Ledger ledger, Before before) {
    return ledger.entries().stream().filter(entry -> !before.open().contains(entry)).toList();
  }
}
