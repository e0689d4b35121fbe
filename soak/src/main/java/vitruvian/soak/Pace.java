package vitruvian.soak;

import java.util.concurrent.locks.LockSupport;

/// Time as the load needs it: what it is, and waiting for it. Tests bring their own.
public interface Pace {
  /// The system's.
  Pace SYSTEM =
      new Pace() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public void await(long until) throws InterruptedException {
          for (long left = until - nanos(); left > 0; left = until - nanos()) {
            LockSupport.parkNanos(left);
            if (Thread.interrupted()) {
              throw new InterruptedException();
            }
          }
        }
      };

  /// Nanoseconds since some moment.
  long nanos();

  /// Waits until [#nanos] is not less than this.
  void await(long until) throws InterruptedException;
}
