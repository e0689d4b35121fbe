package vitruvian.forensics;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.Locale;
import vitruvian.forensics.Holders.Chain;
import vitruvian.forensics.Holders.Link;

/// Chains of references as SVG: a column of boxes for each shape, from the root down.
final class ChainPicture {
  private static final int MOST_CHAINS = 6;
  private static final int WIDTH = 360;
  private static final int HEIGHT = 30;
  private static final int STEP = 56;
  private static final int MARGIN = 20;
  private static final int MOST_LETTERS = 48;

  private final StringBuilder svg = new StringBuilder();

  private ChainPicture() {}

  static String of(Holders holders) {
    var chains = holders.chains().stream().limit(MOST_CHAINS).toList();
    int longest = chains.stream().mapToInt(chain -> chain.links().size()).max().orElse(0);
    var picture = new ChainPicture();
    picture.add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
            + " font-family=\"sans-serif\" font-size=\"12\">",
        Math.max(1, chains.size()) * (WIDTH + MARGIN) + MARGIN, (longest + 2) * STEP + 3 * MARGIN);
    picture.add(
        "<defs><marker id=\"a\" markerWidth=\"8\" markerHeight=\"8\" refX=\"7\" refY=\"3\""
            + " orient=\"auto\"><path d=\"M0,0L7,3L0,6z\"/></marker></defs>"
            + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>");
    picture.text(
        MARGIN,
        MARGIN,
        "%d found, %d looked at".formatted(holders.found(), holders.looked()),
        "start");
    for (int i = 0; i < chains.size(); i++) {
      picture.chain(chains.get(i), MARGIN + i * (WIDTH + MARGIN));
    }
    picture.add("</svg>");
    return picture.svg.toString();
  }

  private void chain(Chain chain, int x) {
    int y = 2 * MARGIN;
    box(x, y, chain.root(), "#e8e8e8");
    for (var link : chain.links()) {
      boolean blamed = link.site().equals(chain.site());
      y += STEP;
      box(
          x,
          y,
          link.kind() == Link.Kind.ELEMENT ? link.toString() : link.owner(),
          fill(link, blamed));
      arrow(x, y - STEP + HEIGHT);
      if (link.kind() != Link.Kind.ELEMENT) {
        text(
            x + WIDTH / 2 + 8,
            y + HEIGHT + 17,
            shortened(
                link.reference()
                    + (link.kind() == Link.Kind.STATIC ? " (static)" : "")
                    + (link.repeated() ? " ..." : "")
                    + (blamed ? "  <- holds them" : "")),
            "start");
      }
    }
    arrow(x, y + HEIGHT);
    box(x, y + STEP, "%d x %s".formatted(chain.count(), chain.type()), "#ffd9d0");
  }

  private static String fill(Link link, boolean blamed) {
    if (blamed) {
      return "#ffe9a8";
    }
    return Sites.isOwn(link.owner()) ? "#dcecff" : "#ffffff";
  }

  private void box(int x, int y, String label, String fill) {
    add(
        "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"4\" fill=\"%s\" stroke=\"#555\"/>",
        x, y, WIDTH, HEIGHT, fill);
    text(x + WIDTH / 2, y + 19, shortened(label), "middle");
  }

  private void arrow(int x, int y) {
    add(
        "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#555\" marker-end=\"url(#a)\"/>",
        x + WIDTH / 2, y, x + WIDTH / 2, y + STEP - HEIGHT);
  }

  private void text(int x, int y, String text, String anchor) {
    add("<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>", x, y, anchor, Page.escaped(text));
  }

  // The end of a name says more than its start.
  private static String shortened(String text) {
    return text.length() <= MOST_LETTERS
        ? text
        : "…" + text.substring(text.length() - MOST_LETTERS + 1);
  }

  @FormatMethod
  private void add(@FormatString String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
