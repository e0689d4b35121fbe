package vitruvian.landmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PoseFileTest {
  private static final PoseFileHeader HEADER =
      new PoseFileHeader(new ImageSize(320, 240), 25, true);

  /// Somebody, nobody, somebody without a face and hands, and so on.
  private static final List<HolisticResult> VIDEO =
      IntStream.range(0, 12)
          .mapToObj(
              i ->
                  switch (i % 4) {
                    case 1 -> Results.of();
                    case 2 -> Results.of(new Results(i).body());
                    default -> Results.of(new Results(i).person());
                  })
          .toList();

  @TempDir Path folder;
  private Path path;

  @BeforeEach
  void choosePath() {
    path = folder.resolve("video.pose");
  }

  @Test
  void headIsThatOfAFileOfTheCommunity() {
    // The first 14805 bytes of src/js/pose_viewer/src/sample-data/example.pose, which end before
    // the frame rate, and with a refined face those of
    // src/python/tests/data/hand_estimation/6fb01565da31c5500d1ef2cd2906b06b.pose, without the
    // ten before the number of components.
    assertThat(digest(new PoseFileHeader(new ImageSize(320, 240), 25, false).bytes(), 0, 14805))
        .isEqualTo("c6e679b59257f8d0b4a3a3b9392965458c552018ef0ff819fb7df06a774245b2");
    assertThat(digest(HEADER.bytes(), 10, 14887))
        .isEqualTo("8130b468c05002777095cc2a702aaeba9015ca2ad9ae6d0b0d75bad41d5d4e2b");
  }

  @Test
  void headSaysWhatItsPointsAre() throws IOException {
    write(new PoseFileHeader(new ImageSize(1928, 65535), 29.97f, false), List.of());
    var contents = PoseContents.read(path);
    assertThat(contents.version()).isEqualTo(0.2f);
    assertThat(contents.dimensions()).containsExactly(1928, 65535, 0);
    assertThat(contents.framesPerSecond()).isEqualTo(29.97f);
    assertThat(contents.body()).isEmpty();
    var components = contents.components();
    assertThat(components)
        .extracting(PoseContents.Component::name)
        .containsExactly(
            "POSE_LANDMARKS",
            "FACE_LANDMARKS",
            "LEFT_HAND_LANDMARKS",
            "RIGHT_HAND_LANDMARKS",
            "POSE_WORLD_LANDMARKS");
    assertThat(components).allMatch(component -> component.format().equals("XYZC"));
    assertThat(components)
        .extracting(component -> component.points().size())
        .containsExactly(33, 468, 21, 21, 33);
    assertThat(components)
        .extracting(component -> component.limbs().size())
        .containsExactly(35, 2556, 21, 21, 35);
    assertThat(components.get(0).points()).isEqualTo(PoseTopology.NAMES);
    assertThat(components.get(1).points()).startsWith("0", "1").endsWith("467");
    assertThat(components.get(3).points()).isEqualTo(HandTopology.NAMES);
    assertThat(components.get(0).limbs()).startsWith(List.of(15, 21), List.of(16, 20));
    assertThat(components.get(1).limbs()).startsWith(List.of(18, 17), List.of(82, 38));
    assertThat(components.get(1).colors()).containsExactly(List.of(128, 0, 0));
    assertThat(components.get(2).colors()).hasSize(21).contains(List.of(105, 105, 297));
    assertThat(components.get(4).colors()).containsExactly(List.of(255, 0, 0));
  }

  @Test
  void severalPeopleHaveTheirPlacesByTheirIds() throws IOException {
    var one = new Results(3).person();
    var results =
        List.of(
            Results.of(one.withId(Optional.of(2))),
            Results.of(one.withId(Optional.of(2)), one.withId(Optional.of(5))));
    write(new PoseFileHeader(HEADER.frame(), 25, true, 3), results);
    var contents = PoseContents.read(path);
    assertThat(contents.body()).hasSize(2).allMatch(people -> people.size() == 3);
    float x = one.pose().landmarks().getFirst().x() * 320;
    var first = contents.body().get(0);
    assertThat(first.get(1).getFirst().getFirst()).isEqualTo(x);
    assertThat(contents.confidences().get(0).get(0)).containsOnly(0f);
    // The place of 5 is that of 2, which has it: the next one.
    assertThat(contents.body().get(1).get(1).getFirst().getFirst()).isEqualTo(x);
    assertThat(contents.body().get(1).get(2).getFirst().getFirst()).isEqualTo(x);
    assertThat(contents.confidences().get(1).get(0)).containsOnly(0f);
  }

  @Test
  void pointsAreInPixelsWithTheirConfidences() throws IOException {
    var person = new Results(3).person();
    var without =
        new Person(
            person.pose(), Optional.empty(), person.leftHand(), Optional.empty(), Optional.empty());
    write(HEADER, List.of(Results.of(person), Results.of(without), Results.of()));
    var contents = PoseContents.read(path);
    assertThat(contents.body()).hasSize(3).allMatch(people -> people.size() == 1);
    var points = contents.body().get(0).getFirst();
    var confidences = contents.confidences().get(0).getFirst();
    assertThat(points).hasSize(586);
    var wrist = person.pose().landmarks().get(15);
    assertThat(points.get(15)).containsExactly(wrist.x() * 320, wrist.y() * 240, wrist.z());
    assertThat(confidences.get(15)).isEqualTo(wrist.visibility());
    var iris = person.face().orElseThrow().landmarks().get(477);
    assertThat(points.get(33 + 477)).containsExactly(iris.x() * 320, iris.y() * 240, iris.z());
    var tip = person.rightHand().orElseThrow().landmarks().get(20);
    assertThat(points.get(33 + 478 + 21 + 20))
        .containsExactly(tip.x() * 320, tip.y() * 240, tip.z());
    assertThat(confidences.subList(33, 33 + 478 + 42)).containsOnly(1f);
    var world = person.pose().worldLandmarks().get(32);
    assertThat(points.get(585)).containsExactly(world.x() * 320, world.y() * 240, world.z());
    assertThat(confidences.get(585)).isEqualTo(world.visibility());

    points = contents.body().get(1).getFirst();
    confidences = contents.confidences().get(1).getFirst();
    assertThat(points.get(15)).containsExactly(wrist.x() * 320, wrist.y() * 240, wrist.z());
    assertThat(points.get(33 + 477)).containsExactly(0f, 0f, 0f);
    assertThat(points.get(33 + 478 + 21 + 20)).containsExactly(0f, 0f, 0f);
    assertThat(confidences.subList(33, 33 + 478)).containsOnly(0f);
    assertThat(confidences.subList(33 + 478, 33 + 478 + 21)).containsOnly(1f);
    assertThat(confidences.subList(33 + 478 + 21, 33 + 478 + 42)).containsOnly(0f);

    assertThat(contents.body().get(2).getFirst()).containsOnly(List.of(0f, 0f, 0f));
    assertThat(contents.confidences().get(2).getFirst()).containsOnly(0f);
  }

  @Test
  void unfinishedFileIsReadAsEmpty() throws IOException {
    try (var file = PoseFile.create(path, HEADER)) {
      file.write(VIDEO.getFirst());
      assertThat(file.frames()).isEqualTo(1);
    }
    assertThat(PoseFile.companion(path)).hasSize(586 * 4);
    assertThatIOException().isThrownBy(() -> PoseContents.read(path)).withMessageContaining("7032");
    write(HEADER, List.of());
    assertThat(PoseContents.read(path).body()).isEmpty();
    assertThat(PoseFile.companion(path)).doesNotExist();
  }

  @Test
  void resumesWhereverTheProcessWasKilled() throws IOException {
    var whole = write(HEADER, VIDEO);
    var random = new Random(7);
    for (int keep = 0; keep < VIDEO.size(); keep++) {
      try (var file = PoseFile.create(path, HEADER)) {
        for (var result : VIDEO) {
          file.write(result);
        }
      }
      truncate(path, HEADER.bytes().length, keep, 586 * 12, random);
      truncate(PoseFile.companion(path), 0, keep, 586 * 4, random);
      assertThat(goOn(keep)).isEqualTo(whole);
    }
  }

  @Test
  void resumesAFinishedFile() throws IOException {
    var whole = write(HEADER, VIDEO);
    write(HEADER, VIDEO.subList(0, 5));
    assertThat(goOn(5)).isEqualTo(whole);
    assertThat(goOn(3)).isEqualTo(whole);
    assertThat(goOn(0)).isEqualTo(whole);
    assertThat(goOn(VIDEO.size())).isEqualTo(whole);
    write(HEADER, List.of());
    assertThat(goOn(0)).isEqualTo(whole);
  }

  @Test
  void resumesTwice() throws IOException {
    var whole = write(HEADER, VIDEO);
    write(HEADER, VIDEO.subList(0, 3));
    try (var file = PoseFile.resume(path, HEADER, 3)) {
      file.write(VIDEO.get(3));
    }
    // It is now as long as the finished file was: confidences are a third of the points.
    assertThat(path).hasSize(HEADER.bytes().length + 3 * 586 * (12 + 4));
    assertThat(goOn(4)).isEqualTo(whole);
  }

  @Test
  void resumesAfterAnInterrupt() throws IOException {
    var whole = write(HEADER, VIDEO);
    try (var file = PoseFile.create(path, HEADER)) {
      file.write(VIDEO.getFirst());
      Thread.currentThread().interrupt();
      assertThatIOException()
          .isThrownBy(() -> file.write(VIDEO.get(1)))
          .isInstanceOf(ClosedChannelException.class);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(file.frames()).isEqualTo(1);
    }
    assertThat(goOn(1)).isEqualTo(whole);
  }

  @Test
  void resumesWhatWasKilledWhileFinishing() throws IOException {
    var whole = write(HEADER, VIDEO);
    try (var file = PoseFile.create(path, HEADER)) {
      for (var result : VIDEO) {
        file.write(result);
      }
    }
    var companion = Files.readAllBytes(PoseFile.companion(path));
    // Some confidences were appended, and the frames not yet counted.
    try (var file = new RandomAccessFile(path.toFile(), "rw")) {
      file.seek(file.length());
      file.write(companion, 0, 586 * 4 * 5 + 3);
    }
    assertThat(goOn(8)).isEqualTo(whole);
    // All was done, but for the companion.
    Files.write(PoseFile.companion(path), companion);
    assertThat(goOn(8)).isEqualTo(whole);
    // A finished file was to be resumed, and its confidences were split off in part.
    Files.write(PoseFile.companion(path), Arrays.copyOf(companion, 586 * 4 * 2 + 1));
    assertThat(goOn(8)).isEqualTo(whole);
  }

  @Test
  void refusesToResumeWhatIsNotAsSaid() throws IOException {
    assertThatIOException()
        .isThrownBy(() -> resume(HEADER, 0))
        .isInstanceOf(NoSuchFileException.class);
    var finished = write(HEADER, VIDEO.subList(0, 3));
    assertThatIOException()
        .isThrownBy(() -> resume(HEADER, 4))
        .withMessage(path + " has 3 of the 4 frames to go on behind");
    var other = new PoseFileHeader(HEADER.frame(), 24, true);
    assertThatIOException()
        .isThrownBy(() -> resume(other, 3))
        .withMessage(path + " is no .pose file of this size, frame rate and kind of face");
    assertThatIllegalArgumentException().isThrownBy(() -> resume(HEADER, -1));
    assertThat(Files.readAllBytes(path)).isEqualTo(finished);
    assertThat(PoseFile.companion(path)).doesNotExist();

    Files.write(path, Arrays.copyOf(finished, finished.length - 1));
    assertThatIOException()
        .isThrownBy(() -> resume(HEADER, 3))
        .withMessage(PoseFile.companion(path) + " has 0 of the 3 frames to go on behind");
    assertThat(path).hasSize(finished.length - 1);
    assertThat(PoseFile.companion(path)).doesNotExist();
    Files.write(PoseFile.companion(path), new byte[586 * 4 * 4]);
    Files.write(path, Arrays.copyOf(finished, HEADER.bytes().length + 586 * 12 * 3 - 1));
    assertThatIOException()
        .isThrownBy(() -> resume(HEADER, 3))
        .withMessage(path + " has 2 of the 3 frames to go on behind");
    assertThat(PoseFile.companion(path)).hasSize(586 * 4 * 4);
    Files.write(path, Arrays.copyOf(finished, 100));
    assertThatIOException().isThrownBy(() -> resume(HEADER, 0)).withMessageContaining("no .pose");
  }

  @Test
  void refusesWhatDoesNotFitTheHeaderAndGoesOn() throws IOException {
    var person = new Results(1).person();
    var mesh = Optional.of(new Results(2).face(Face.MESH_POINTS));
    var coarse =
        new Person(person.pose(), mesh, Optional.empty(), Optional.empty(), Optional.empty());
    var whole = write(HEADER, VIDEO);
    try (var file = PoseFile.create(path, HEADER)) {
      for (var result : VIDEO) {
        assertThatIllegalArgumentException().isThrownBy(() -> file.write(Results.of(coarse)));
        assertThatIllegalArgumentException()
            .isThrownBy(() -> file.write(Results.of(person, person)));
        file.write(result);
      }
      file.finish();
      assertThatIOException().isThrownBy(() -> file.write(VIDEO.getFirst()));
    }
    assertThat(Files.readAllBytes(path)).isEqualTo(whole);
  }

  @Test
  void refusesHeadersThatTheFormatCannotHold() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PoseFileHeader(new ImageSize(65536, 1), 25, false));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PoseFileHeader(new ImageSize(1, 65536), 25, false));
    for (float rate : new float[] {0, -1, Float.NaN, Float.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new PoseFileHeader(new ImageSize(1, 1), rate, false));
    }
  }

  /// Writes and finishes a file.
  private byte[] write(PoseFileHeader header, List<HolisticResult> video) throws IOException {
    try (var file = PoseFile.create(path, header)) {
      for (var result : video) {
        file.write(result);
      }
      file.finish();
    }
    return Files.readAllBytes(path);
  }

  /// Resumes the file behind some frames of the video and finishes it.
  private byte[] goOn(int keep) throws IOException {
    try (var file = PoseFile.resume(path, HEADER, keep)) {
      assertThat(file.frames()).isEqualTo(keep);
      for (var result : VIDEO.subList(keep, VIDEO.size())) {
        file.write(result);
      }
      file.finish();
    }
    assertThat(PoseFile.companion(path)).doesNotExist();
    return Files.readAllBytes(path);
  }

  private void resume(PoseFileHeader header, long frames) throws IOException {
    try (var file = PoseFile.resume(path, header, frames)) {
      assertThat(file.frames()).isEqualTo(frames);
    }
  }

  /// Leaves a file as a process does that is killed at any time behind so many frames.
  private static void truncate(Path path, int head, int keep, int frameBytes, Random random)
      throws IOException {
    try (var file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(random.nextLong(head + (long) keep * frameBytes, file.length() + 1));
    }
  }

  private static String digest(byte[] bytes, int from, int to) {
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(Arrays.copyOfRange(bytes, from, to)));
    } catch (NoSuchAlgorithmException failure) {
      throw new IllegalStateException(failure);
    }
  }
}
