package vitruvian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vitruvian.landmarks.ImageSize;
import vitruvian.landmarks.ResultJson;

class TrackCommandTest {
  @TempDir Path folder;

  @Test
  void writesLandmarksAndOverlayBesideThePicture() throws IOException {
    var picture = Cli.portrait(folder.resolve("photo.png"));

    var run = Cli.run("track", picture);

    assertThat(run.code()).isZero();
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("1 picture, 1 with a person, 0 failed");
    assertThat(Cli.files(folder)).containsExactly("photo.json", "photo.overlay.png", "photo.png");
    var json = Files.readString(folder.resolve("photo.json"));
    assertThat(json).endsWith("}\n");
    var result = ResultJson.read(json.getBytes(StandardCharsets.UTF_8));
    assertThat(result.image()).isEqualTo(new ImageSize(512, 512));
    assertThat(result.people()).hasSize(1);
    assertThat(result.people().getFirst().face().orElseThrow().landmarks()).hasSize(468);
    assertThat(result.timing().decode()).isPositive();
    assertThat(result.timing().total()).isGreaterThan(result.timing().decode());
    var overlay = ImageIO.read(folder.resolve("photo.overlay.png").toFile());
    assertThat(overlay.getWidth()).isEqualTo(512);
    assertThat(differences(overlay, ImageIO.read(picture.toFile()))).isGreaterThan(500);
  }

  @Test
  void shrinksToTheSideLimitAndKeepsTheOriginalSize() throws IOException {
    var run = Cli.run("track", Cli.ASTRONAUT, "--out", folder, "--max-side", 200);

    assertThat(run.code()).isZero();
    var result = ResultJson.read(Files.readAllBytes(folder.resolve("astronaut.json")));
    assertThat(result.image()).isEqualTo(new ImageSize(512, 512));
    assertThat(result.tracked()).isEqualTo(new ImageSize(200, 200));
  }

  @Test
  void writesMaskAndRefinedFaceWhereAskedFor() throws IOException {
    var run =
        Cli.run(
            "track",
            Cli.ASTRONAUT,
            "--out",
            folder,
            "--segmentation",
            "--refine-face",
            "--no-overlay");

    assertThat(run.code()).isZero();
    assertThat(Cli.files(folder)).containsExactly("astronaut.json", "astronaut.mask.png");
    var mask = ImageIO.read(folder.resolve("astronaut.mask.png").toFile());
    assertThat(mask.getWidth()).isEqualTo(512);
    var person =
        ResultJson.read(Files.readAllBytes(folder.resolve("astronaut.json"))).people().getFirst();
    assertThat(person.face().orElseThrow().landmarks()).hasSize(478);
    assertThat(person.mask()).isPresent();
  }

  @Test
  void writesTheGeometryOfTheFaceWhereAskedFor() throws IOException {
    var run = Cli.run("track", Cli.ASTRONAUT, "--out", folder, "--face-geometry", "--no-overlay");

    assertThat(run.code()).isZero();
    var json = Files.readAllBytes(folder.resolve("astronaut.json"));
    var face = ResultJson.read(json).people().getFirst().face().orElseThrow();
    assertThat(face.geometry()).isPresent();
  }

  @Test
  void standardOutputHasTheResultAndNothingElse() throws IOException {
    var run = Cli.run("track", Cli.ASTRONAUT, "--out", "-");

    assertThat(run.code()).isZero();
    assertThat(run.err()).isEmpty();
    Cli.run("track", Cli.ASTRONAUT, "--out", folder, "--no-overlay");
    assertThat(Cli.withoutTiming(run.out()))
        .isEqualTo(Cli.withoutTiming(Files.readString(folder.resolve("astronaut.json"))));
  }

  @Test
  void writesTheOtherFormats() throws IOException {
    Cli.run("track", Cli.ASTRONAUT, "--out", folder, "--format", "csv", "--no-overlay");
    Cli.run("track", Cli.ASTRONAUT, "--out", folder, "--format", "JSONL", "--no-overlay");

    var csv = Files.readAllLines(folder.resolve("astronaut.csv"));
    assertThat(csv.getFirst()).startsWith("part,index,name,x,y,z");
    assertThat(csv).filteredOn(line -> line.startsWith("face,")).hasSize(468);
    var lines = Files.readAllLines(folder.resolve("astronaut.jsonl"));
    assertThat(lines).hasSize(1);
    assertThat(ResultJson.readLine(lines.getFirst()).result().people()).hasSize(1);
  }

  @Test
  void badFilesAreNamedAndTheOthersDone() throws IOException {
    Cli.portrait(folder.resolve("in/good.png"));
    Files.createFile(folder.resolve("in/empty.jpg"));
    Files.writeString(folder.resolve("in/text.png"), "no picture at all");
    var whole = Files.readAllBytes(Cli.ASTRONAUT);
    Files.write(folder.resolve("in/torn.png"), Arrays.copyOf(whole, whole.length / 2));
    Files.writeString(folder.resolve("in/film.mp4"), "moving pictures");
    Files.writeString(folder.resolve("in/notes.txt"), "left alone");
    var missing = folder.resolve("missing.jpg");

    var run = Cli.run("track", folder.resolve("in"), missing, "--out", folder.resolve("out"));

    assertThat(run.code()).isEqualTo(Exit.FAILED);
    assertThat(run.err().lines())
        .hasSize(7)
        .anyMatch(line -> line.contains("/in: 1 file left out: ") && line.contains("1 .txt"))
        .anyMatch(line -> line.contains("empty.jpg: there is nothing in it"))
        .anyMatch(line -> line.contains("text.png: "))
        .anyMatch(line -> line.contains("torn.png: "))
        .anyMatch(line -> line.contains("film.mp4: neither a picture nor a video that is known"))
        .anyMatch(line -> line.endsWith("missing.jpg: there is no such file"))
        .last()
        .asString()
        .startsWith("1 picture, 1 with a person, 5 failed");
    assertThat(Cli.files(folder.resolve("out"))).containsExactly("good.json", "good.overlay.png");
  }

  @Test
  void severalAtATimeGiveTheSameBytesAsOneByOne() throws IOException {
    var in = folder.resolve("in");
    for (int i = 0; i < 6; i++) {
      var file = in.resolve(i % 2 == 0 ? "p%d.png".formatted(i) : "sub/p%d.png".formatted(i));
      Files.createDirectories(file.getParent());
      ImageIO.write(cut(40 * i), "png", file.toFile());
    }

    var one = Cli.run("track", in, "--out", folder.resolve("one"), "--threads", 1);
    var many = Cli.run("track", in, "--out", folder.resolve("many"), "--threads", 3);

    assertThat(one.code()).isZero();
    assertThat(many.code()).isZero();
    assertThat(many.err()).startsWith("6 pictures, ");
    var files = Cli.files(folder.resolve("one"));
    assertThat(files).hasSize(12).contains("p0.json", "sub/p1.overlay.png");
    assertThat(Cli.files(folder.resolve("many"))).isEqualTo(files);
    for (var file : files) {
      var expected = Files.readAllBytes(folder.resolve("one").resolve(file));
      var actual = Files.readAllBytes(folder.resolve("many").resolve(file));
      assertThat(comparable(file, actual)).as(file).isEqualTo(comparable(file, expected));
    }
  }

  @Test
  void aSecondRunOverAFolderLeavesItsOwnPicturesAlone() throws IOException {
    Cli.portrait(folder.resolve("photo.png"));
    Cli.run("track", folder, "--segmentation");
    var files = Cli.files(folder);

    var run = Cli.run("track", folder, "--segmentation");

    assertThat(run.err()).startsWith("1 picture,");
    assertThat(Cli.files(folder)).isEqualTo(files).hasSize(4);
  }

  @Test
  void aPictureLargerThanAllowedFails() {
    var run = Cli.run("track", Cli.ASTRONAUT, "--out", folder, "--max-pixels", "200K");
    assertThat(run.code()).isEqualTo(Exit.FAILED);
    assertThat(run.err())
        .contains("astronaut.png: ")
        .contains("0 pictures, 0 with a person, 1 failed");

    run = Cli.run("track", Cli.ASTRONAUT, "--out", folder, "--max-bytes", "1KB");
    assertThat(run.code()).isEqualTo(Exit.FAILED);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aResultThatCannotBeWrittenFailsAndLeavesNothing() throws IOException {
    Files.createDirectories(folder.resolve("astronaut.json/in-the-way"));

    var run = Cli.run("track", Cli.ASTRONAUT, "--out", folder);

    assertThat(run.code()).isEqualTo(Exit.FAILED);
    assertThat(run.err()).contains("astronaut.png: the result cannot be written");
    assertThat(Cli.files(folder)).isEmpty();
  }

  @Test
  void aRequestedStopEndsTheRun() throws IOException {
    var stop = new StopSignal();
    stop.request();

    var run = Cli.run(stop, "track", Cli.ASTRONAUT, "--out", folder);

    assertThat(run.code()).isEqualTo(Exit.STOPPED);
    assertThat(run.err()).startsWith("stopped after 0 of 1: 0 pictures");
    assertThat(folder).isEmptyDirectory();
  }

  private static String comparable(String name, byte[] content) {
    var text = new String(content, StandardCharsets.ISO_8859_1);
    return name.endsWith(".json") ? Cli.withoutTiming(text) : text;
  }

  private static BufferedImage cut(int from) throws IOException {
    return ImageIO.read(Cli.ASTRONAUT.toFile()).getSubimage(from / 2, 0, 512 - from, 512);
  }

  private static int differences(BufferedImage one, BufferedImage other) {
    int count = 0;
    for (int y = 0; y < one.getHeight(); y++) {
      for (int x = 0; x < one.getWidth(); x++) {
        count += one.getRGB(x, y) == other.getRGB(x, y) ? 0 : 1;
      }
    }
    return count;
  }
}
