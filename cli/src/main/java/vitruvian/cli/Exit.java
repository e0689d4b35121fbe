package vitruvian.cli;

/// The exit codes that users script against.
final class Exit {
  static final int OK = 0;

  /// Some inputs failed, or the machine cannot run the models.
  static final int FAILED = 1;

  static final int WRONG_USAGE = 2;

  /// A soak that was too short or too noisy to tell.
  static final int INCONCLUSIVE = 3;

  /// Stopped by Ctrl-C, as shells have it: 128 and the number of the signal.
  static final int STOPPED = 130;

  private Exit() {}
}
