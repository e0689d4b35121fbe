package vitruvian.forensics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// What the JVM and the system tell as text is read.
final class ReportsTest {
  @Test
  void classesAreNamedAsTheLanguageDoesAndSmallOnesAreFolded() {
    var histogram =
        """
         num     #instances         #bytes  class name (module)
        -------------------------------------------------------
           1:         15218         752376  [B (java.base@25.0.3)
           2:            10          90000  [Ljava.lang.Object; (java.base@25.0.3)
           3:             3           4800  java.lang.Foo$$Lambda/0x00007f0001a2b3c4 (java.base@25.0.3)
           4:             2           2400  java.lang.Foo$$Lambda/0x00007f0001a2b3c5 (java.base@25.0.3)
           5:             1             16  vitruvian.tracker.ImageTracker (vitruvian.tracker@0.1)
           6:             5            100  java.lang.Small (java.base@25.0.3)
           7:             6            100  java.lang.Smaller (java.base@25.0.3)
        Total         15245         849792
        """;
    assertThat(Reports.classes(histogram))
        .containsExactly(
            new Item(Section.CLASSES, "byte[]", "", 15218, 752376),
            new Item(Section.CLASSES, "java.lang.Object[]", "", 10, 90000),
            new Item(Section.CLASSES, "java.lang.Foo$$Lambda/#", "", 5, 7200),
            new Item(Section.CLASSES, "vitruvian.tracker.ImageTracker", "", 1, 16),
            new Item(Section.CLASSES, "(classes of less than 2 KB)", "", 11, 200));
    assertThat(Reports.classes("")).isEmpty();
    assertThat(Reports.className("[[J")).isEqualTo("long[][]");
  }

  @Test
  void loadersAreCountedByTheirClass() {
    var statistics =
        """
        ClassLoader         Parent              CLD*               Classes   ChunkSz   BlockSz  Type
        0x000000001310d3d0  0x00000000121c9698  0x00007fb0f834cdf0       1      6144      1504  a.Loader
        0x000000001310d3e0  0x00000000121c9698  0x00007fb0f834cdf1       1      2048      1504  a.Loader
        0x0000000000000000  0x0000000000000000  0x00007fb0f8090ed0    1386   4456448   1661200  <boot class loader>
                                                                        36    110592     63296   + hidden classes
        Total = 3                                                     1424   4575232   1727504
        """;
    assertThat(Reports.loaders(statistics))
        .containsExactly(
            new Item(Section.LOADERS, "a.Loader", "", 2, 8192),
            new Item(Section.LOADERS, "<boot class loader>", "", 1, 4456448));
  }

  @Test
  void aThreadRunsWhereItsOutermostFrameOfOursIs() {
    var inner = new StackTraceElement("java.lang.Object", "wait", "Object.java", 1);
    var own = new StackTraceElement("vitruvian.x.Y", "work", "Y.java", 12);
    var begin = new StackTraceElement("vitruvian.x.Y", "run", "Y.java", 3);
    var thread = new StackTraceElement("java.lang.Thread", "run", "Thread.java", 9);
    var library = new StackTraceElement("org.lib.Pool", "run", "Pool.java", 7);
    assertThat(Sites.run(inner, own, begin, thread)).isEqualTo("vitruvian.x.Y.run(Y.java:3)");
    assertThat(Sites.run(inner, library, thread)).isEqualTo("org.lib.Pool.run(Pool.java:7)");
    assertThat(Sites.run(inner, thread)).isEqualTo("java.lang.Thread.run(Thread.java:9)");
    assertThat(Sites.run()).isEmpty();
  }

  @Test
  void aProfilesStackIsReadInnermostFirst() {
    assertThat(NativeProfiler.site("java.Main.main;vitruvian.A.call;native_open;malloc 4096"))
        .isEqualTo(
            new NativeProfile.Site(
                java.util.List.of("malloc", "native_open", "vitruvian.A.call", "java.Main.main"),
                4096));
    var stack = java.util.List.of("malloc", "operator new(unsigned long)", "open", "vitruvian.A.b");
    assertThat(NativeSites.function(stack)).isEqualTo("open");
    assertThat(NativeSites.isJvm(stack)).isFalse();
    assertThat(NativeSites.isJvm(java.util.List.of("malloc_hook", "os::malloc", "x"))).isTrue();
    assertThat(NativeSites.caller(stack)).isEqualTo("vitruvian.A.b");
  }
}
