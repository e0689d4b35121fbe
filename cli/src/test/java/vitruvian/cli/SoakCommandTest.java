package vitruvian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SoakCommandTest {
  @TempDir Path folder;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicLong requests = new AtomicLong();
  private final StopSignal stop = new StopSignal();
  private HttpServer service;
  private volatile int status = 200;
  private volatile long kept;
  private volatile long stopAfter = Long.MAX_VALUE;
  private volatile String figures = "{\"heap\":%d}";

  @BeforeEach
  void serve() throws IOException {
    service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    service.setExecutor(threads);
    service.createContext("/v1/holistic", this::picture);
    service.createContext("/memory/figures", this::figures);
    service.start();
  }

  @AfterEach
  void close() {
    service.stop(0);
    threads.shutdownNow();
  }

  private void picture(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    if (requests.incrementAndGet() == stopAfter) {
      stop.request();
    }
    answer(exchange, status, "{}");
  }

  private void figures(HttpExchange exchange) throws IOException {
    long served = requests.get();
    answer(
        exchange,
        200,
        "{\"pid\":1,\"at\":0,\"requests\":%d,\"figures\":%s}"
            .formatted(served, figures.formatted(40_000_000 + kept * served)));
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private Cli soak(String... more) {
    var address = "http://127.0.0.1:" + service.getAddress().getPort();
    var args =
        new ArrayList<Object>(
            List.of("soak", address, "--admin", address, "--rate", "50", "--warm-up", "0s"));
    args.addAll(List.of("--every", "0.002s", "--picture", Cli.ASTRONAUT));
    args.addAll(List.of(more));
    return Cli.run(stop, args.toArray());
  }

  @Test
  void aCleanServicePasses() {
    var run = soak("--duration", "4s");

    assertThat(run.code()).as(run.err() + run.out()).isEqualTo(Exit.OK);
    assertThat(run.out()).contains("PASS: Nothing grows", "100.00 % of 200 requests");
  }

  @Test
  void aLeakFailsAndTheReportTellsOfIt() throws IOException {
    kept = 5000;
    var run = soak("--duration", "4s", "--report", folder.toString());

    assertThat(run.code()).as(run.err() + run.out()).isEqualTo(Exit.FAILED);
    assertThat(run.out()).contains("LEAK: Memory grows with every request: heap");
    assertThat(Cli.files(folder)).containsExactly("report.html", "report.json");
    var page = folder.resolve("report.html");
    var first = Files.readString(page);
    assertThat(first).contains("LEAK", "--duration 4s");
    Files.delete(page);
    assertThat(Cli.run("soak", "--render", folder.resolve("report.json")).code()).isZero();
    assertThat(page).hasContent(first);
  }

  @Test
  void wrongAnswersFail() {
    status = 500;
    var run = soak("--duration", "1s");

    assertThat(run.code()).isEqualTo(Exit.FAILED);
    assertThat(run.out())
        .contains("50 requests, frames or live streams were not answered as they deserve");
  }

  @Test
  void whatCannotBeToldIsNeither() {
    figures = "{}";
    assertThat(soak("--duration", "1s").code()).isEqualTo(Exit.INCONCLUSIVE);
  }

  @Test
  void ctrlCLeavesAReportOfWhatThereIs() throws IOException {
    stopAfter = 5;
    var run = soak("--duration", "1h", "--report", folder.toString());

    assertThat(run.code()).isEqualTo(Exit.STOPPED);
    assertThat(run.out()).contains("The run was stopped before its time.");
    assertThat(Files.readString(folder.resolve("report.html"))).contains("stopped before its time");
  }

  @Test
  void aServiceThatIsNotThereIsOneLine() {
    service.stop(0);
    var run = soak("--duration", "1s");

    assertThat(run.code()).isEqualTo(Exit.FAILED);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains("does not answer");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "soak                                        | which service",
        "soak 127.0.0.1:8080                         | cannot convert",
        "soak nonsense                               | not an address such as http://",
        "soak http://h --rate fast                   | --rate is a number a second or a share",
        "soak http://h --rate 0                      | a rate is 0 to 100000 a second: 0",
        "soak http://h --rate -5%                    | a share is 0 to 1000 %",
        "soak http://h --duration soon               | --duration is a time such as 1s",
        "soak http://h --duration 0s                 | the duration is a second to 30 days",
        "soak http://h --warm-up never               | --warm-up is a time such as 1s",
        "soak http://h --hostile 2                   | the hostile share is 0 to 1: 2",
        "soak http://h --streams -1                  | streams are 0 to 10000: -1",
        "soak http://h --streams 1 --frames 0        | frames are 0 to 120 a second: 0",
        "soak http://h --budget 0                    | a budget is more than 0 bytes: 0",
        "soak http://h --picture nowhere.jpg         | --picture nowhere.jpg: no such file",
        "soak http://h --token-file none.txt         | --token-file none.txt cannot be read",
        "soak http://h --report pom.xml              | --report pom.xml cannot be written to",
        "soak http://h --admin h                     | not an address such as http://",
        "soak --render none.json                     | --render none.json: ",
      })
  void wrongUsageIsOneLineAndAHint(String args, String expected) {
    var run = Cli.run((Object[]) args.strip().split(" +"));

    assertThat(run.code()).as(run.err()).isEqualTo(Exit.WRONG_USAGE);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines()).hasSize(2);
    assertThat(run.err()).contains(expected).contains("--help'");
  }
}
