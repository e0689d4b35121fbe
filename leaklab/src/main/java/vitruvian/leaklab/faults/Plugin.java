package vitruvian.leaklab.faults;

/// What [KeptLoaders] loads again and again.
public final class Plugin implements Runnable {
  private int runs;

  /// Made by its own loader.
  public Plugin() {}

  @Override
  public void run() {
    runs++;
  }

  @Override
  public String toString() {
    return "plugin, run %d times".formatted(runs);
  }
}
