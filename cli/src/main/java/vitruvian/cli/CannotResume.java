package vitruvian.cli;

import java.io.IOException;

/// What an earlier run left is not what this one can go on with; the message is one line.
final class CannotResume extends IOException {
  private static final long serialVersionUID = 1L;

  CannotResume(String message) {
    super(message);
  }
}
