package vitruvian.tracker.image;

/// How the coded pictures in a HEIF file are coded.
public enum StillCoding {
  /// ITU-T H.265, of HEIC files.
  HEVC("hvc1", "hvcC"),
  /// AV1, of AVIF files.
  AV1("av01", "av1C");

  private final String item;
  private final String configuration;

  StillCoding(String item, String configuration) {
    this.item = item;
    this.configuration = configuration;
  }

  /// The four letters of such an item.
  String item() {
    return item;
  }

  /// The four letters of the property that configures its decoder.
  String configuration() {
    return configuration;
  }
}
