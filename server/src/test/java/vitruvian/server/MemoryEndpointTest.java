package vitruvian.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vitruvian.forensics.AdminClient;
import vitruvian.forensics.AdminClient.Form;
import vitruvian.forensics.Section;
import vitruvian.memory.Account;

/// What operators are told about the memory, over HTTP.
final class MemoryEndpointTest {
  private static Running server;

  @BeforeAll
  static void start() {
    server = new Running();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static AdminClient client() {
    return new AdminClient(server.adminAddress());
  }

  @Test
  void theReportHasTheAccountTheLedgerAndWhatWasForgotten() throws IOException {
    var report = client().memory();
    assertThat(report.pid()).isEqualTo(ProcessHandle.current().pid());
    assertThat(report.account().lines())
        .extracting(Account.Line::key)
        .contains("heap.live", "native", "ledger.interpreter");
    assertThat(report.ledger())
        .anySatisfy(
            owner -> {
              assertThat(owner.owner()).isEqualTo("model");
              assertThat(owner.sites()).isNotEmpty();
              assertThat(owner.sites().getFirst().site()).startsWith("vitruvian.");
            });
    assertThat(client().memory(Form.TEXT)).contains("Java heap", "model");
    assertThat(client().memory(Form.HTML))
        .startsWith("<!doctype html>")
        .contains("Java heap", "remainder", "model");
  }

  @Test
  void whatHappensBetweenTwoSnapshotsIsTold() throws IOException {
    var from = client().takeSnapshot();
    var to = client().takeSnapshot();
    assertThat(to.id()).isEqualTo(from.id() + 1);
    assertThat(client().snapshots()).contains(from, to);
    var diff = client().diff(from.id(), OptionalLong.of(to.id()));
    assertThat(diff.from()).isEqualTo(from);
    assertThat(diff.to()).isEqualTo(to);
    assertThat(diff.of(Section.LEDGER)).isEmpty();
    assertThat(client().diff(from.id(), OptionalLong.empty()).to().id()).isZero();
    assertThat(client().diff(from.id(), OptionalLong.empty(), Form.TEXT)).contains("(now)");
    assertThat(snapshots("text/plain")).contains(from.toText(), to.toText());
    assertThat(snapshots("text/html")).startsWith("<!doctype html>").contains(to.at().toString());
  }

  private static String snapshots(String type) {
    return server
        .send(
            HttpRequest.newBuilder(server.adminAddress().resolve("/memory/snapshots"))
                .header("Accept", type))
        .text();
  }

  @Test
  void theFiguresOfTheLastSecondsAreKept() throws IOException {
    Await.until(
        "points of the figures",
        () ->
            server
                .get(server.adminAddress(), "/memory/history?seconds=60")
                .text()
                .contains("{\"resident\":[["));
    assertThat(client().history()).startsWith("Since when").contains("resident", "at first");
  }

  @Test
  void aProfileIsTakenInTheServersOwnThreads() throws IOException {
    var page = client().profile(Duration.ofSeconds(1), Form.HTML);
    assertThat(page).containsIgnoringCase("<html");
    assertThat(client().profile(Duration.ofSeconds(1), Form.TEXT))
        .startsWith("Allocated within 1 s and not freed: ");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /memory/diff, 422, bad-parameter",
    "GET, /memory/diff?from=one, 422, bad-parameter",
    "GET, /memory/diff?from=999, 404, no-snapshot",
    "POST, /memory/profile?seconds=0, 422, bad-parameter",
    "POST, /memory/profile?seconds=301, 422, bad-parameter",
    "GET, /memory/profile?seconds=1, 405, method-not-allowed",
    "GET, /memory/history?seconds=172801, 422, bad-parameter",
    "GET, /memory/history?seconds=18446744073709551615, 422, bad-parameter",
    "GET, /memory/anything, 404, not-found",
  })
  void whatCannotBeAnsweredIsRefusedWithItsCode(
      String method, String path, int status, String code) {
    var reply =
        server.send(
            HttpRequest.newBuilder(server.adminAddress().resolve(path))
                .method(method, BodyPublishers.noBody()));
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.text()).contains("\"code\":\"%s\"".formatted(code));
  }

  @Test
  void thePublicPortKnowsNothingOfIt() {
    assertThat(server.get("/memory").status()).isEqualTo(404);
  }
}
