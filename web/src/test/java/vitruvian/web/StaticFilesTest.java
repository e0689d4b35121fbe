package vitruvian.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StaticFilesTest {
  @Test
  void theRootIsThePage() throws IOException {
    var page = StaticFiles.find("/").orElseThrow();

    assertThat(page.path()).isEqualTo("index.html");
    assertThat(page.contentType()).isEqualTo("text/html; charset=utf-8");
    assertThat(page.isImmutable()).isFalse();
    assertThat(text(page)).contains("<title>Vitruvian");
  }

  @Test
  void everyFileHasItsBytesAndItsOwnTag() throws IOException {
    for (var file : StaticFiles.all()) {
      try (var content = file.open()) {
        assertThat(content.readAllBytes()).as(file.path()).hasSize((int) file.bytes());
      }
    }
    assertThat(StaticFiles.all().stream().map(StaticFile::etag)).doesNotHaveDuplicates();
  }

  @Test
  void theSampleIsTheOneOfTheProject() throws IOException {
    var sample = StaticFiles.find("/sample.png").orElseThrow();

    assertThat(sample.contentType()).isEqualTo("image/png");
    try (var content = sample.open()) {
      assertThat(Path.of("../samples/astronaut.png")).hasBinaryContent(content.readAllBytes());
    }
  }

  @Test
  void onlyWhatHasItsHashInTheNameMayBeKeptWithoutAsking() {
    assertThat(StaticFiles.all())
        .filteredOn(StaticFile::isImmutable)
        .isNotEmpty()
        .allMatch(file -> file.path().matches("assets/[\\w.]+-[\\w-]{8}\\.(js|css)"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/..",
        "/../index.html",
        "/assets/",
        "/assets/../index.html",
        "//index.html",
        "/StaticFiles.class",
        "/files.txt",
        "/module-info.class",
        "/index.html\0",
        "/assets\\index.js"
      })
  void nothingElseIsFound(String path) {
    assertThat(StaticFiles.find(path)).isEmpty();
  }

  @Test
  void thePageKeepsItsOwnPolicy() throws IOException {
    var page = text(StaticFiles.find("/index.html").orElseThrow());

    assertThat(page).doesNotContainIgnoringCase("<style").doesNotContain("javascript:");
    assertThat(Pattern.compile("<script(?![^>]* src=\"\\./)").matcher(page).find()).isFalse();
    assertThat(Pattern.compile("\\s(style|on[a-z]+)=").matcher(page).find()).isFalse();
    assertThat(Pattern.compile("(src|href)=\"(?!\\./|#)").matcher(page).find()).isFalse();
  }

  /// Namespaces of SVG are names, and three.js links to its documentation in messages.
  @Test
  void stylesLoadNothingFromElsewhere() throws IOException {
    for (var file : StaticFiles.all()) {
      if (file.path().endsWith(".css")) {
        assertThat(text(file)).as(file.path()).doesNotContain("http").doesNotContain("@import");
      }
    }
  }

  private static String text(StaticFile file) throws IOException {
    try (var content = file.open()) {
      return new String(content.readAllBytes(), UTF_8);
    }
  }
}
