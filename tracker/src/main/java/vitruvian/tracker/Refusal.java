package vitruvian.tracker;

/// Why a picture was not decoded. The codes are stable: clients of the service decide on them.
public enum Refusal {
  /// There is nothing in it.
  EMPTY("truncated-image"),
  /// No format that is known by its first bytes, a variety that is not read, or an animation.
  UNSUPPORTED_FORMAT("unsupported-format"),
  /// More encoded bytes than allowed.
  BODY_TOO_LARGE("body-too-large"),
  /// It ends before the picture is complete.
  TRUNCATED("truncated-image"),
  /// It is all there but damaged.
  CORRUPT("corrupt-image"),
  /// Its header says more pixels than allowed, or than the memory budget could ever hold.
  IMAGE_TOO_LARGE("image-too-large"),
  /// There was no memory to spare within the caller's patience; the same picture may do later.
  OVERLOADED("overloaded"),
  /// The file cannot be read.
  UNREADABLE("unreadable");

  private final String code;

  Refusal(String code) {
    this.code = code;
  }

  /// The stable code, as in the HTTP interface's problem documents.
  public String code() {
    return code;
  }
}
