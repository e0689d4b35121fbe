package vitruvian.tracker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.ValueLayout;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import vitruvian.memory.Alarm;
import vitruvian.memory.Ledger;
import vitruvian.memory.Usage;
import vitruvian.tracker.Fault;
import vitruvian.tracker.TrackingException;

final class EngineTest {
  private final Ledger ledger = new Ledger(InstantSource.system(), Alarm.ALL);

  private long count(String owner) {
    return ledger.entries().stream().filter(entry -> entry.owner().equals(owner)).count();
  }

  private void assertNothingIsOpen() {
    assertThat(ledger.entries()).isEmpty();
    assertThat(ledger.bytes()).isZero();
    assertThat(ledger.leaks()).isZero();
  }

  @Test
  void everyVariantRunsInTheDelegateAndTheLedgerKnowsItsMemory() {
    try (var engine = new Engine(ledger)) {
      for (var variant : ModelVariant.values()) {
        long before = ledger.bytes();
        // Opening refuses a model of which any operator stays outside the delegate.
        try (var interpreter = engine.interpreter(variant)) {
          assertThat(interpreter.outputs()).isPositive();
          assertThat(ledger.byOwner()).containsOnlyKeys("interpreter", "model", "packed weights");
          assertThat(ledger.bytes() - before).isGreaterThan(variant.file().bytes());
        }
        assertThat(ledger.byOwner()).containsOnlyKeys("model", "packed weights");
        var weights = ledger.byOwner().getOrDefault("packed weights", new Usage(0, 0));
        assertThat(weights.mapped()).isEqualTo(weights.bytes()).isLessThan(weights.reach());
      }
    }
    assertNothingIsOpen();
  }

  @Test
  void modelIsLoadedOnceForAllItsInterpreters() {
    try (var engine = new Engine(ledger);
        var first = engine.interpreter(ModelVariant.FACE)) {
      long one = ledger.bytes();
      try (var second = engine.interpreter(ModelVariant.FACE)) {
        assertThat(count("model")).isEqualTo(1);
        assertThat(count("interpreter")).isEqualTo(2);
        assertThat(ledger.bytes() - one).isLessThan(one);
        assertThat(second.input().address()).isNotEqualTo(first.input().address());
      }
    }
    assertNothingIsOpen();
  }

  @Test
  void refusesAfterClose() {
    var engine = new Engine(ledger);
    engine.close();
    engine.close();
    assertThatExceptionOfType(TrackingException.class)
        .isThrownBy(() -> engine.interpreter(ModelVariant.FACE))
        .satisfies(failure -> assertThat(failure.fault()).isEqualTo(Fault.CLOSED));
    assertNothingIsOpen();
  }

  @Test
  void closedInterpreterThrowsAndDoesNotCrash() {
    try (var engine = new Engine(ledger)) {
      var interpreter = engine.interpreter(ModelVariant.FACE_DETECTION);
      interpreter.close();
      interpreter.close();
      assertThatIllegalStateException().isThrownBy(interpreter::invoke);
      assertThatIllegalStateException().isThrownBy(() -> interpreter.output(0, 0));
      assertThatIllegalStateException()
          .isThrownBy(() -> interpreter.input().setAtIndex(ValueLayout.JAVA_FLOAT, 0, 1));
    }
    assertNothingIsOpen();
  }

  @Test
  void outputsCannotBeWrittenNorReadBeyondTheirEnd() {
    try (var engine = new Engine(ledger);
        var interpreter = engine.interpreter(ModelVariant.HAND_RECROP)) {
      var output = interpreter.output(0);
      assertThat(output.byteSize()).isEqualTo(16);
      assertThat(output.isReadOnly()).isTrue();
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> interpreter.output(0, 4));
    }
  }

  @Test
  void enginesAreIndependent() {
    try (var one = new Engine(ledger);
        var interpreter = one.interpreter(ModelVariant.HAND_RECROP)) {
      try (var other = new Engine(ledger)) {
        other.interpreter(ModelVariant.HAND_RECROP).close();
      }
      interpreter.invoke();
    }
    assertNothingIsOpen();
  }

  @Test
  void versionIsTheLibrarysOwn() {
    assertThat(Engine.version()).isEqualTo("2.20.0");
  }
}
