package vitruvian.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vitruvian.landmarks.FrameResult;
import vitruvian.landmarks.HolisticResult;
import vitruvian.landmarks.ImageSize;
import vitruvian.landmarks.Timing;
import vitruvian.motion.MotionOptions;

/// Rotations of joints beside the landmarks, and to the receiver of the VMC protocol.
class MotionTest {
  private static final byte[] PERSON = Pictures.jpeg();

  private static Running server;

  @BeforeAll
  static void start() {
    server = new Running(Running.config());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void aPictureHasItWhereItIsAskedFor() {
    assertThat(server.post("", PERSON).text()).doesNotContain("\"motion\"");
    assertThat(server.post("?motion=true", PERSON).text())
        .contains("\"motion\":{\"root\":[", "\"leftUpperArm\":[", "\"skeleton\":{")
        .doesNotContain("\"angles\"")
        .endsWith("}}");
    assertThat(server.post("?motion=true&angles=true", PERSON).text())
        .contains("\"angles\":{\"leftElbowFlexion\":");
  }

  @ParameterizedTest
  @ValueSource(strings = {"?motion=maybe", "?fov=wide", "?fov=0", "?fov=NaN", "?fov=180"})
  void whatCannotBeMeantIsRefused(String query) {
    var reply = server.post(query, PERSON);
    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.text()).contains("bad-parameter");
  }

  // The skeleton is told again only when more was learned of it: after 1, 2 and 4 frames.
  @Test
  void aStreamTellsTheSkeletonWhenItHasChanged() {
    try (var client = new StreamClient(server.client(), server.address(), "?motion=true")) {
      for (int i = 0; i < 3; i++) {
        var line = client.answer(PERSON);
        assertThat(line).contains("\"motion\":{\"root\":[");
        if (i == 0) {
          assertThat(line).contains("\"skeleton\":{\"hips\":[");
        }
        if (i == 2) {
          assertThat(line).doesNotContain("\"skeleton\"");
        }
      }
    }
  }

  private static FrameResult nobody(int frame) {
    var size = new ImageSize(64, 64);
    return new FrameResult(
        frame, Duration.ofMillis(frame), new HolisticResult(size, size, List.of(), Timing.NONE));
  }

  @Test
  void oneStreamPlays() throws IOException {
    try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      socket.setSoTimeout(200);
      try (var output = new VmcOutput((InetSocketAddress) socket.getLocalSocketAddress())) {
        var wish = new MotionWish(false, MotionOptions.DEFAULT, false);
        var first = new MotionFeed(wish, false, Optional.of(output));
        var second = new MotionFeed(wish, false, Optional.of(output));
        assertThat(first.with("{}", nobody(0))).isEqualTo("{}");
        var packet = new DatagramPacket(new byte[65_536], 65_536);
        socket.receive(packet);
        assertThat(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII))
            .startsWith("#bundle")
            .contains("/VMC/Ext/Bone/Pos", "LeftUpperArm");
        second.with("{}", nobody(0));
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> socket.receive(packet))
            .isInstanceOf(java.net.SocketTimeoutException.class);
      }
    }
  }
}
