package vitruvian.benchmarks.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What attackers send is what they say, they come from other addresses than polite clients, and a
/// log that tells too much is noticed. The service is one that answers anything with 200.
final class AttacksTest {
  private final Set<String> clients = new ConcurrentSkipListSet<>();
  private HttpServer service;
  @TempDir private Path folder;

  @BeforeEach
  void start() throws IOException {
    service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    service.createContext(
        "/",
        exchange -> {
          clients.add(exchange.getRemoteAddress().getAddress().getHostAddress());
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    service.start();
  }

  @AfterEach
  void stop() {
    service.stop(0);
  }

  private Victim victim(Optional<Path> log) throws IOException {
    var address = URI.create("http://127.0.0.1:%d".formatted(service.getAddress().getPort()));
    return new Victim(address, Optional.empty(), OptionalLong.empty(), log);
  }

  private static Verdict judged(Victim victim, Attack attack)
      throws IOException, InterruptedException {
    return Siege.of(victim, new Inputs(), attack, 1);
  }

  @Test
  void aFormHasItsHeadersBeforeTheEmptyLine() {
    var form = new String(Inputs.partHeaders(1000), StandardCharsets.US_ASCII);
    assertThat(form)
        .startsWith("--vitruvian\r\nContent-Disposition")
        .endsWith("\r\n--vitruvian--\r\n");
    assertThat(form.substring(0, form.indexOf("\r\n\r\n")).split("X: a", -1)).hasSize(1001);
  }

  @Test
  void theFormThatExhaustsTheHeapIsShorterThanTheUsualLimitOfBodies() {
    assertThat(Inputs.partHeaders(2_500_000)).hasSizeLessThan(20 << 20);
  }

  @Test
  void attackersComeFromEightAddressesAndThePoliteFromTheUsual()
      throws IOException, InterruptedException {
    var attack =
        Attack.flood(
            "0",
            "sixteen requests",
            siege -> {
              for (int i = 0; i < 16; i++) {
                siege.victim().ask("GET /", "");
              }
            });
    var verdict = judged(victim(Optional.empty()), attack);
    assertThat(verdict.holds()).as(verdict.toString()).isTrue();
    assertThat(clients).hasSize(9).contains("127.0.0.1", "127.0.0.2", "127.0.0.9");
  }

  @Test
  void aLineThatAClientWroteIntoTheLogGotThrough() throws IOException, InterruptedException {
    var log = Files.writeString(folder.resolve("log"), "before\n");
    var attack =
        Attack.flood(
            "0",
            "a log that tells all",
            _ -> Files.writeString(log, "before\nhost \u009b31m\n" + Siege.LINE + "\n"));
    var verdict = judged(victim(Optional.of(log)), attack);
    assertThat(verdict.holds()).isFalse();
    assertThat(verdict.toString()).contains("control characters", "written a line");
  }

  @Test
  void aQuestionIsJudgedByItsAnswers() throws IOException, InterruptedException {
    var refused = Questions.all().stream().filter(attack -> attack.row().equals("11f")).findFirst();
    var verdict = judged(victim(Optional.empty()), refused.orElseThrow());
    assertThat(verdict.holds()).isFalse();
    assertThat(verdict.toString()).contains("key of 1 characters: 200");
  }
}
