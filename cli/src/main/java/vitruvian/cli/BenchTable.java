package vitruvian.cli;

import com.google.errorprone.annotations.FormatMethod;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import vitruvian.cli.Bench.Figures;
import vitruvian.cli.Bench.Throughput;
import vitruvian.landmarks.HolisticResult;
import vitruvian.tracker.TrackOptions;

/// The figures of a [Bench] as a table for people.
final class BenchTable {
  private final PrintStream out;

  BenchTable(PrintStream out) {
    this.out = out;
  }

  void head(BenchPicture picture, TrackOptions options, Figures figures) {
    var tracked = figures.result().tracked();
    line("picture    %s, %s pixels, JPEG of %d KB", picture.name(), tracked, kilo(picture.bytes()));
    line("found      %s", found(figures.result()));
    line(
        "options    complexity %d, %s sampling%s%s%s",
        options.complexity(),
        options.sampling().name().toLowerCase(Locale.ROOT),
        options.refineFace() ? ", refined face" : "",
        options.faceGeometry() ? ", face geometry" : "",
        options.segmentation() ? ", segmentation" : "");
    line("measured   %d rounds; times are medians", figures.frameRatio().count());
  }

  private static String found(HolisticResult result) {
    if (result.people().isEmpty()) {
      return "nobody";
    }
    var person = result.people().getFirst();
    var parts = new ArrayList<>(List.of("body"));
    person.face().ifPresent(_ -> parts.add("face"));
    person.leftHand().ifPresent(_ -> parts.add("left hand"));
    person.rightHand().ifPresent(_ -> parts.add("right hand"));
    return String.join(", ", parts);
  }

  void figures(Figures figures, int cores) {
    line("");
    line("%-40s %9s %9s", "model, one thread", "runs", "ms a run");
    figures
        .models()
        .parts()
        .forEach((name, part) -> line("  %-38s %9d %9.2f", name, part.runs(), part.millis()));
    line(
        "  %-38s %9d %9.2f",
        "all runs of this picture", figures.models().count(), figures.models().sums().median());
    line("");
    line("%-40s %9s %9s", "step, one thread", "ms", "x models");
    line(
        "  %-38s %9.2f %9.3f",
        "frame to result", figures.frameMillis().median(), figures.frameRatio().median());
    line("  %-38s %9.2f", "JPEG to frame", figures.decodeMillis().median());
    line("  %-38s %9.2f", "result to JSON", figures.jsonMillis().median());
    line("  %-38s %9.2f", "overlay drawn", figures.overlayMillis().median());
    line("  %-38s %9.2f", "overlay to PNG", figures.pngMillis().median());
    line("");
    line("%-40s %9s %9s %9s", "pictures/s, JPEG to JSON", "pictures", "models", "share");
    throughput("1 session", figures.single());
    throughput(cores + " sessions", figures.whole());
    line("");
    line("%-40s %9s %9s %9s", "frames/s of streams, all cores", "frames", "models", "share");
    throughput(cores + " streams, frame to result", figures.streams());
    throughput(cores + " videos 1280 x 720, decoding too", figures.videos());
    line("");
    line("memory");
    line(
        "  %-38s %9.1f KB",
        "garbage a picture, JPEG to JSON", figures.garbageBytes().median() / 1024);
  }

  void groups(List<GroupBench.Row> rows) {
    line("");
    line(
        "%-22s %7s %9s %11s %8s %11s %8s",
        "everyone in a picture",
        "runs",
        "models ms",
        "1 session ms",
        "x models",
        "2 sessions",
        "x models");
    for (var row : rows) {
      line(
          "  %-20s %7d %9.1f %12.1f %8.3f %11.1f %8.3f",
          row.people() == 1 ? "1 person" : row.people() + " people",
          row.runs(),
          row.modelMillis().median(),
          row.oneMillis().median(),
          row.oneRatio().median(),
          row.twoMillis().median(),
          row.twoRatio().median());
    }
  }

  private void throughput(String name, Throughput throughput) {
    line(
        "  %-38s %9.2f %9.2f %8.1f%%",
        name,
        throughput.pictures().median(),
        throughput.bare().median(),
        100 * throughput.share().median());
  }

  void memory(String name, long bytes) {
    line("  %-38s %9.1f MB", name, bytes / 1048576.0);
  }

  @FormatMethod
  private void line(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values));
  }

  private static long kilo(long bytes) {
    return (bytes + 1023) / 1024;
  }
}
