package vitruvian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  @Test
  void ofAFolderPicturesAndVideosAreTakenByName() throws IOException {
    var inputs = Inputs.of(List.of(folder), Optional.of(OUT));

    assertThat(inputs.files())
        .extracting(input -> folder.relativize(input.file()).toString())
        .containsExactly("a.jpeg", "b.JPG", "c.webp", "film.mov", "sub/a.png");
    assertThat(inputs.files())
        .extracting(input -> input.output(".json").toString())
        .containsExactly(
            "out/a.json", "out/b.json", "out/c.json", "out/film.json", "out/sub/a.json");
  }

  @Test
  void resultsGoBesideTheirPicturesWithoutAFolder() throws IOException {
    var named = folder.resolve("noending");
    var inputs = Inputs.of(List.of(named, folder.resolve("sub")), Optional.empty());

    assertThat(inputs.files())
        .containsExactly(
            new Input(named, named),
            new Input(folder.resolve("sub/a.png"), folder.resolve("sub/a")));
    assertThat(Inputs.of(List.of(Path.of("x.png")), Optional.empty()).files())
        .containsExactly(new Input(Path.of("x.png"), Path.of("x")));
  }

  @Test
  void aFileThatIsNamedTwiceIsTakenOnceAndALinkToAFolderIsEntered() throws IOException {
    var link = folder.resolve("loop/sub");
    var inputs =
        Inputs.of(
            List.of(folder.resolve("a.jpeg"), folder.resolve("sub/../a.jpeg"), link),
            Optional.of(OUT));

    assertThat(inputs.files())
        .extracting(Input::file)
        .containsExactly(folder.resolve("a.jpeg"), link.resolve("a.png"));
  }
}
