import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.spi.ToolProvider;

/// Writes the documentation of a module: what it exports, from its sources. Every warning is an
/// error.
///
/// Run from the module's folder after its classes are compiled, as `Document.java CLASSPATH OUT`,
/// where the class path has its classes and all that they need. A module that exports classes of
/// others only gets a page that says so; where there is no module there is nothing to write.
final class Document {
  private static final Path SOURCES = Path.of("src/main/java");

  private Document() {}

  public static void main(String[] args) throws IOException {
    var out = Path.of(args[1]);
    delete(out);
    var descriptor = Path.of("target/classes/module-info.class");
    if (Files.notExists(descriptor)) {
      return;
    }
    Files.createDirectories(out);
    String module;
    try (var in = Files.newInputStream(descriptor)) {
      module = ModuleDescriptor.read(in).name();
    }
    if (Files.notExists(SOURCES.resolve(module.replace('.', '/')))) {
      Files.writeString(
          out.resolve("index.html"),
          "<!doctype html><title>%1$s</title><p>%1$s has no classes of its own.\n"
              .formatted(module));
      return;
    }
    var said = new StringWriter();
    var javadoc = ToolProvider.findFirst("javadoc").orElseThrow();
    int code =
        javadoc.run(
            new PrintWriter(said),
            new PrintWriter(said),
            "-quiet",
            "-d",
            out.toString(),
            "--module-path",
            args[0],
            "--module-source-path",
            module + "=" + SOURCES,
            "--module",
            module,
            // What is written must be right; what a signature says need not be written again.
            "-Xdoclint:all,-missing",
            "-Xwerror",
            "-notimestamp",
            "-encoding",
            "UTF-8");
    if (code != 0 || !said.toString().isBlank()) {
      System.err.println(said);
      System.exit(1);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (var files = Files.walk(folder)) {
        for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
