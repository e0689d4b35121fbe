package vitruvian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServeCommandTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Pattern OPERATORS = Pattern.compile("for operators: (http://\\S+/)");
  private static final Pattern READY = Pattern.compile("Vitruvian is ready: (http://\\S+/)");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "serve --port 70000            | --port is out of its range: 70000",
        "serve --port -1               | --port is out of its range: -1",
        "serve --port eighty           | '--port'",
        "serve --admin-port 65536      | --admin-port is out of its range: 65536",
        "serve --sessions many         | --sessions is auto or a number, not many",
        "serve --sessions 0            | --sessions is out of its range: 0",
        "serve --memory much           | --memory is auto or a size such as 1GB, not much",
        "serve --memory 0              | --memory is out of its range: 0",
        "serve --memory 100MB          | --memory: 100 MB are too little: ",
        "serve --max-body 0            | --max-body is out of its range: 0",
        "serve --max-body 9GB          | --max-body is out of its range: ",
        "serve --max-body large        | 'large' is not a number of bytes",
        "serve --max-pixels 0          | --max-pixels is out of its range: 0",
        "serve --max-pixels 9G         | --max-pixels is out of its range: ",
        "serve --max-side -1           | --max-side is out of its range: -1",
        "serve --max-side 40000        | --max-side is out of its range: 40000",
        "serve --queue -1              | --queue is out of its range: -1",
        "serve --queue 2147483647      | --queue is out of its range: 2147483647",
        "serve --patience soon         | --patience is a time such as 1s, 0.5s or 2m, not soon",
        "serve --patience -1s          | --patience is out of its range: ",
        "serve --patience 9999999999h  | --patience is out of its range: ",
        "serve --max-streams -1        | --max-streams is out of its range: -1",
        "serve --host 0.0.0.0          | --host 0.0.0.0 lets others in",
        "serve --host ::               | --host :: lets others in",
        "serve --host no.such.invalid  | there is no host no.such.invalid",
        "serve --token-file none.txt   | --token-file none.txt cannot be read",
        "serve --token                 | did you mean",
      })
  void wrongUsageIsOneLineAndAHint(String args, String expected) {
    var run = Cli.run((Object[]) args.strip().split(" +"));

    assertThat(run.code()).as(run.err()).isEqualTo(Exit.WRONG_USAGE);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines()).hasSize(2);
    assertThat(run.err()).contains(expected).contains("--help'");
  }

  @ParameterizedTest
  @CsvSource({"''", "short", "' spaces  '"})
  void aTokenHasToBeLong(String token) throws IOException {
    var file = Files.writeString(folder.resolve("token"), token + "\nlonger second line");
    var run = Cli.run("serve", "--token-file", file);
    assertThat(run.code()).isEqualTo(Exit.WRONG_USAGE);
    assertThat(run.err()).contains("the first line has to have 8 characters or more");
  }

  @Test
  void aTokenThatIsNoTextIsWrongUsage() throws IOException {
    var file = Files.write(folder.resolve("token"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
    var run = Cli.run("serve", "--token-file", file);
    assertThat(run.code()).as(run.err()).isEqualTo(Exit.WRONG_USAGE);
    assertThat(Cli.run("serve", "--token-file", folder).code()).isEqualTo(Exit.WRONG_USAGE);
  }

  @ParameterizedTest
  @CsvSource({
    "512, 8192, 471",
    "100, 8192, 92",
    "1024, 8192, 960",
    "16384, 32768, 16320", // containers
    ", 2048, 512",
    ", 65536, 2048"
  })
  void theCeilingLeavesRoomInAContainerAndOnAMachine(
      @Nullable Long container, long machine, long megabytes) {
    var limit = container == null ? OptionalLong.empty() : OptionalLong.of(container << 20);
    assertThat(ServeCommand.ceiling(limit, machine << 20) >> 20).isEqualTo(megabytes);
  }

  @Test
  void aPortThatIsTakenIsOneLine() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var run =
          Cli.run("serve", "--port", taken.getLocalPort(), "--admin-port", 0, "--memory", "2GB");
      assertThat(run.code()).isEqualTo(Exit.FAILED);
      assertThat(run.out()).isEmpty();
      assertThat(run.err().lines())
          .containsExactly(
              "vitruvian: cannot listen at 127.0.0.1, port %d: Address already in use"
                  .formatted(taken.getLocalPort()));
    }
  }

  @Test
  void answersAsTheCommandLineDoesAndEndsWhenAsked() throws Exception {
    var stop = new StopSignal();
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var code = Cli.serve(stop, out, err);
    try {
      var address = address(READY, out, code);
      var picture = Files.readAllBytes(Cli.ASTRONAUT);
      try (var client = HttpClient.newHttpClient();
          var late = new Socket(address.getHost(), address.getPort())) {
        var request =
            HttpRequest.newBuilder(address.resolve("/v1/holistic"))
                .POST(BodyPublishers.ofByteArray(picture));
        var reply = client.send(request.build(), BodyHandlers.ofString()).body();
        assertThat(Cli.withoutTiming(reply).strip())
            .isEqualTo(
                Cli.withoutTiming(Cli.run("track", Cli.ASTRONAUT, "--out", "-").out()).strip());

        late.getOutputStream()
            .write(
                ("POST /v1/holistic HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
                        + "Content-Length: %d\r\n\r\n".formatted(picture.length))
                    .getBytes(StandardCharsets.ISO_8859_1));
        // It is being worked on once it says that the body is welcome.
        assertThat(late.getInputStream().read()).isEqualTo('H');
        stop.request();
        late.getOutputStream().write(picture);
        assertThat(new String(late.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
            .contains("HTTP/1.1 200 OK", "\"poseLandmarks\":[{");
      }
    } finally {
      stop.request();
    }
    assertThat(code.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(Exit.OK);
    assertThat(err.toString(StandardCharsets.UTF_8).lines()).hasSize(3).last().isEqualTo("stopped");
  }

  @Test
  void theDoctorAsksAtTheOperatorsPort() throws Exception {
    var stop = new StopSignal();
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var code = Cli.serve(stop, out, err);
    try {
      var admin = address(OPERATORS, err, code);
      assertThat(told("doctor", admin)).contains("remainder", "packed weights");
      long end = System.nanoTime() + LIMIT.toNanos();
      while (!told("doctor", admin).contains("Since when")) {
        assertThat(System.nanoTime()).as("the first figures are there").isLessThan(end);
        LockSupport.parkNanos(100_000_000);
      }
      assertThat(told("doctor", admin, "--snapshots")).isEmpty();
      assertThat(told("doctor", admin, "--snapshot")).startsWith("1  taken at ");
      assertThat(told("doctor", admin, "--snapshots")).startsWith("1  taken at ").hasLineCount(1);
      assertThat(told("doctor", admin, "--since", "1")).contains("(now)");
      var forgotten = Cli.run("doctor", admin, "--since", "9");
      assertThat(forgotten.code()).isEqualTo(Exit.FAILED);
      assertThat(forgotten.err()).contains("snapshot 9 is not kept");
    } finally {
      stop.request();
    }
    assertThat(code.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(Exit.OK);
  }

  private static String told(Object... args) {
    var run = Cli.run(args);
    assertThat(run.code()).as(run.err()).isZero();
    return run.out();
  }

  private static URI address(
      Pattern ready, ByteArrayOutputStream out, CompletableFuture<Integer> code) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() < end && !code.isDone()) {
      var matcher = ready.matcher(out.toString(StandardCharsets.UTF_8));
      if (matcher.find()) {
        return URI.create(matcher.group(1));
      }
      LockSupport.parkNanos(1_000_000);
    }
    throw new AssertionError("it does not start");
  }
}
