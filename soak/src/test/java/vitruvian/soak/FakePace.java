package vitruvian.soak;

/// Time that passes only by waiting for it, and by being told.
final class FakePace implements Pace {
  private long now = 1_000;

  @Override
  public synchronized long nanos() {
    return now;
  }

  @Override
  public synchronized void await(long until) {
    now = Math.max(now, until);
  }

  synchronized void passes(double seconds) {
    now += (long) (1e9 * seconds);
  }
}
