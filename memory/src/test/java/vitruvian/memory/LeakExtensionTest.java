package vitruvian.memory;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;
import vitruvian.memory.testing.LeakExtension;

/// The extension that watches over the tests of all modules, proved with tests that leak on
/// purpose.
///
/// Those run in a copy of the product's classes, which has a ledger of its own: in the ledger of
/// this process their leaks would fail this test too. They are nested classes without `@Nested`, so
/// that nothing but this test runs them.
final class LeakExtensionTest {
  /// Nothing stays open.
  static final class Clean {
    @Test
    void closesWhatItOpens() {
      var entry = Ledger.process().open("frame", 100);
      entry.settle();
      try (var lifetime = Lifetime.of(new Object(), Ledger.process(), "frame", 1, () -> {})) {
        assertThat(lifetime.isClosed()).isFalse();
      }
    }
  }

  /// One test of two leaves something open.
  @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
  static final class LeavesOpen {
    @Test
    @Order(1)
    void forgetsItsFrame() {
      Ledger.process().open("frame", 100);
    }

    @Test
    @Order(2)
    void isClean() {
      Ledger.process().open("frame", 100).settle();
    }
  }

  /// Something is forgotten so thoroughly that the safety net frees it within the test.
  static final class LetsTheSafetyNetFree {
    @Test
    void forgetsTheOwner() {
      var ledger = Ledger.process();
      ledger.onLeak(_ -> {});
      forget(ledger);
      Await.collection("the safety net finds the owner", () -> ledger.leaks() == 1);
    }

    private static void forget(Ledger ledger) {
      var _ = Lifetime.of(new Object(), ledger, "frame", 100, () -> {});
    }
  }

  /// What the class opens stays open during its tests.
  static final class Shares {
    private static Optional<Ledger.Entry> shared = Optional.empty();

    @BeforeAll
    static void open() {
      shared = Optional.of(Ledger.process().open("session", 100));
    }

    @AfterAll
    static void close() {
      shared.orElseThrow().settle();
    }

    @Test
    void usesIt() {
      assertThat(shared.orElseThrow().bytes()).isEqualTo(100);
    }

    @Test
    void usesItToo() {
      assertThat(shared.orElseThrow().bytes()).isEqualTo(100);
    }
  }

  /// What the class opens it never closes.
  static final class SharesAndForgets {
    @BeforeAll
    static void openSession() {
      Ledger.process().open("session", 100);
    }

    @Test
    void usesIt() {
      assertThat(Ledger.process().count()).isEqualTo(1);
    }
  }

  @Test
  void cleanTestsPass() throws IOException {
    var outcome = Outcome.of(Clean.class);
    assertThat(outcome.tests).containsExactly(Map.entry("closesWhatItOpens()", Optional.empty()));
    assertThat(outcome.suite).isEmpty();
  }

  @Test
  void whatIsLeftOpenFailsTheTestAndItsClassAndShowsTheSite() throws IOException {
    var outcome = Outcome.of(LeavesOpen.class);
    assertThat(outcome.tests).containsOnlyKeys("forgetsItsFrame()", "isClean()");
    assertThat(outcome.tests.get("isClean()")).isEmpty();
    assertThat(outcome.tests.get("forgetsItsFrame()"))
        .hasValueSatisfying(
            failure -> {
              assertThat(failure)
                  .isExactlyInstanceOf(AssertionError.class)
                  .hasMessage("This test left native memory open: frame (100 bytes)");
              assertShowsSite(failure, LeavesOpen.class, "forgetsItsFrame");
            });
    assertThat(outcome.suite)
        .hasValueSatisfying(
            failure -> {
              assertThat(failure)
                  .hasMessage("This test class left native memory open: frame (100 bytes)");
              assertShowsSite(failure, LeavesOpen.class, "forgetsItsFrame");
            });
  }

  @Test
  void whatTheSafetyNetFreesFailsTheTestAndItsClass() throws IOException {
    var outcome = Outcome.of(LetsTheSafetyNetFree.class);
    assertThat(outcome.tests).containsOnlyKeys("forgetsTheOwner()");
    assertThat(outcome.tests.get("forgetsTheOwner()"))
        .hasValueSatisfying(
            failure ->
                assertThat(failure)
                    .isExactlyInstanceOf(AssertionError.class)
                    .hasMessageStartingWith(
                        "During this test the safety net freed 1 thing(s) that nobody had closed"));
    assertThat(outcome.suite)
        .hasValueSatisfying(
            failure ->
                assertThat(failure)
                    .hasMessageStartingWith("During this test class the safety net"));
  }

  @Test
  void whatAClassOpensMayStayOpenDuringItsTests() throws IOException {
    var outcome = Outcome.of(Shares.class);
    assertThat(outcome.tests)
        .containsOnly(
            Map.entry("usesIt()", Optional.empty()), Map.entry("usesItToo()", Optional.empty()));
    assertThat(outcome.suite).isEmpty();
  }

  @Test
  void whatAClassOpensAndForgetsFailsTheClassOnly() throws IOException {
    var outcome = Outcome.of(SharesAndForgets.class);
    assertThat(outcome.tests).containsExactly(Map.entry("usesIt()", Optional.empty()));
    assertThat(outcome.suite)
        .hasValueSatisfying(
            failure -> {
              assertThat(failure)
                  .hasMessage("This test class left native memory open: session (100 bytes)");
              assertShowsSite(failure, SharesAndForgets.class, "openSession");
            });
  }

  @Test
  void theseTestsAreWatchedThemselves() {
    assertThat(Ledger.process().alarm()).isEqualTo(Alarm.ALL);
  }

  private static void assertShowsSite(Throwable failure, Class<?> type, String method) {
    assertThat(failure.getSuppressed()).hasSize(1);
    assertThat(failure.getSuppressed()[0].getStackTrace())
        .anySatisfy(
            line -> {
              assertThat(line.getClassName()).isEqualTo(type.getName());
              assertThat(line.getMethodName()).isEqualTo(method);
            });
  }

  /// How a test class ended.
  ///
  /// @param tests the failure of each test that has one, by the test's name
  /// @param suite the failure of the class itself
  private record Outcome(Map<String, Optional<Throwable>> tests, Optional<Throwable> suite) {
    static Outcome of(Class<?> type) throws IOException {
      var thread = Thread.currentThread();
      var before = thread.getContextClassLoader();
      try (var copy = new CopyOfTheProduct()) {
        // The extension is looked for by this loader, as a service.
        thread.setContextClassLoader(copy);
        var results =
            EngineTestKit.engine("junit-jupiter")
                .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "true")
                .selectors(selectClass(copy.loadClass(type.getName())))
                .execute();
        return new Outcome(
            failures(results.testEvents()),
            failures(results.containerEvents()).entrySet().stream()
                .filter(container -> container.getKey().equals(type.getName()))
                .findFirst()
                .orElseThrow()
                .getValue());
      } catch (ClassNotFoundException failure) {
        throw new AssertionError(failure);
      } finally {
        thread.setContextClassLoader(before);
      }
    }

    private static Map<String, Optional<Throwable>> failures(Events events) {
      return events.finished().stream()
          .collect(
              toMap(event -> event.getTestDescriptor().getLegacyReportingName(), Outcome::failure));
    }

    private static Optional<Throwable> failure(Event event) {
      return event.getRequiredPayload(TestExecutionResult.class).getThrowable();
    }
  }

  /// Loads the product's classes and tests once more.
  private static final class CopyOfTheProduct extends URLClassLoader {
    static {
      registerAsParallelCapable();
    }

    CopyOfTheProduct() {
      super(
          new URL[] {place(Ledger.class), place(LeakExtension.class)},
          LeakExtensionTest.class.getClassLoader());
    }

    private static URL place(Class<?> type) {
      return type.getProtectionDomain().getCodeSource().getLocation();
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith("vitruvian.memory.")) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        var loaded = findLoadedClass(name);
        return loaded == null ? findClass(name) : loaded;
      }
    }
  }
}
