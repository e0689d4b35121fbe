package vitruvian.soak;

/// Text inside of a page.
final class Html {
  private Html() {}

  /// With nothing that a browser would take for its own.
  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
