package vitruvian.soak;

import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/// Which request comes next, by chance with a seed. Any number of threads may ask.
final class Mix implements Supplier<Request> {
  // Each holds a connection for seconds.
  private static final double SLOW_SHARE = 0.005;

  private final List<Request> pictures;
  private final List<Request> quick;
  private final Request slow;
  private final double hostile;
  private final boolean withSlow;
  // Guarded by this.
  private final Random random;
  private int next;

  /// @param withSlow whether uploads that trickle are among the hostile ones
  Mix(Mixture mixture, boolean withSlow) {
    this.pictures = mixture.pictures().stream().map(Request::picture).toList();
    var first = mixture.pictures().getFirst();
    this.quick = Hostile.quick(first, mixture.seed());
    this.slow = Hostile.slow(first);
    this.hostile = mixture.hostile();
    this.withSlow = withSlow;
    this.random = new Random(mixture.seed());
  }

  @Override
  public synchronized Request get() {
    if (random.nextDouble() >= hostile) {
      next = (next + 1) % pictures.size();
      return pictures.get(next);
    }
    return random.nextDouble() < SLOW_SHARE && withSlow
        ? slow
        : quick.get(random.nextInt(quick.size()));
  }
}
