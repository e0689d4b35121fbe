package vitruvian.benchmarks.load;

import static vitruvian.benchmarks.load.Watch.print;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import vitruvian.soak.Latencies;
import vitruvian.soak.LiveStream;
import vitruvian.soak.Target;
import vitruvian.soak.Wire;

/// Live streams of 640 x 480 pixels at 30 frames a second: how many frames are answered, and how
/// long after they were due, in each quarter of the time.
final class Live {
  private static final double FRAMES_PER_SECOND = 30;
  private static final int QUARTERS = 4;
  private static final String FRAME_KEY = "\"frame\":";

  private final Target target;
  private final List<byte[]> messages;
  private final Latencies[] quarters = new Latencies[QUARTERS];

  Live(URI service) throws IOException {
    this.target = new Target(service);
    this.messages = Pictures.moving().stream().map(LiveStream::message).toList();
    for (int i = 0; i < QUARTERS; i++) {
      quarters[i] = new Latencies();
    }
  }

  void run(int streams, Duration time) throws InterruptedException {
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < streams; i++) {
      threads.add(Thread.ofVirtual().start(() -> stream(time)));
    }
    for (var thread : threads) {
      thread.join();
    }
    print("%d streams at %.0f frames/s, by quarters of the time%n", streams, FRAMES_PER_SECOND);
    for (var quarter : quarters) {
      print(
          "%.1f frames/s a stream, p50 %.1f ms, p99 %.1f, most %.1f%n",
          QUARTERS * quarter.count() * 1e9 / time.toNanos() / streams,
          quarter.millis(0.5),
          quarter.millis(0.99),
          quarter.millis(1));
    }
  }

  private void stream(Duration time) {
    var due = new ConcurrentHashMap<Integer, Long>();
    try (var wire = new Wire(target);
        var stream = new LiveStream(wire)) {
      long start = System.nanoTime();
      var reader = Thread.ofVirtual().start(() -> receive(stream, due, start, time));
      for (int i = 0; i < FRAMES_PER_SECOND * time.toNanos() / 1e9; i++) {
        long at = start + (long) (i * 1e9 / FRAMES_PER_SECOND);
        for (long left = at - System.nanoTime(); left > 0; left = at - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        due.put(i, at);
        stream.send(messages.get(i % messages.size()));
      }
      Thread.sleep(500);
      stream.vanish();
      reader.join();
    } catch (IOException failure) {
      print("a stream failed: %s%n", failure);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void receive(
      LiveStream stream, ConcurrentHashMap<Integer, Long> due, long start, Duration time) {
    try {
      while (true) {
        var text = stream.receive();
        long now = System.nanoTime();
        int from = text.indexOf(FRAME_KEY) + FRAME_KEY.length();
        var sent = due.remove(Integer.parseInt(text.substring(from, text.indexOf(',', from))));
        if (sent != null && !text.contains("\"error\"")) {
          int quarter = (int) ((sent - start) * QUARTERS / time.toNanos());
          quarters[Math.min(QUARTERS - 1, quarter)].add(now - sent);
        }
      }
    } catch (IOException _) {
      // The end.
    }
  }
}
