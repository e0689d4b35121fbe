package vitruvian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InputsTest {
  private static final Path OUT = Path.of("out");

  @TempDir Path folder;

  @BeforeEach
  void makeFiles() throws IOException {
    Files.createDirectories(folder.resolve("sub/.hidden"));
    Files.createDirectory(folder.resolve("elsewhere"));
    for (var name :
        List.of(
            "b.JPG",
            "a.jpeg",
            "c.webp",
            "film.mov",
            "a.overlay.png",
            "a.mask.png",
            "notes.txt",
            ".d.png",
            "sub/a.png",
            "sub/.hidden/e.png",
            "noending")) {
      Files.createFile(folder.resolve(name));
    }
    Files.createSymbolicLink(folder.resolve("link.png"), folder.resolve("a.jpeg"));
    Files.createSymbolicLink(folder.resolve("loop"), folder);
  }

  private static Inputs of(List<Path> named, Optional<Path> out) throws IOException {
    return Inputs.of(named.stream().map(Path::toString).toList(), out, Optional.empty());
  }

  private static Inputs named(String... names) throws IOException {
    return Inputs.of(List.of(names), Optional.of(OUT), Optional.empty());
  }

  private static List<String> results(Inputs inputs) {
    return inputs.files().stream().map(input -> input.output(".json").toString()).toList();
  }

  @Test
  void ofAFolderPicturesAndVideosAreTakenByName() throws IOException {
    var inputs = of(List.of(folder), Optional.of(OUT));

    assertThat(inputs.files())
        .extracting(input -> folder.relativize(input.file()).toString())
        .containsExactly("a.jpeg", "b.JPG", "c.webp", "film.mov", "sub/a.png");
    assertThat(inputs.notes())
        .containsExactly(
            folder
                + ": 6 files left out: 2 not called as pictures or videos are that can be read"
                + " (1 .txt, 1 no ending), 2 hidden, 2 linked to what is taken anyway");
    assertThat(inputs.files())
        .extracting(input -> input.output(".json").toString())
        .containsExactly(
            "out/a.json", "out/b.json", "out/c.json", "out/film.json", "out/sub/a.json");
  }

  @Test
  void resultsGoBesideTheirPicturesWithoutAFolder() throws IOException {
    var named = folder.resolve("noending");
    var inputs = of(List.of(named, folder.resolve("sub")), Optional.empty());

    assertThat(inputs.files())
        .containsExactly(
            new Input(named, named),
            new Input(folder.resolve("sub/a.png"), folder.resolve("sub/a")));
    assertThat(of(List.of(Path.of("x.png")), Optional.empty()).files())
        .containsExactly(new Input(Path.of("x.png"), Path.of("x")));
  }

  @Test
  void aFileThatIsNamedTwiceIsTakenOnceAndALinkToAFolderIsEntered() throws IOException {
    var link = folder.resolve("loop/sub");
    var inputs =
        of(
            List.of(folder.resolve("a.jpeg"), folder.resolve("sub/../a.jpeg"), link),
            Optional.of(OUT));

    assertThat(inputs.files())
        .extracting(Input::file)
        .containsExactly(folder.resolve("a.jpeg"), link.resolve("a.png"));
  }

  // Links among each other, to files that are there anyway, to nothing, and a way round.
  @Test
  void linksAreFollowedOnceInAFolder() throws IOException {
    var links = Files.createDirectory(folder.resolve("links"));
    var other = Files.createDirectories(folder.resolve("other/deep/.hidden"));
    Files.createFile(other.resolve("x.jpg"));
    Files.createFile(folder.resolve("other/deep/y.mp4"));
    Files.createSymbolicLink(folder.resolve("other/deep/up"), links);
    Files.createSymbolicLink(links.resolve("one.jpg"), folder.resolve("a.jpeg"));
    Files.createSymbolicLink(links.resolve("two.jpg"), folder.resolve("a.jpeg"));
    Files.createSymbolicLink(links.resolve("chain.jpg"), links.resolve("one.jpg"));
    Files.createSymbolicLink(links.resolve("gone.jpg"), folder.resolve("gone"));
    Files.createSymbolicLink(links.resolve("there"), folder.resolve("other"));
    Files.createSymbolicLink(links.resolve("text"), folder.resolve("notes.txt"));

    var inputs = of(List.of(links), Optional.empty());

    assertThat(inputs.files())
        .extracting(input -> links.relativize(input.file()).toString())
        .containsExactly("chain.jpg", "there/deep/y.mp4");
    assertThat(inputs.files().getLast().output(".jsonl"))
        .isEqualTo(links.resolve("there/deep/y.jsonl"));
    assertThat(inputs.notes())
        .containsExactly(
            links
                + ": 6 files left out: 1 not called as pictures or videos are that can be read (1"
                + " no ending), 1 hidden, 3 linked to what is taken anyway, 1 linked to nothing");
  }

  @Test
  void resultsOfEarlierRunsAreNotSaidToBeLeftOut() throws IOException {
    for (var name :
        List.of("a.json", "a.jpeg.csv", "a.resume", "film.overlay.mp4.before", "film.pose")) {
      Files.createFile(folder.resolve(name));
    }
    Files.createFile(folder.resolve("stray.json"));

    assertThat(of(List.of(folder), Optional.empty()).notes().getFirst())
        .contains("3 not called", "(1 .json, 1 .txt, 1 no ending)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a.jpg b.jpg             | out/a.json out/b.json",
        "a.jpg a.png             | out/a.jpg.json out/a.png.json",
        "a.jpg a.png a.jpg.png   | out/a.jpg.json out/a.png.json out/a.jpg.png.json",
        "x/a.jpg y/a.jpg a.png   | out/x.a.jpg.json out/y.a.jpg.json out/a.png.json",
        "x/a.jpg x/a.png y/b.png | out/a.jpg.json out/a.png.json out/b.json",
      })
  void clashingResultsGetLongerNamesWhateverTheOrder(String names, String expected)
      throws IOException {
    var all = List.of(names.split(" "));
    var results = List.of(expected.split(" "));
    var forwards = named(all.toArray(String[]::new)).distinct(_ -> List.of(".json"));
    var backwards = named(all.reversed().toArray(String[]::new)).distinct(_ -> List.of(".json"));

    assertThat(results(forwards)).isEqualTo(results);
    assertThat(results(backwards)).isEqualTo(results.reversed());
    assertThat(forwards.unreadable()).isEmpty();
  }

  @Test
  void namesThatOnlyTheirPlaceTellsApartAreDistinctToo() throws IOException {
    var inputs = named("1/x/a.jpg", "2/x/a.jpg").distinct(_ -> List.of(".json"));

    assertThat(results(inputs))
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("out/a[.]jpg[.][0-9a-f]{8}[.]json"));
    assertThat(inputs.notes().getFirst()).startsWith("2 inputs have results with longer names");
  }

  // Names of 255 bytes are the most that file systems take; characters may have four.
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void longNamesAreCutBetweenCharactersAndStayDistinct(int bytes) {
    var letter = new String(Character.toChars(new int[] {0, 'a', 0xe9, 0x4eba, 0x1f600}[bytes]));
    var stem = letter.repeat(251 / bytes);
    for (var suffix : List.of(".json", ".overlay.png", ".overlay.mp4", ".pose", ".resume")) {
      var one = new Input(Path.of(stem + ".mp4"), Path.of(stem)).output(suffix).toString();
      var other = new Input(Path.of(stem + "b.mp4"), Path.of(stem + "b")).output(suffix).toString();

      assertThat(one).endsWith(suffix).startsWith(letter.repeat(20)).doesNotContain("\ufffd");
      assertThat(one.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(255);
      assertThat(one).isNotEqualTo(other);
    }
    var shorter = letter.repeat(236 / bytes);
    assertThat(new Input(Path.of("x"), Path.of(shorter)).output(".overlay.mp4").toString())
        .isEqualTo(shorter + ".overlay.mp4");
  }

  @Test
  void numberedPicturesAreOneInput() throws IOException {
    var frames = Files.createDirectory(folder.resolve("frames"));
    for (var name :
        List.of("007.png", "8.png", "0009.png", "010.png", "1200.png", "x011.png", "011.jpg")) {
      Files.createFile(frames.resolve(name));
    }

    var inputs = of(List.of(frames.resolve("%03d.png")), Optional.of(OUT));

    assertThat(inputs.files()).hasSize(1);
    var input = inputs.files().getFirst();
    assertThat(input.output(".jsonl")).isEqualTo(OUT.resolve("frames.jsonl"));
    assertThat(input.source())
        .isEqualTo(
            new Input.Source.Numbered(
                new Sequence(frames.resolve("%03d.png"), List.of(7L, 10L, 1200L))));
    assertThat(inputs.notes())
        .containsExactly(frames + "/%03d.png: numbers are missing: 8 to 9, 11 to 1199 (1191)");
  }

  @Test
  void patternsAreThoseOfPrintf() {
    assertThat(List.of("%d.png", "shot_%04d.jpg", "100%%_%d.png"))
        .allMatch(name -> Sequence.isPattern(Path.of(name)));
    assertThat(List.of("a.png", "100%.png", "%d_%d.png", "%s.png", "%05x.png", "50% %d.png"))
        .noneMatch(name -> Sequence.isPattern(Path.of(name)));
    assertThat(new Sequence(Path.of("f/100%%_%03d.png"), List.of(1L)).file(12))
        .isEqualTo(Path.of("f/100%_012.png"));
    assertThat(new Sequence(Path.of("f/shot_%03d.png"), List.of(1L)).stem()).isEqualTo("shot");
  }
}
