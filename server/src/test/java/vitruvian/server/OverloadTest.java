package vitruvian.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What does not fit is refused with a reason, while what was admitted is answered.
class OverloadTest {
  private static final BodyReader.Pace QUICK =
      new BodyReader.Pace(Duration.ofMillis(300), Duration.ofSeconds(2), 1 << 20);

  @Test
  void aFullQueue() throws Exception {
    var config = Running.config(OptionalInt.of(1), OptionalInt.of(0), Duration.ofSeconds(20));
    try (var server = new Running(config)) {
      var picture = Pictures.portrait();
      List<Reply> replies = new ArrayList<>();
      Crowd.of(
          12,
          _ -> {
            var reply = server.post("?complexity=2&segmentation=true", picture);
            synchronized (replies) {
              replies.add(reply);
            }
          });
      assertThat(replies).extracting(Reply::status).contains(200, 503).containsOnly(200, 503);
      for (var reply : replies) {
        if (reply.status() == 503) {
          assertThat(reply.requireProblem(503, "overloaded").header("Retry-After")).isEqualTo("1");
        }
      }
      assertThat(server.post("?complexity=2&segmentation=true", picture).status()).isEqualTo(200);
    }
  }

  @Test
  void noMemoryForABodyWhileAnotherHoldsIt() throws IOException {
    var config = Running.config(OptionalInt.of(1), OptionalInt.empty(), Duration.ofMillis(50));
    try (var server = new Running(config, leastCeiling(), BodyReader.Pace.USUAL);
        var greedy = server.wire()) {
      var before = server.held();
      long all = server.status("totalBytes");
      greedy
          .head("POST /v1/holistic HTTP/1.1", server.host(), "Content-Length: 12000000")
          .send(new byte[7 << 20]);
      Await.until("the body is held", () -> server.held().freeBytes() <= all - (8 << 20));

      var reply = server.post("", new byte[12 << 20]).requireProblem(503, "overloaded");

      assertThat(reply.header("Retry-After")).isEqualTo("1");
      greedy.reset();
      server.awaitReleased(before);
      assertThat(server.post("", Pictures.small("png")).status()).isEqualTo(200);
    }
  }

  // The least for which the plan does not refuse.
  static long leastCeiling() {
    long ceiling = MemoryPlan.ofThisJvm();
    while (true) {
      try {
        MemoryPlan.of(ceiling, OptionalInt.of(1), 1, MemoryPlan.ofThisJvm(), Set.of());
        return ceiling + (8 << 20);
      } catch (IllegalArgumentException _) {
        ceiling += 1 << 20;
      }
    }
  }

  // Else it would be tracked first, in turns that others need, and be refused then.
  @Test
  void aPictureThatCouldNotBeAnsweredIsNotTracked() throws InterruptedException {
    var plan =
        MemoryPlan.of(
            Running.CEILING, OptionalInt.of(1), 1, MemoryPlan.ofThisJvm(), Set.<ModelChoice>of());
    long all = (long) (Runtime.getRuntime().maxMemory() * Service.HEAP_FOR_ANSWERS) / 2;
    try (var service = new Service(Running.config(), plan, Service.Conditions.USUAL)) {
      Thread waiter;
      try (var _ = service.heapForPicture(all, service.patience())) {
        service.requireHeapForPictures();
        waiter =
            Thread.ofVirtual()
                .start(
                    () -> {
                      try (var _ = service.heapForPicture(all, service.patience())) {
                        // Its turn has come.
                      } catch (InterruptedException unexpected) {
                        throw new AssertionError(unexpected);
                      }
                    });
        Await.until(
            "the next is refused",
            () -> {
              try {
                service.requireHeapForPictures();
                return false;
              } catch (Problem.Thrown thrown) {
                return thrown.problem().status() == 503;
              }
            });
      }
      waiter.join();
      service.requireHeapForPictures();
    }
  }

  @Test
  void nearTheCeiling() {
    try (var server = new Running()) {
      server.resident.set(Running.CEILING);
      Await.until("it is shedding", () -> server.get("/health/ready").status() == 503);

      var reply = server.post("", Pictures.small("png")).requireProblem(503, "memory-pressure");

      assertThat(reply.header("Retry-After")).isEqualTo("5");
      assertThat(server.get("/health").text()).contains("memory-pressure");
      assertThat(server.get("/health/live").status()).isEqualTo(200);
      server.resident.set(0);
      Await.until("it has recovered", () -> server.get("/health/ready").status() == 200);
      assertThat(server.post("", Pictures.small("png")).status()).isEqualTo(200);
    }
  }

  @Test
  void slowBodies() throws IOException {
    try (var server = new Running(Running.config(), Running.CEILING, QUICK);
        var stalled = server.wire();
        var trickled = server.wire();
        var silent = server.wire()) {
      var before = server.held();
      silent.head("POST /v1/holistic HTTP/1.1", server.host(), "Content-Length: 100000");
      stalled
          .head("POST /v1/holistic HTTP/1.1", server.host(), "Content-Length: 100000")
          .send(new byte[50_000]);
      trickled.head("POST /v1/holistic HTTP/1.1", server.host(), "Transfer-Encoding: chunked");
      var answered =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      trickled.reply().requireProblem(408, "slow-upload");
                      trickled.reset();
                    } catch (IOException failure) {
                      throw new AssertionError(failure);
                    }
                  });
      while (answered.isAlive()) {
        try {
          trickled.chunk(new byte[] {1});
        } catch (IOException _) {
          break; // it was answered and closed
        }
        Thread.onSpinWait();
      }
      stalled.reply().requireProblem(408, "slow-upload");
      silent.reply().requireProblem(408, "slow-upload");
      server.awaitReleased(before);
    }
  }
}
