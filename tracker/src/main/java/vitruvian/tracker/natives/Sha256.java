package vitruvian.tracker.natives;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The digest by which everything that is pinned is checked: native libraries and models.
public final class Sha256 {
  private Sha256() {}

  /// A fresh digest.
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every Java has SHA-256", impossible);
    }
  }
}
