package vitruvian.soak;

/// Time that runs so many times faster than the system's.
record FastPace(int times) implements Pace {
  @Override
  public long nanos() {
    return times * SYSTEM.nanos();
  }

  @Override
  public void await(long until) throws InterruptedException {
    SYSTEM.await(Math.ceilDiv(until, times));
  }
}
