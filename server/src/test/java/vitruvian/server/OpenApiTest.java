package vitruvian.server;

import static org.assertj.core.api.Assertions.assertThat;
import static vitruvian.server.OpenApiDocument.object;
import static vitruvian.server.OpenApiDocument.parsed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import vitruvian.tracker.Refusal;

/// The document of the interface says what the code does. What the code does is read from its
/// sources, where paths and codes are literals.
class OpenApiTest {
  private static final Path SOURCES = Path.of("src/main/java/vitruvian/server");
  private static final Pattern PATH = Pattern.compile("\"(/[a-z0-9/]*)\"(?=.*->)");
  private static final Pattern PROBLEM = Pattern.compile("\\b([45]\\d\\d),\\s*\"([a-z-]+)\"");
  private static final Pattern NAME = Pattern.compile("\"(\\w+)\"");
  private static final String REFERENCE = "#/components/";

  /// A value of the document with its place, such as `/paths/~/get`.
  private record Leaf(String place, Object value) {}

  private static Map<String, Object> document = Map.of();

  @BeforeAll
  static void read() throws IOException {
    document = OpenApiDocument.read();
  }

  @Test
  void itIsOpenApiOfVersion31() {
    assertThat(document).containsEntry("openapi", "3.1.0").containsKeys("info", "paths");
  }

  @Test
  void itHasThePathsOfTheGateAndNoOthers() throws IOException {
    var gate = Files.readString(SOURCES.resolve("Gate.java"));
    var paths =
        gate.lines()
            .filter(line -> line.strip().startsWith("case \"/"))
            .flatMap(line -> PATH.matcher(line).results())
            .map(match -> match.group(1))
            .collect(Collectors.toSet());
    assertThat(paths).as("paths in Gate").hasSizeGreaterThan(5);
    assertThat(at("paths").keySet()).isEqualTo(paths);
  }

  @Test
  void itHasTheProblemsOfTheCodeAndNoOthers() throws IOException {
    var problems = new TreeSet<String>();
    try (var files = Files.list(SOURCES)) {
      // The document is about the public port; the operators' has its own page in docs.
      for (var file : files.filter(one -> !one.endsWith("MemoryEndpoint.java")).toList()) {
        PROBLEM
            .matcher(Files.readString(file))
            .results()
            .map(match -> match.group(1) + " " + match.group(2))
            .forEach(problems::add);
      }
    }
    Arrays.stream(Refusal.values())
        .filter(reason -> reason != Refusal.UNREADABLE)
        .map(reason -> Problem.of(reason, ""))
        .map(problem -> problem.status() + " " + problem.code())
        .forEach(problems::add);
    assertThat(problems).as("problems in the code").hasSizeGreaterThan(10);

    var examples =
        at("components", "examples").entrySet().stream()
            .map(it -> Map.entry(it.getKey(), object(object(it.getValue()).get("value"))))
            .toList();
    assertThat(examples)
        .allSatisfy(it -> assertThat(it.getValue()).containsEntry("code", it.getKey()))
        .extracting(it -> it.getValue().get("status") + " " + it.getKey())
        .containsExactlyInAnyOrderElementsOf(problems);
    assertThat(list(at("components", "schemas", "ProblemCode").get("enum")))
        .containsExactlyInAnyOrderElementsOf(at("components", "examples").keySet());
  }

  @Test
  void examplesOfProblemsAreWhatTheServiceWrites() {
    for (var example : at("components", "examples").values()) {
      var written = object(object(example).get("value"));
      var problem =
          Problem.of(
              Integer.parseInt(text(written, "status")),
              text(written, "code"),
              text(written, "detail"));
      assertThat(parsed(problem.toJson("5f0d8a4c1e7b2936"))).isEqualTo(written);
    }
  }

  @Test
  void eachRefusalHasTheStatusOfItsExamples() {
    var responses = at("components", "responses");
    assertThat(at("paths").values().stream().flatMap(path -> object(path).values().stream()))
        .allSatisfy(
            operation ->
                object(object(operation).get("responses"))
                    .forEach(
                        (status, response) -> {
                          if (object(response).get("$ref") instanceof String reference) {
                            var name = reference.substring(reference.lastIndexOf('/') + 1);
                            assertThat(statuses(object(responses.get(name))))
                                .as(name)
                                .containsExactly(status);
                          }
                        }));
  }

  private static Set<String> statuses(Map<String, Object> response) {
    return leaves("", response)
        .filter(leaf -> leaf.value instanceof String text && text.contains("/examples/"))
        .map(leaf -> resolve(leaf.value.toString()))
        .map(example -> text(object(object(example).get("value")), "status"))
        .collect(Collectors.toSet());
  }

  @Test
  void eachReferenceLeadsSomewhereAndEachProblemIsReferredTo() {
    var references =
        leaves("", document)
            .filter(leaf -> leaf.place.endsWith("/$ref"))
            .map(leaf -> leaf.value.toString())
            .collect(Collectors.toSet());
    assertThat(references)
        .allSatisfy(reference -> assertThat(resolve(reference)).as(reference).isNotNull());
    assertThat(references)
        .containsAll(
            at("components", "examples").keySet().stream()
                .map(code -> REFERENCE + "examples/" + code)
                .toList());
  }

  @Test
  void parametersAreThoseThatAreRead() throws IOException {
    var choices = Files.readString(SOURCES.resolve("Choices.java"));
    int known = choices.indexOf("KNOWN");
    var names =
        NAME.matcher(choices.substring(known, choices.indexOf(';', known)))
            .results()
            .map(match -> match.group(1))
            .toList();
    assertThat(names).hasSizeGreaterThan(3);
    assertThat(at("components", "parameters").keySet()).containsExactlyInAnyOrderElementsOf(names);
  }

  private static Map<String, Object> at(String... names) {
    var place = document;
    for (var name : names) {
      place = object(place.get(name));
    }
    return place;
  }

  private static Object resolve(String reference) {
    assertThat(reference).startsWith(REFERENCE);
    var names = reference.substring(REFERENCE.length()).split("/", -1);
    assertThat(names).hasSize(2);
    var kind = at("components", names[0]);
    assertThat(kind).as(reference).containsKey(names[1]);
    return object(kind.get(names[1]));
  }

  private static Stream<Leaf> leaves(String place, Object value) {
    return switch (value) {
      case Map<?, ?> members ->
          members.entrySet().stream()
              .flatMap(member -> leaves(place + "/" + member.getKey(), member.getValue()));
      case List<?> items -> items.stream().flatMap(item -> leaves(place + "/-", item));
      default -> Stream.of(new Leaf(place, value));
    };
  }

  private static List<String> list(@Nullable Object value) {
    if (value instanceof List<?> items) {
      return items.stream().map(Object::toString).toList();
    }
    throw new AssertionError("not a list: " + value);
  }

  private static String text(Map<String, Object> object, String name) {
    return String.valueOf(object.get(name));
  }
}
