package vitruvian.cli;

/// The command cannot be meant as it was given; the message is one line.
final class WrongUsage extends RuntimeException {
  private static final long serialVersionUID = 1L;

  WrongUsage(String message) {
    super(message);
  }
}
