package vitruvian.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import vitruvian.memory.Alarm;
import vitruvian.memory.Ledger;
import vitruvian.memory.NativeHeap;
import vitruvian.models.GeometryMetadata;
import vitruvian.models.ModelFile;

/// A tracker that cannot be opened says why and leaves nothing behind, however far it had come.
final class FailedOpeningTest {
  private final Ledger ledger = new Ledger(InstantSource.system(), Alarm.ALL);
  private final TrackerConfig config = new TrackerConfig(2, Duration.ofSeconds(10), ledger);

  private static AlteredJar jar() {
    return AlteredJar.of(
        "vitruvian.models.",
        "vitruvian.tracker.engine.",
        "vitruvian.tracker.pipeline.",
        "vitruvian.tracker.ImageTracker",
        "vitruvian.tracker.Session");
  }

  private static String resource(ModelFile model) {
    return "vitruvian/models/" + model.fileName();
  }

  private static byte[] bytes(ModelFile model) {
    return AlteredJar.original(resource(model));
  }

  private void open(AlteredJar jar, TrackOptions options) throws Throwable {
    var type = jar.loadClass(ImageTracker.class.getName());
    assertThat(type).isNotSameAs(ImageTracker.class);
    var open = type.getMethod("open", TrackerConfig.class, TrackOptions.class);
    try (var tracker = (AutoCloseable) open.invoke(null, config, options)) {
      throw new AssertionError("opened: " + tracker);
    } catch (InvocationTargetException failure) {
      throw failure.getCause();
    }
  }

  private void assertRefused(AlteredJar jar, TrackOptions options, String message) {
    assertThatExceptionOfType(TrackingException.class)
        .isThrownBy(() -> open(jar, options))
        .withMessageMatching(message)
        .satisfies(failure -> assertThat(failure.fault()).isEqualTo(Fault.ENGINE));
    assertNothingIsOpen();
  }

  private void assertNothingIsOpen() {
    assertThat(ledger.entries()).isEmpty();
    assertThat(ledger.bytes()).isZero();
    assertThat(ledger.leaks()).isZero();
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("vitruvian-session-"));
  }

  private static TrackOptions optionsThatNeed(ModelFile model) {
    return switch (model) {
      case POSE_LANDMARK_LITE -> TrackOptions.DEFAULT.withComplexity(0);
      case POSE_LANDMARK_HEAVY -> TrackOptions.DEFAULT.withComplexity(2);
      case FACE_LANDMARK_WITH_ATTENTION -> TrackOptions.DEFAULT.withRefineFace(true);
      default -> TrackOptions.DEFAULT;
    };
  }

  @ParameterizedTest
  @EnumSource
  void modelWithOneWrongBitIsRefused(ModelFile model) {
    var jar =
        jar()
            .with(
                resource(model),
                bytes -> {
                  bytes[bytes.length / 2] ^= 1;
                  return bytes;
                });
    assertRefused(
        jar,
        optionsThatNeed(model),
        model.fileName() + " is not the official model: SHA-256 [0-9a-f]{64}, expected .*");
  }

  @Test
  void geometryWithOneWrongBitIsRefused() {
    var jar =
        jar()
            .with(
                "vitruvian/models/" + GeometryMetadata.FILE_NAME,
                bytes -> {
                  bytes[bytes.length / 2] ^= 1;
                  return bytes;
                });
    assertRefused(
        jar,
        TrackOptions.DEFAULT.withFaceGeometry(true),
        GeometryMetadata.FILE_NAME + " is not the official file: SHA-256 .*, expected .*");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5_000_000})
  void modelThatEndsEarlyIsRefused(int length) {
    var model = ModelFile.HAND_LANDMARK_FULL;
    assertRefused(
        jar().with(resource(model), bytes -> Arrays.copyOf(bytes, length)),
        TrackOptions.DEFAULT,
        "hand_landmark_full.tflite is not the official model: .*");
  }

  @Test
  void modelThatGoesOnIsRefused() {
    var model = ModelFile.HAND_LANDMARK_FULL;
    assertRefused(
        jar().with(resource(model), bytes -> Arrays.copyOf(bytes, bytes.length + 1)),
        TrackOptions.DEFAULT,
        "hand_landmark_full.tflite is not the official model: .*");
  }

  @Test
  void modelThatTheLibraryCannotRunLeavesNothing() {
    // Its operators are not known to an interpreter for hands.
    var other = bytes(ModelFile.FACE_LANDMARK_WITH_ATTENTION);
    var jar = jar().pinned(resource(ModelFile.HAND_LANDMARK_FULL), _ -> other);
    assertRefused(
        jar, TrackOptions.DEFAULT, "TensorFlow Lite does not make a interpreter for HAND");

    long before = NativeHeap.inUse().orElse(0);
    for (int i = 0; i < 10; i++) {
      assertRefused(jar, TrackOptions.DEFAULT, ".*");
    }
    // One time in ten forgotten, the models would be more.
    assertThat(NativeHeap.inUse().orElse(0) - before).isLessThan(4L << 20);
  }

  @Test
  void operatorOutsideTheDelegateIsRefused() {
    // It has no custom operators, where eleven are expected.
    var other = bytes(ModelFile.FACE_LANDMARK);
    assertRefused(
        jar().pinned(resource(ModelFile.FACE_LANDMARK_WITH_ATTENTION), _ -> other),
        TrackOptions.DEFAULT.withRefineFace(true),
        "FACE_REFINED: XNNPACK does not run the whole model on this machine "
            + "\\(1 parts delegated, 0 operators left over, 0 custom operators, expected 11\\)");
  }

  @Test
  void wrongNumbersFailTheSelfCheck() {
    var jar =
        jar()
            .pinned(
                resource(ModelFile.HAND_RECROP),
                bytes -> {
                  // The sign of a weight.
                  for (int i = bytes.length / 2; i < bytes.length / 2 + 400; i += 4) {
                    bytes[i + 3] ^= (byte) 0x80;
                  }
                  return bytes;
                });
    assertRefused(
        jar, TrackOptions.DEFAULT, "the self-check failed: hand_recrop gives .* expected .*");
  }

  @Test
  void garbageLeavesNothing() {
    var random = new Random(7);
    for (int i = 0; i < 10; i++) {
      var jar =
          jar()
              .pinned(
                  resource(ModelFile.POSE_LANDMARK_FULL),
                  bytes -> {
                    random.nextBytes(bytes);
                    return bytes;
                  });
      assertThatExceptionOfType(RuntimeException.class)
          .isThrownBy(() -> open(jar, TrackOptions.DEFAULT));
      assertNothingIsOpen();
    }
  }
}
