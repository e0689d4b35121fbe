package vitruvian.forensics;

import java.util.List;

/// A plain page of headings, tables and texts that needs nothing else: no script, nothing loaded.
final class Page {
  // The answer's policy forbids style elements, which only costs the looks.
  private static final String STYLE =
      "body{font:14px sans-serif;margin:2em}table{border-collapse:collapse}"
          + "td,th{padding:2px 8px;border-bottom:1px solid #ddd;text-align:left}"
          + "td.n{text-align:right;font-variant-numeric:tabular-nums}";

  private final StringBuilder text = new StringBuilder();

  Page(String title) {
    text.append(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>%s</title><style>%s</style><h1>%s</h1>\n"
            .formatted(escaped(title), STYLE, escaped(title)));
  }

  void heading(String heading) {
    text.append("<h2>").append(escaped(heading)).append("</h2>\n");
  }

  void paragraph(String paragraph) {
    text.append("<p>").append(escaped(paragraph)).append("</p>\n");
  }

  /// What is laid out in lines and columns.
  void text(String lines) {
    text.append("<pre>").append(escaped(lines)).append("</pre>\n");
  }

  /// @param numbers how many columns from the left are numbers
  void table(List<String> columns, int numbers, List<List<String>> rows) {
    text.append("<table><tr>");
    columns.forEach(name -> text.append("<th>").append(escaped(name)).append("</th>"));
    text.append("</tr>\n");
    for (var row : rows) {
      text.append("<tr>");
      for (int i = 0; i < row.size(); i++) {
        text.append(i < numbers ? "<td class=\"n\">" : "<td>")
            .append(escaped(row.get(i)))
            .append("</td>");
      }
      text.append("</tr>\n");
    }
    text.append("</table>\n");
  }

  @Override
  public String toString() {
    return text + "</html>\n";
  }

  /// A text as it stands in HTML and SVG, where it may be anybody's.
  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
