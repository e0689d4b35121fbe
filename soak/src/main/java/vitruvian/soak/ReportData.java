package vitruvian.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import vitruvian.forensics.Finding;
import vitruvian.memory.ContainerMemory;
import vitruvian.memory.Figures;
import vitruvian.memory.Growth;
import vitruvian.memory.Verdict;

/// The report of a soak as data: what `report.json` holds, and the page is drawn from.
final class ReportData {
  private static final double[] SHARES = {0.5, 0.9, 0.99, 0.999, 1};
  private static final String[] SHARE_NAMES = {"p50", "p90", "p99", "p999", "max"};

  private ReportData() {}

  /// What a report is made of.
  ///
  /// @param caller who has loaded the service
  /// @param service what is known of the service's process
  record Parts(
      Soak.Caller caller,
      SoakPlan plan,
      SoakResult.Load load,
      Recording recording,
      Judgement judgement,
      List<Finding> findings,
      Map<String, Object> service) {}

  static Map<String, Object> of(Parts parts) {
    var load = parts.load;
    var report = new LinkedHashMap<String, Object>();
    report.put("report", "vitruvian soak");
    report.put("command", parts.caller.command());
    report.put("verdict", verdict(parts.judgement, load));
    report.put("plan", plan(parts.plan));
    report.put("load", load(load));
    report.put("client", client(parts.caller.version()));
    report.put("service", parts.service);
    report.put("totals", totals(load.tally()));
    report.put("outcomes", outcomes(load.tally()));
    report.put("reasons", load.tally().outcomes().reasons());
    report.put("latency", latency(load));
    report.put("findings", parts.findings.stream().map(ReportData::finding).toList());
    report.put("series", series(parts.recording, parts.plan.times().warmUp(), parts.judgement));
    report.put("samples", samples(parts.recording));
    return report;
  }

  private static Map<String, Object> finding(Finding finding) {
    var members = new LinkedHashMap<String, Object>();
    members.put("series", finding.series());
    members.put("kind", finding.kind());
    members.put("owner", finding.owner());
    members.put("site", finding.site());
    members.put("chain", finding.chain());
    members.put("explanation", finding.explanation());
    return members;
  }

  private static Map<String, Object> verdict(Judgement judgement, SoakResult.Load load) {
    var verdict = new LinkedHashMap<String, Object>();
    verdict.put("result", judgement.result());
    verdict.put("good", judgement.isGood() && !load.restarted());
    verdict.put("leaks", judgement.diagnosis().leaks());
    verdict.put("failed", judgement.failed());
    judgement.forgotten().ifPresent(count -> verdict.put("forgotten", count));
    verdict.put("moreSeconds", judgement.more().toSeconds());
    return verdict;
  }

  private static Map<String, Object> plan(SoakPlan plan) {
    var members = new LinkedHashMap<String, Object>();
    members.put("url", plan.target().service());
    switch (plan.rate()) {
      case SoakPlan.Rate.PerSecond(double requests) -> members.put("ratePerSecond", requests);
      case SoakPlan.Rate.OfMost(double share) -> members.put("rateOfMost", share);
    }
    members.put("warmUpSeconds", seconds(plan.times().warmUp()));
    members.put("durationSeconds", seconds(plan.times().duration()));
    members.put("sampleEverySeconds", seconds(plan.times().every()));
    members.put("pictures", plan.mixture().pictures().size());
    members.put("hostileShare", plan.mixture().hostile());
    members.put("streams", plan.mixture().streams());
    members.put("framesPerSecond", plan.mixture().framesPerSecond());
    members.put("seed", plan.mixture().seed());
    members.put("budgetBytesPerRequest", plan.budget());
    members.put("budgetCountPerRequest", Judgement.COUNT_BUDGET);
    return members;
  }

  private static double seconds(Duration time) {
    return time.toMillis() / 1e3;
  }

  private static Map<String, Object> load(SoakResult.Load load) {
    var members = new LinkedHashMap<String, Object>();
    members.put("started", load.started());
    members.put("ended", load.ended());
    members.put("perSecond", load.perSecond());
    members.put("mostPerSecond", load.most());
    members.put("figures", load.figures());
    members.put("missedSamples", load.missed());
    members.put("restarted", load.restarted());
    members.put("stopped", load.stopped());
    return members;
  }

  private static Map<String, Object> client(String version) {
    var members = new LinkedHashMap<String, Object>();
    members.put("version", version);
    members.put("java", Runtime.version().toString());
    members.put(
        "vm", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
    members.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    members.put("architecture", System.getProperty("os.arch"));
    members.put("cores", Runtime.getRuntime().availableProcessors());
    Machine.processor().ifPresent(name -> members.put("processor", name));
    Machine.memory().ifPresent(bytes -> members.put("machineMemory", bytes));
    ContainerMemory.read().limit().ifPresent(limit -> members.put("memoryLimit", limit));
    return members;
  }

  private static Map<String, Object> totals(Tally tally) {
    var totals = new LinkedHashMap<String, Object>();
    totals.put("answeredShare", tally.answeredShare());
    totals.put("pictures", sum(tally.good()));
    totals.put("hostile", sum(tally.hostile()));
    totals.put("frames", sum(tally.frames()));
    totals.put("brokenStreams", tally.brokenStreams());
    totals.put("refusedStreams", tally.refusedStreams());
    return totals;
  }

  private static Map<String, Object> sum(Tally.Sum sum) {
    var members = new LinkedHashMap<String, Object>();
    members.put("due", sum.all());
    members.put("answered", sum.answered());
    members.put("refused", sum.refused());
    members.put("overloaded", sum.overloaded());
    members.put("wrong", sum.wrong());
    members.put("unanswered", sum.unanswered());
    members.put("notSent", sum.notSent());
    members.put("replaced", sum.replaced());
    members.put("abandoned", sum.abandoned());
    return members;
  }

  private static List<Object> outcomes(Tally tally) {
    var rows = new ArrayList<Object>();
    for (var row : tally.outcomes().rows()) {
      var members = new LinkedHashMap<String, Object>();
      members.put("who", row.who());
      members.put("outcome", row.outcome());
      members.putAll(times(row.times()));
      rows.add(members);
    }
    return rows;
  }

  // In milliseconds.
  private static Map<String, Object> times(Latencies times) {
    var members = new LinkedHashMap<String, Object>();
    members.put("count", times.count());
    members.put("mean", rounded(times.meanMillis()));
    members.put("deviation", rounded(times.deviationMillis()));
    for (int i = 0; i < SHARES.length; i++) {
      members.put(SHARE_NAMES[i], rounded(times.millis(SHARES[i])));
    }
    return members;
  }

  private static double rounded(double value) {
    return Math.rint(1e3 * value) / 1e3;
  }

  private static Map<String, Object> latency(SoakResult.Load load) {
    var latency = new LinkedHashMap<String, Object>();
    latency.put("whole", times(load.tally().pictures()));
    var columns = new LinkedHashMap<String, ToDoubleFunction<LatencyWindow>>();
    columns.put("from", LatencyWindow::from);
    columns.put("perSecond", LatencyWindow::perSecond);
    columns.put("p50", LatencyWindow::p50);
    columns.put("p90", LatencyWindow::p90);
    columns.put("p99", LatencyWindow::p99);
    columns.put("max", LatencyWindow::max);
    columns.forEach(
        (name, column) ->
            latency.put(
                name, load.windows().stream().map(w -> rounded(column.applyAsDouble(w))).toList()));
    return latency;
  }

  private static List<Object> series(Recording recording, Duration warmUp, Judgement judgement) {
    var all = new ArrayList<Object>();
    judgement
        .diagnosis()
        .verdicts()
        .forEach(
            (name, verdict) -> {
              var members = new LinkedHashMap<String, Object>();
              members.put("name", name);
              members.put("unit", Figures.isCount(name) ? "count" : "bytes");
              members.put("budget", judgement.budgets().getOrDefault(name, 0.0));
              verdict(members, verdict);
              line(members, recording, name, warmUp, verdict.growth());
              all.add(members);
            });
    return all;
  }

  private static void verdict(Map<String, Object> members, Verdict verdict) {
    members.put(
        "verdict",
        switch (verdict) {
          case Verdict.Pass _ -> "PASS";
          case Verdict.Bounded _ -> "BOUNDED";
          case Verdict.Leak _ -> "LEAK";
          case Verdict.Fragmentation _ -> "FRAGMENTATION";
          case Verdict.Inconclusive _ -> "INCONCLUSIVE";
        });
    switch (verdict) {
      case Verdict.Pass(_, double filled) -> members.put("filled", filled);
      case Verdict.Leak(_, var owner, _) -> owner.ifPresent(name -> members.put("owner", name));
      case Verdict.Bounded _, Verdict.Fragmentation _ -> {}
      case Verdict.Inconclusive(_, double filled, var more) -> {
        members.put("filled", filled);
        members.put("moreSeconds", more.toSeconds());
      }
    }
    members.put("low", verdict.growth().low());
    members.put("slope", verdict.growth().slope());
    members.put("high", verdict.growth().high());
  }

  // The line of growth goes through the middle of what follows the warm-up.
  private static void line(
      Map<String, Object> members,
      Recording recording,
      String name,
      Duration warmUp,
      Growth growth) {
    var samples = recording.samples(name, warmUp);
    if (samples.isEmpty()) {
      return;
    }
    var late = samples.subList(samples.size() / 3, samples.size());
    double requests = late.get(late.size() / 2).requests();
    double level =
        median(
            late.stream()
                .mapToDouble(one -> one.value() - growth.slope() * (one.requests() - requests)));
    double[] values = samples.stream().mapToDouble(one -> one.value()).toArray();
    members.put("first", values[0]);
    members.put("last", values[values.length - 1]);
    members.put("least", DoubleStream.of(values).min().orElse(0));
    members.put("most", DoubleStream.of(values).max().orElse(0));
    members.put("startMedian", median(part(values, 0, values.length / 12 + 1)));
    members.put(
        "endMedian", median(part(values, values.length - values.length / 12 - 1, values.length)));
    members.put(
        "line",
        Map.of(
            "fromSeconds",
            seconds(late.getFirst().at().plus(warmUp)),
            "pivotRequests",
            requests + firstRequests(recording, warmUp),
            "pivotValue",
            level));
  }

  private static DoubleStream part(double[] values, int from, int to) {
    return Arrays.stream(values, Math.max(0, from), Math.min(values.length, to));
  }

  private static double firstRequests(Recording recording, Duration warmUp) {
    var seconds = recording.seconds();
    for (int i = 0; i < seconds.length; i++) {
      if (seconds[i] >= warmUp.toNanos() / 1e9) {
        return recording.requests()[i];
      }
    }
    return 0;
  }

  private static double median(DoubleStream values) {
    var sorted = values.sorted().toArray();
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  private static Map<String, Object> samples(Recording recording) {
    var samples = new LinkedHashMap<String, Object>();
    samples.put("seconds", list(recording.seconds()));
    samples.put("requests", list(recording.requests()));
    recording.names().forEach(name -> samples.put(name, list(recording.values(name))));
    return samples;
  }

  private static List<Double> list(double[] values) {
    return Arrays.stream(values).boxed().toList();
  }
}
