package vitruvian.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vitruvian.benchmarks.SamplePicture;
import vitruvian.soak.LiveStream;
import vitruvian.soak.Outcomes;

/// The storm's clients who want several people send what they say, and their answers are counted.
/// The service is one that answers anything with 200.
final class StormTest {
  private final List<String> queries = new CopyOnWriteArrayList<>();
  private final List<byte[]> bodies = new CopyOnWriteArrayList<>();
  private final Outcomes outcomes = new Outcomes();
  private HttpServer service;

  @BeforeEach
  void start() throws IOException {
    service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    service.createContext(
        "/",
        exchange -> {
          queries.add(String.valueOf(exchange.getRequestURI()));
          bodies.add(exchange.getRequestBody().readAllBytes());
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    service.start();
  }

  @AfterEach
  void stop() {
    service.stop(0);
  }

  private Storm storm() throws IOException {
    var group = SamplePicture.group(3, 2, 40).jpeg(false);
    var pictures = new Pictures(List.of(), List.of(), List.of(), List.of(group));
    var address = URI.create("http://127.0.0.1:%d".formatted(service.getAddress().getPort()));
    return new Storm(address, pictures, outcomes, Duration.ZERO);
  }

  @Test
  void aGroupIsSentToWhoeverLooksForSeveralPeople() throws IOException {
    var storm = storm();
    for (int i = 0; i < 20; i++) {
      storm.group("group");
    }
    assertThat(queries).hasSize(20).allMatch(query -> query.matches("/v1/holistic\\?people=.*"));
    assertThat(queries).anyMatch(query -> query.contains("people=all"));
    var picture = ImageIO.read(new ByteArrayInputStream(bodies.getFirst()));
    assertThat(picture.getWidth()).isEqualTo(120);
    assertThat(picture.getHeight()).isEqualTo(80);
    assertThat(outcomes.of("group", "200").count()).isEqualTo(20);
  }

  @Test
  void aStreamAsksForEverybody() throws InterruptedException, IOException {
    try {
      storm().groupStream("group stream");
      throw new AssertionError("this service opens no stream");
    } catch (LiveStream.Refused refused) {
      assertThat(refused.status()).isEqualTo(200);
    }
    assertThat(queries).containsExactly("/v1/stream?people=all");
  }
}
