package vitruvian.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import vitruvian.forensics.Finding;
import vitruvian.soak.Judgement.Result;
import vitruvian.soak.SoakPlan.Rate;

/// Whole runs against a service that is none, in time that runs forty times faster.
final class SoakTest {
  private static final Pace PACE = new FastPace(40);

  private static SoakPlan plan(FakeService service, Rate rate, double hostile) {
    return new SoakPlan(
        new Target(service.address()),
        Optional.of(service.address()),
        rate,
        new SoakPlan.Times(
            Duration.ofSeconds(4),
            Duration.ofSeconds(5),
            Duration.ofSeconds(60),
            Duration.ofMillis(500)),
        new Mixture(List.of(FakeService.PICTURE), List.of(), hostile, 0, 1, 3),
        SoakPlan.BUDGET);
  }

  private static SoakResult run(SoakPlan plan) throws IOException, InterruptedException {
    return new Soak(plan, PACE, InstantSource.system())
        .run("vitruvian soak <url> & more", "1.2.3-test", _ -> {}, () -> false);
  }

  @Test
  void aCleanServicePassesAndEveryRequestIsCounted() throws IOException, InterruptedException {
    try (var service = new FakeService()) {
      var result = run(plan(service, new Rate.PerSecond(5), 0));

      assertThat(result.load().tally().good().all()).isEqualTo(300);
      assertThat(result.load().tally().answeredShare()).isEqualTo(1);
      assertThat(result.load().tally().pictures().count()).isEqualTo(300);
      assertThat(result.judgement().result()).isEqualTo(Result.PASS);
      assertThat(result.recording().size()).isGreaterThan(72);
    }
  }

  @Test
  void aLeakingServiceIsFoundOut() throws IOException, InterruptedException {
    try (var service = new FakeService().leaking(5000)) {
      var result = run(plan(service, new Rate.PerSecond(5), 0));

      assertThat(result.judgement().diagnosis().leaks()).containsExactly("heap");
      assertThat(result.report().text()).contains("LEAK: Memory grows with every request: heap");
      assertThat(result.judgement().diagnosis().verdict("heap").growth().slope())
          .isBetween(4900.0, 5100.0);
    }
  }

  // Native code allocates for those who ask for something.
  @Test
  void requestsGoOnWhileNativeMemoryIsProfiled() throws IOException, InterruptedException {
    try (var service = new FakeService().leakingNatively(5000)) {
      var result = run(plan(service, new Rate.PerSecond(5), 0));

      assertThat(result.findings()).extracting(Finding::owner).containsExactly("tf_open");
      assertThat(service.whileProfiled()).isPositive();
    }
  }

  @Test
  void whatTheSafetyNetFreedIsALeakThoughNothingGrows() throws IOException, InterruptedException {
    try (var service = new FakeService().forgetting(2)) {
      var result = run(plan(service, new Rate.PerSecond(5), 0));

      assertThat(result.judgement().result()).isEqualTo(Result.LEAK);
      assertThat(result.findings())
          .extracting(Finding::owner, Finding::site)
          .containsExactly(tuple("frame", "a.B.c(B.java:1)"));
      assertThat(result.report().text()).contains("LEAK: Never closed,", ": 2 of what was opened.");
    }
  }

  @Test
  void aServiceThatTellsNothingIsNoPass() throws IOException, InterruptedException {
    try (var service = new FakeService().silent()) {
      var result = run(plan(service, new Rate.PerSecond(5), 0));

      assertThat(result.judgement().result()).isEqualTo(Result.INCONCLUSIVE);
      assertThat(result.report().text()).contains("told no figures");
    }
  }

  @Test
  void aShareOfTheMostIsMeasuredFirst() throws IOException, InterruptedException {
    try (var service = new FakeService()) {
      var phases = new ArrayList<String>();
      var result =
          new Soak(plan(service, new Rate.OfMost(0.01), 0), PACE, InstantSource.system())
              .run("soak", "1", progress -> phases.add(progress.phase()), () -> false);

      assertThat(result.load().most()).isPositive();
      assertThat(result.load().perSecond()).isEqualTo(Math.max(0.1, 0.01 * result.load().most()));
      assertThat(phases.getFirst()).isEqualTo("measuring");
      assertThat(phases).contains("warm-up", "load");
    }
  }

  @Test
  void aStopEndsItWithWhatThereIs() throws IOException, InterruptedException {
    try (var service = new FakeService()) {
      var told = new int[1];
      var result =
          new Soak(plan(service, new Rate.PerSecond(5), 0), PACE, InstantSource.system())
              .run("soak", "1", _ -> told[0]++, () -> told[0] > 20);

      assertThat(result.load().stopped()).isTrue();
      assertThat(result.load().tally().good().all()).isBetween(1L, 299L);
      assertThat(result.report().html()).contains("stopped before its time");
    }
  }

  @Test
  void aServiceThatRefusesAllHasNoMost() throws IOException {
    try (var service = new FakeService().refusing(401)) {
      assertThatThrownBy(() -> run(plan(service, new Rate.OfMost(0.7), 0)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("x picture 401 refused");
    }
  }

  @Test
  void refusalsOfGoodPicturesFailThough() throws IOException, InterruptedException {
    try (var service = new FakeService().refusing(503)) {
      var result = run(plan(service, new Rate.PerSecond(5), 0));

      assertThat(result.load().tally().good().overloaded()).isEqualTo(300);
      assertThat(result.judgement().failed()).isEqualTo(300);
      assertThat(result.judgement().isGood()).isFalse();
    }
  }

  // Two requests wait for ever when the stop comes; their answers are nobody's fault.
  @Test
  void whatAStopGivesUpIsNoFailure() throws IOException, InterruptedException {
    try (var service = new FakeService().hanging()) {
      var result =
          new Soak(plan(service, new Rate.PerSecond(5), 0), PACE, InstantSource.system())
              .run("soak", "1", _ -> {}, () -> service.requests() > 30);

      assertThat(result.load().stopped()).isTrue();
      assertThat(result.load().tally().good().abandoned()).isPositive();
      assertThat(result.load().tally().good().unanswered()).isZero();
      assertThat(result.judgement().failed()).isZero();
      assertThat(result.load().tally().answeredShare()).isEqualTo(1);
      assertThat(result.report().text()).contains("given up by the stop");
    }
  }

  @Test
  void aStopEndsMeasuringThoughNothingIsAnswered() throws IOException, InterruptedException {
    try (var service = new FakeService().hanging()) {
      var result =
          new Soak(plan(service, new Rate.OfMost(0.7), 0), Pace.SYSTEM, InstantSource.system())
              .run("soak", "1", _ -> {}, () -> service.requests() >= 4);

      assertThat(result.load().stopped()).isTrue();
      assertThat(result.judgement().failed()).isZero();
    }
  }

  @Test
  void aServiceThatIsNotThereIsToldAtOnce() throws IOException {
    SoakPlan plan;
    try (var service = new FakeService()) {
      plan = plan(service, new Rate.PerSecond(5), 0);
    }
    assertThatThrownBy(() -> run(plan)).isInstanceOf(IOException.class);
  }

  @Test
  void figuresComeFromTheMetricsWhereThereIsNoOperatorsPort() throws IOException {
    try (var service = new FakeService()) {
      var source =
          FigureSource.of(
              new Target(URI.create("http://localhost:" + service.address().getPort())),
              Optional.empty());

      assertThat(source).isInstanceOf(FigureSource.Metrics.class);
      assertThat(source.read().figures())
          .containsEntry("heap", 4e7)
          .containsEntry("ledger.request body", 7.5);
    }
  }

  @Test
  void metricsOfManyFormsAreRead() {
    var reading =
        FigureSource.Metrics.parse(
            List.of(
                "# HELP vitruvian_figure {name=\"heap\"} 3",
                "vitruvian_figure{name=\"heap\"} 1.5E7",
                "vitruvian_figure{name=\"files\"} NaN",
                "vitruvian_figure{name=\"kept\"} many",
                "vitruvian_requests_served_total{path=\"a\"} 3",
                "vitruvian_requests_served_total{path=\"b\"} 4",
                "something_else 5"));

    assertThat(reading.figures()).containsOnlyKeys("heap").containsEntry("heap", 1.5e7);
    assertThat(reading.requests()).isEqualTo(7);
  }

  @Test
  void theReportHasAllPartsAndCanBeMadeAgain() throws IOException, InterruptedException {
    try (var service = new FakeService()) {
      var report = run(plan(service, new Rate.PerSecond(10), 0.5)).report();
      var page = report.html();

      assertThat(page)
          .contains("vitruvian soak &lt;url&gt; &amp; more")
          .contains(
              "<h1>",
              "1.2.3-test",
              "9.8.7-fake",
              "Java heap after collection",
              "class='band'",
              "class='slope'")
          .contains("class='p99'", "422 corrupt-image", "<caption>Client", "<caption>Plan")
          .doesNotContain("<script", "src=", "http-equiv", "@import", "url(");
      assertThat(SoakReport.read(report.json()).html()).isEqualTo(page);
      assertThat(SoakReport.read(report.json()).text()).isEqualTo(report.text());
    }
  }

  @Test
  void whatAReportSaysIsNoPartOfThePage() {
    var report = SoakReport.read("{\"verdict\":{\"result\":\"</title><script>x</script>\"}}");

    assertThat(report.html()).doesNotContain("<script").contains("&lt;script&gt;");
  }

  @Test
  void whatIsNoReportIsRefused() {
    for (var text : List.of("", "{}", "[1]", "{\"verdict\":", "no")) {
      assertThatThrownBy(() -> SoakReport.read(text)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
