import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/// Puts the program and a Java runtime of its own into one folder, which needs neither JDK nor
/// Maven nor npm to run, and packs it.
///
/// Run from the module's folder after the program is complete in `target/app`, as
/// `java src/build/java/BuildDist.java VERSION TIME`, by the JDK whose runtime goes in, with the
/// time that all files get. Leaves `target/dist/vitruvian-VERSION-linux-x86_64` and the same as
/// `.tar.gz`.
final class BuildDist {
  private static final Path APP = Path.of("target/app");
  private static final Path OUT = Path.of("target/dist");

  /// What is for a checkout only.
  private static final String LABORATORY = "vitruvian-leaklab-";

  /// Of Java's modules those that no class asks for by name: times in zones, names of files in
  /// archives and the like are in `java.base`; what `jcmd` asks of a running service is here.
  private static final List<String> ALSO = List.of("jdk.jcmd");

  private BuildDist() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    var name = "vitruvian-%s-linux-x86_64".formatted(args[0]);
    var folder = OUT.resolve(name);
    delete(OUT);
    var app = Files.createDirectories(folder.resolve("app"));
    for (var jar : files(APP)) {
      if (!jar.getFileName().toString().startsWith(LABORATORY)) {
        Files.copy(jar, app.resolve(jar.getFileName()));
      }
    }
    var options = Files.createDirectories(folder.resolve("options"));
    for (var file : List.of("java.options", "serve.options")) {
      Files.copy(Path.of(file), options.resolve(file));
    }
    for (var file : List.of("vitruvian", "LICENSE", "NOTICE")) {
      Files.copy(Path.of("..", file), folder.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
    }
    var runtime = folder.resolve("runtime");
    tool(
        "jlink",
        "--add-modules",
        String.join(",", modules(app)),
        "--output",
        runtime.toString(),
        "--no-header-files",
        "--no-man-pages",
        "--generate-cds-archive");
    // Of the archive for heaps of 32 GB and more nothing here has any use.
    Files.deleteIfExists(runtime.resolve("lib/server/classes_nocoops.jsa"));
    pack(name, args[1]);
    System.out.printf(
        "dist: %s, %d MB; packed %d MB%n",
        folder, size(folder) >> 20, Files.size(OUT.resolve(name + ".tar.gz")) >> 20);
  }

  /// The modules of Java that the program's jars need: what their modules say, and what classes of
  /// those that say nothing refer to.
  private static TreeSet<String> modules(Path app) throws IOException {
    var needed = new TreeSet<>(ALSO);
    var system = ModuleFinder.ofSystem();
    var classes = new ArrayList<String>();
    for (var module : ModuleFinder.of(app).findAll()) {
      var descriptor = module.descriptor();
      if (descriptor.isAutomatic()) {
        classes.add(Path.of(module.location().orElseThrow()).toString());
      }
      descriptor.requires().stream()
          .filter(it -> !it.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC))
          .map(ModuleDescriptor.Requires::name)
          .filter(it -> system.find(it).isPresent())
          .forEach(needed::add);
    }
    for (var jar : classes) {
      var found =
          tool(
              "jdeps",
              "--module-path",
              app.toString(),
              "--multi-release",
              "base",
              "--ignore-missing-deps",
              "--print-module-deps",
              jar);
      Stream.of(found.strip().split(",", -1))
          .filter(it -> system.find(it).isPresent())
          .forEach(needed::add);
    }
    return needed;
  }

  private static String tool(String name, String... args) {
    var out = new StringWriter();
    var tool = ToolProvider.findFirst(name).orElseThrow();
    int code = tool.run(new PrintWriter(out), new PrintWriter(out), args);
    if (code != 0) {
      throw new IllegalStateException("%s ended with %d: %s".formatted(name, code, out));
    }
    return out.toString();
  }

  // Always the same bytes of the same files.
  private static void pack(String name, String time) throws IOException, InterruptedException {
    var tar =
        new ProcessBuilder(
                "tar",
                "--sort=name",
                "--owner=0",
                "--group=0",
                "--numeric-owner",
                "--mode=u+rw,go=rX",
                "--mtime=" + time,
                "--use-compress-program=gzip -n",
                "-cf",
                name + ".tar.gz",
                name)
            .directory(OUT.toFile())
            .inheritIO()
            .start();
    if (tar.waitFor() != 0) {
      throw new IOException("tar ended with " + tar.exitValue());
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static long size(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
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
