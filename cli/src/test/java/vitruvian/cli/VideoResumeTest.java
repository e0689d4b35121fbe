package vitruvian.cli;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `track` on videos that is stopped, killed and gone on with.
class VideoResumeTest {
  private static final int FRAMES = 40;

  @TempDir static Path clips;
  @TempDir Path folder;

  private static Path clip;

  @BeforeAll
  static void write() throws IOException {
    clip = Clip.write(clips.resolve("clip.mp4"), FRAMES, 2);
  }

  private Cli track(StopSignal stop, Path out, Object... more) {
    return Cli.run(
        stop,
        Stream.concat(Stream.of("track", clip, "--out", out, "--complexity", 0), Stream.of(more))
            .toArray());
  }

  private Cli track(Object... more) {
    return track(new StopSignal(), folder, more);
  }

  /// Tracks, and requests the stop once a result has more than some bytes.
  private void stopped(String result, long bytes, Object... more)
      throws IOException, InterruptedException {
    var stop = new StopSignal();
    Thread watcher;
    Cli run;
    try (var changes = folder.getFileSystem().newWatchService()) {
      folder.register(changes, ENTRY_CREATE, ENTRY_MODIFY);
      var file = folder.resolve(result);
      watcher = Thread.ofPlatform().start(() -> request(stop, changes, file, bytes));
      run = track(stop, folder, more);
    }
    watcher.join();
    assertThat(run.err()).contains(".mp4: stopped after frame ", "; go on with --resume\n");
    assertThat(run.err()).contains("stopped after 0 of 1: 0 videos of ");
    assertThat(run.code()).isEqualTo(Exit.STOPPED);
  }

  private static void request(StopSignal stop, WatchService changes, Path file, long bytes) {
    try {
      while (Files.notExists(file) || Files.size(file) <= bytes) {
        changes.take().reset();
      }
      stop.request();
    } catch (ClosedWatchServiceException _) {
      // The run has ended by itself, which its exit code shows.
    } catch (IOException | InterruptedException failure) {
      throw new AssertionError(failure);
    }
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  private long done() throws IOException {
    return Checkpoint.read(file("clip.resume")).frames();
  }

  private String lines() throws IOException {
    return Cli.withoutTiming(Files.readString(file("clip.jsonl")));
  }

  @Test
  void linesAndOverlayAreAsWithoutTheBreaks() throws IOException, InterruptedException {
    track();
    var expected = lines();
    Files.delete(file("clip.jsonl"));
    Files.delete(file("clip.overlay.mp4"));

    stopped("clip.jsonl", 0);
    long first = done();
    assertThat(first).isBetween(1L, FRAMES - 1L);
    assertThat(Files.readAllLines(file("clip.jsonl"))).hasSize((int) first);
    assertThat(expected).startsWith(lines());
    assertThat(Clip.frames(file("clip.overlay.mp4"))).hasSize((int) first);
    var checkpoint = Files.readAllBytes(file("clip.resume"));

    stopped("clip.jsonl", Files.size(file("clip.jsonl")), "--resume");
    assertThat(done()).isBetween(first + 1, FRAMES - 1L);

    // As a kill leaves it: results that are further than the checkpoint says, half a line too.
    Files.write(file("clip.resume"), checkpoint);
    Files.writeString(file("clip.jsonl"), "{\"frame\":", StandardOpenOption.APPEND);
    var run = track("--resume");

    assertThat(run.code()).isZero();
    assertThat(run.err()).startsWith("1 video of 40 frames, 40 with a person, 0 failed");
    assertThat(Cli.files(folder)).containsExactly("clip.jsonl", "clip.overlay.mp4");
    assertThat(lines()).isEqualTo(expected);
    assertThat(Clip.frames(file("clip.overlay.mp4"))).hasSize(FRAMES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"csv", "pose"})
  void otherFormatsAreTheSameByteForByte(String format) throws IOException, InterruptedException {
    var whole = Files.createDirectory(file("whole"));
    track(new StopSignal(), whole, "--format", format, "--no-overlay");
    var expected = Files.readAllBytes(whole.resolve("clip." + format));

    stopped("clip." + format, 100_000, "--format", format, "--no-overlay");
    assertThat(done()).isBetween(1L, FRAMES - 1L);
    track("--format", format, "--no-overlay", "--resume");

    assertThat(file("clip." + format)).hasBinaryContent(expected);
    assertThat(Cli.files(folder)).containsExactly("clip." + format, "whole/clip." + format);
  }

  // Between two frames the file has many, for which both are needed.
  @Test
  void aPoseFileOfUnevenFramesIsTheSameByteForByte() throws IOException, InterruptedException {
    var times =
        IntStream.range(0, FRAMES)
            .mapToObj(i -> Duration.ofMillis(40L * i + 400L * (i / 4)))
            .toList();
    var steady = clip;
    clip = Clip.write(file("uneven.mp4"), times, 2);
    try {
      var whole = Files.createDirectory(file("whole"));
      track(new StopSignal(), whole, "--format", "pose", "--no-overlay");
      var expected = Files.readAllBytes(whole.resolve("uneven.pose"));

      stopped("uneven.pose", 100_000, "--format", "pose");
      var run = track("--format", "pose", "--resume");

      assertThat(run.err()).contains("1 video of 40 frames, 40 with a person, 0 failed");
      assertThat(file("uneven.pose")).hasBinaryContent(expected);
      assertThat(Clip.frames(file("uneven.overlay.mp4"))).hasSize(FRAMES);
    } finally {
      clip = steady;
    }
  }

  @Test
  void othersOptionsOrAnotherVideoAreRefused() throws IOException, InterruptedException {
    stopped("clip.jsonl", 0, "--no-overlay");
    var files = Cli.files(folder);
    var lines = Files.readString(file("clip.jsonl"));

    var other = track("--no-overlay", "--resume", "--no-smooth");
    assertThat(other.code()).isEqualTo(Exit.FAILED);
    assertThat(other.err())
        .contains("clip.mp4: ")
        .contains("clip.resume is of other options, or the video has changed;")
        .contains("run again without --resume")
        .doesNotContain("cannot be written");

    var changed = file("changed/clip.mp4");
    Files.createDirectory(changed.getParent());
    Files.copy(clip, changed, StandardCopyOption.COPY_ATTRIBUTES);
    Files.write(changed, new byte[1], StandardOpenOption.APPEND);
    var run =
        Cli.run("track", changed, "--out", folder, "--complexity", 0, "--no-overlay", "--resume");
    assertThat(run.code()).isEqualTo(Exit.FAILED);
    assertThat(run.err()).contains("the video has changed");

    assertThat(file("clip.jsonl")).hasContent(lines);
    assertThat(Cli.files(folder)).containsAll(files);
  }

  @Test
  void aDamagedCheckpointIsSaidToBeOne() throws IOException {
    Files.writeString(file("clip.jsonl"), "left alone");
    for (var damage : new String[] {"", "no checkpoint", "vitruvian 1\n", "\u00ff\u0000"}) {
      Files.write(file("clip.resume"), damage.getBytes(StandardCharsets.ISO_8859_1));

      var run = track("--resume");

      assertThat(run.code()).isEqualTo(Exit.FAILED);
      assertThat(run.err())
          .containsPattern("clip.resume is (damaged|not of this version)")
          .contains("run again without --resume");
      assertThat(file("clip.jsonl")).hasContent("left alone");
    }
  }

  @Test
  void finishedResultsAreLeftAlone() throws IOException {
    Files.writeString(file("clip.jsonl"), "finished");
    Files.writeString(file("clip.overlay.mp4"), "finished");
    Files.writeString(file("astronaut.json"), "finished");
    Files.writeString(file("astronaut.overlay.png"), "finished");

    var run = track("--resume", Cli.ASTRONAUT);

    assertThat(run.code()).isZero();
    assertThat(run.err())
        .startsWith("0 pictures, 0 with a person, 2 done before, 0 failed, 0.0 pictures/s");
    for (var name : Cli.files(folder)) {
      assertThat(file(name)).hasContent("finished");
    }
  }

  @Test
  void whatIsMissingIsDone() throws IOException {
    Files.writeString(file("clip.jsonl"), "without an overlay");
    Files.writeString(file("astronaut.json"), "without an overlay");

    var run = track("--resume", Cli.ASTRONAUT);

    assertThat(run.code()).isZero();
    assertThat(run.err()).startsWith("1 picture and 1 video of 40 frames, 41 with a person, 0");
    assertThat(Files.readAllLines(file("clip.jsonl"))).hasSize(FRAMES);
  }
}
