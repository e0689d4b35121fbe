package vitruvian.motion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import vitruvian.motion.testing.OscMessages;

/// What a receiver of the VMC protocol gets, read by a parser of its own.
class VmcSenderTest {
  @Test
  void aFrameIsOneBundleWithAllBones() throws IOException {
    var figure = new Figure().turn(Bone.LEFT_LOWER_ARM, Vector.Y, -60);
    var frame =
        new MotionSolver(MotionOptions.DEFAULT.withSmooth(false))
            .solve(
                Optional.of(figure.person()),
                Figure.PICTURE,
                Duration.ofMillis(1500),
                MotionState.FRESH)
            .frame();
    try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      socket.setSoTimeout(10_000);
      try (var sender = new VmcSender((InetSocketAddress) socket.getLocalSocketAddress())) {
        sender.send(frame, Map.of(Expression.BLINK_LEFT, 0.5));
      }
      var packet = new DatagramPacket(new byte[65_536], 65_536);
      socket.receive(packet);
      var bundle = OscMessages.read(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()));
      var messages = bundle.all();

      var bones = bundle.of("/VMC/Ext/Bone/Pos");
      assertThat(bones).hasSize(Bone.COUNT);
      assertThat(bones.stream().map(m -> m.arguments().getFirst()))
          .contains(
              "Hips",
              "LeftUpperArm",
              "RightLowerLeg",
              "LeftThumbProximal",
              "LeftThumbIntermediate",
              "RightLittleDistal")
          .doesNotContain("LeftThumbMetacarpal");
      assertThat(bundle.of("/VMC/Ext/OK").getFirst().arguments()).containsExactly(1);
      assertThat(bundle.of("/VMC/Ext/T").getFirst().arguments()).containsExactly(1.5f);
      assertThat(bundle.of("/VMC/Ext/Blend/Val").getFirst().arguments())
          .containsExactly("blinkLeft", 0.5f);
      assertThat(messages.getLast().address()).isEqualTo("/VMC/Ext/Blend/Apply");

      // Unity's x goes the other way: the left arm points to -x, and the elbow bends about +y.
      var elbow =
          bones.stream()
              .filter(m -> m.arguments().contains("LeftLowerArm"))
              .findFirst()
              .orElseThrow();
      assertThat((float) elbow.arguments().get(1)).isCloseTo(-0.28f, within(1e-4f));
      double half = Math.toRadians(30);
      assertThat((float) elbow.arguments().get(5)).isCloseTo((float) Math.sin(half), within(1e-2f));
      assertThat((float) elbow.arguments().get(7)).isCloseTo((float) Math.cos(half), within(1e-2f));
    }
  }

  @Test
  void whereNobodyListensNothingFails() throws IOException {
    int port;
    try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    var frame =
        new MotionSolver(MotionOptions.DEFAULT)
            .solve(Optional.empty(), Figure.PICTURE, Duration.ZERO, MotionState.FRESH)
            .frame();
    try (var sender =
        new VmcSender(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
      for (int i = 0; i < 20; i++) {
        sender.send(frame, Map.of());
      }
    }
  }
}
