package vitruvian.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What `module-info` cannot say about how the parts may lean on each other.
///
/// All main classes of all modules are looked at; the command line is the one module that sees them
/// all.
final class ArchitectureTest {
  /// The modules, and which of the others each may use. A new module must be entered here.
  private static final Map<String, Set<String>> MODULES =
      Map.ofEntries(
          Map.entry("models", Set.of()),
          Map.entry("web", Set.of()),
          Map.entry("memory", Set.of()),
          Map.entry("landmarks", Set.of()),
          Map.entry("tracker", Set.of("models", "memory", "landmarks")),
          Map.entry("render", Set.of("tracker", "landmarks")),
          Map.entry("motion", Set.of("landmarks")),
          Map.entry("video", Set.of("tracker", "memory", "landmarks")),
          Map.entry("forensics", Set.of("memory")),
          Map.entry(
              "server", Set.of("memory", "landmarks", "tracker", "render", "motion", "forensics")),
          Map.entry("soak", Set.of("memory", "forensics")),
          Map.entry(
              "leaklab", Set.of("memory", "landmarks", "tracker", "server", "forensics", "soak")),
          Map.entry(
              "cli",
              Set.of(
                  "models",
                  "memory",
                  "landmarks",
                  "tracker",
                  "render",
                  "video",
                  "motion",
                  "forensics",
                  "server",
                  "soak",
                  "leaklab",
                  "web")));

  /// The packages inside of the tracker, and which of the others each may use.
  private static final Map<String, Set<String>> TRACKER_PACKAGES =
      Map.of(
          "natives", Set.of(),
          "image", Set.of("natives"),
          "engine", Set.of("natives"),
          "pipeline", Set.of("engine"));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("vitruvian");

  static Stream<String> modules() {
    return MODULES.keySet().stream().sorted();
  }

  static Stream<String> trackerPackages() {
    return TRACKER_PACKAGES.keySet().stream().sorted();
  }

  // Without this, rules about classes that were not found would hold.
  @Test
  void allModulesAreLookedAt() {
    var found =
        CLASSES.stream()
            .map(type -> type.getPackageName().split("\\.", -1))
            .filter(names -> names.length > 1)
            .map(names -> names[1])
            .collect(Collectors.toSet());
    assertThat(found).isEqualTo(MODULES.keySet());
  }

  @ParameterizedTest
  @MethodSource("modules")
  void aModuleUsesOnlyTheModulesThatItMay(String module) {
    var allowed =
        Stream.concat(Stream.of(module), MODULES.getOrDefault(module, Set.of()).stream())
            .map(name -> "vitruvian." + name + "..")
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage("vitruvian." + module + "..")
        .should()
        .dependOnClassesThat(resideInAPackage("vitruvian..").and(not(resideInAnyPackage(allowed))))
        .because(
            "the arrows between the modules run one way, so that each can be used without those"
                + " above it")
        .check(CLASSES);
  }

  @Test
  void modulesHaveNoCycles() {
    slices()
        .matching("vitruvian.(*)..")
        .should()
        .beFreeOfCycles()
        .because("parts that need each other are one part")
        .check(CLASSES);
  }

  @Test
  void nativeMemoryIsTouchedInFewModulesOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "vitruvian.memory..",
            "vitruvian.tracker..",
            "vitruvian.render..",
            "vitruvian.video..",
            "vitruvian.server..",
            // The faults that are planted on purpose.
            "vitruvian.leaklab..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.bytedeco..", "java.lang.foreign..")
        .because("every native byte has an owner with an end, and few places can be held to that")
        .check(CLASSES);
  }

  @Test
  void namesSayWhatAThingIs() {
    noClasses()
        .should()
        .haveNameMatching(".*(Utils?|Manager|Helper|Impl)(\\$.*)?")
        .because(
            "such a name hides that nobody knew what the class is; a function goes to its type")
        .check(CLASSES);
  }

  @Test
  void picturesOfTheDesktopAreForDrawingAndForTheCommandLine() {
    noClasses()
        .that()
        .resideOutsideOfPackages("vitruvian.render..", "vitruvian.server..", "vitruvian.cli..")
        // A frame may be made of such a picture; nothing is loaded where none is.
        .and()
        .doNotHaveFullyQualifiedName("vitruvian.tracker.Frame")
        .and()
        .doNotHaveFullyQualifiedName("vitruvian.tracker.DesktopPixels")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.awt..", "javax.imageio..", "javax.swing..")
        .because(
            "the library must not load the desktop: it costs memory, and a small runtime has none")
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandLineWritesToTheTerminal() {
    noClasses()
        .that()
        .resideOutsideOfPackage("vitruvian.cli..")
        .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
        .because("a library's output belongs to the program that uses it; it logs or throws")
        .check(CLASSES);
  }

  @Test
  void nothingIsFinalized() {
    noMethods()
        .should()
        .haveName("finalize")
        .andShould()
        .haveRawParameterTypes(new Class<?>[0])
        .because(
            "a lifetime's safety net is a cleaner, which tells and is not on the way of the garbage"
                + " collector")
        .check(CLASSES);
  }

  /// The tracker in words: `natives` knows nothing of the others; `image` (pictures) and `engine`
  /// (models) are built on it and do not know each other; `pipeline` (the stages) works with the
  /// engine and never sees an encoded picture.
  @ParameterizedTest
  @MethodSource("trackerPackages")
  void aPackageOfTheTrackerUsesOnlyThePackagesThatItMay(String part) {
    var allowed = TRACKER_PACKAGES.getOrDefault(part, Set.of());
    var forbidden =
        trackerPackages()
            .filter(other -> !other.equals(part) && !allowed.contains(other))
            .map(other -> "vitruvian.tracker." + other + "..")
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage("vitruvian.tracker." + part + "..")
        .should()
        .dependOnClassesThat(resideInAnyPackage(forbidden))
        .because("a stage, the engine below it and the decoding beside it can each be read alone")
        .check(CLASSES);
  }

  /// The tracker's root package holds both what users see and the parts that put everything
  /// together, so it and the packages below it use each other. The rule that is left: those below
  /// use its values (frame, options, limits, faults), never what assembles them.
  @Test
  void whatTheTrackerIsBuiltOfDoesNotKnowTheTracker() {
    var assembly =
        Stream.of(
                "BareModels",
                "EngineInfo",
                "ImageDecoder",
                "ImageTracker",
                "Session",
                "SessionPool",
                "TrackStream",
                "TrackerConfig")
            .map(name -> CLASSES.get("vitruvian.tracker." + name).reflect())
            .toArray(Class<?>[]::new);
    classes()
        .that()
        .resideInAnyPackage(
            trackerPackages()
                .map(name -> "vitruvian.tracker." + name + "..")
                .toArray(String[]::new))
        .should()
        .onlyDependOnClassesThat(not(belongToAnyOf(assembly)))
        .because("stages and engine are used and tested without sessions, pool or tracker")
        .check(CLASSES);
  }

  @Test
  void everyPackageOfTheTrackerHasItsRule() {
    var found =
        CLASSES.stream()
            .map(type -> List.of(type.getPackageName().split("\\.", -1)))
            .filter(names -> names.size() > 2 && names.get(1).equals("tracker"))
            .map(names -> names.get(2))
            .collect(Collectors.toSet());
    assertThat(found).isEqualTo(TRACKER_PACKAGES.keySet());
  }
}
