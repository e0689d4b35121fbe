package vitruvian.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The page's build, run as a process in a module of its own, with tools that only pretend.
class BuildPageTest {
  private static final Path SCRIPT = Path.of("src/build/java/BuildPage.java").toAbsolutePath();
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  private static final String NPM =
      """
      #!/bin/sh
      echo npm >>calls
      mkdir -p node_modules
      """;

  private static final String NODE =
      """
      #!/bin/sh
      echo "${1##*/}" >>calls
      [ "${1##*/}" = vite.js ] || exit 0
      mkdir -p target/page/site/assets
      echo page >target/page/site/index.html
      cp src/main/web/main.ts target/page/site/assets/main-12345678.js
      """;

  @TempDir private Path temp;
  private Path module = Path.of("");
  private Path out = Path.of("");

  @BeforeEach
  void module() throws IOException {
    module = temp.resolve("web");
    Files.createDirectories(module.resolve("src/main/web"));
    out = module.resolve("target/classes/vitruvian/web");
    Files.writeString(module.resolve("src/main/web/main.ts"), "1");
    Files.writeString(module.resolve("package-lock.json"), "{}");
    Files.createDirectories(temp.resolve("samples"));
    Files.writeString(temp.resolve("samples/astronaut.png"), "picture");
    Files.createDirectories(out);
    Files.writeString(out.resolve("StaticFiles.class"), "class");
  }

  @Test
  void laysThePageBesideTheClasses() throws Exception {
    tools(NPM, NODE);
    Files.writeString(out.resolve("old.js"), "of the build before");

    assertThat(build()).isEqualTo(new Ended(0, ""));
    assertThat(out.resolve("files.txt"))
        .content()
        .containsPattern("1 [0-9a-f]{32} assets/main-12345678.js\n")
        .containsPattern("5 [0-9a-f]{32} index.html\n")
        .containsPattern("7 [0-9a-f]{32} sample.png\n");
    assertThat(out.resolve("sample.png")).hasContent("picture");
    assertThat(out.resolve("StaticFiles.class")).exists();
    assertThat(out.resolve("old.js")).doesNotExist();
  }

  @Test
  void doesNothingWhenNothingHasChanged() throws Exception {
    tools(NPM, NODE);
    build();
    build();
    assertThat(module.resolve("calls")).hasContent("npm\ntsc\nvite.js\n");

    Files.writeString(module.resolve("src/main/web/main.ts"), "2");
    build();
    assertThat(module.resolve("calls")).hasContent("npm\ntsc\nvite.js\ntsc\nvite.js\n");
    assertThat(out.resolve("assets/main-12345678.js")).hasContent("2");
  }

  @Test
  void saysInOneLineWhatATypeErrorIs() throws Exception {
    tools(NPM, "#!/bin/sh\necho 'main.ts(1,1): error TS1005'\nexit 1\n");

    var ended = build();

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.output())
        .startsWith("web: tsc failed (main.ts(1,1): error TS1005); see ")
        .hasLineCount(1);
    assertThat(module.resolve("target/page/done")).doesNotExist();
  }

  @Test
  void saysInOneLineThatNpmIsMissing() throws Exception {
    var ended = build();

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.output()).startsWith("web: npm is not on the PATH").hasLineCount(1);
  }

  private record Ended(int code, String output) {}

  private void tools(String npm, String node) throws IOException {
    for (var tool : new String[][] {{"npm", npm}, {"node", node}}) {
      var file = Files.writeString(temp.resolve(tool[0]), tool[1]);
      assertThat(file.toFile().setExecutable(true)).isTrue();
    }
  }

  /// Builds with the tools of the test only, and the usual ones of a shell.
  private Ended build() throws IOException, InterruptedException {
    var builder =
        new ProcessBuilder(JAVA.toString(), "-XX:TieredStopAtLevel=1", SCRIPT.toString())
            .directory(module.toFile())
            .redirectErrorStream(true);
    var hasTools = Files.exists(temp.resolve("npm"));
    builder
        .environment()
        .put("PATH", hasTools ? temp + File.pathSeparator + System.getenv("PATH") : "");
    var process = builder.start();
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Ended(process.waitFor(), output);
  }
}
