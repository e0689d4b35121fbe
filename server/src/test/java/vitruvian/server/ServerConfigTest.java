package vitruvian.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ServerConfigTest {
  @Test
  void theDefaultsAreThoseOfTheContract() {
    assertThat(ServerConfig.DEFAULT)
        .isEqualTo(
            new ServerConfig(
                "127.0.0.1",
                8080,
                8081,
                OptionalInt.empty(),
                OptionalLong.empty(),
                20 << 20,
                50_000_000,
                1280,
                OptionalInt.empty(),
                Duration.ofSeconds(1),
                512,
                2 << 20,
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void valuesOutOfRangeAreNamed() {
    refused("port", () -> ServerConfig.DEFAULT.withPorts(-1, 0));
    refused("port", () -> ServerConfig.DEFAULT.withPorts(65_536, 0));
    refused("admin-port", () -> ServerConfig.DEFAULT.withPorts(0, 65_536));
    refused("memory", () -> ServerConfig.DEFAULT.withMemory(0));
    refused("token", () -> ServerConfig.DEFAULT.withToken(" "));
    refused("sessions", () -> config(0, 1, Duration.ZERO));
    refused("queue", () -> config(1, -1, Duration.ZERO));
    refused("queue", () -> config(1, Integer.MAX_VALUE, Duration.ZERO));
    refused("patience", () -> config(1, 1, Duration.ofMillis(-1)));
    refused("patience", () -> config(1, 1, Duration.ofDays(1_000_000_000)));
  }

  private static ServerConfig config(int sessions, int queue, Duration patience) {
    return Running.config(OptionalInt.of(sessions), OptionalInt.of(queue), patience);
  }

  private static void refused(String key, Runnable making) {
    assertThatThrownBy(making::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("server\\.%s is out of its range: [^O].*".formatted(key));
  }
}
