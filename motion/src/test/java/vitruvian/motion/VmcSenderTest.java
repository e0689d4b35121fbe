package vitruvian.motion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What a receiver of the VMC protocol gets, read by a parser of its own.
class VmcSenderTest {
  private record Message(String address, List<Object> arguments) {}

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
      var messages = parse(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()));

      var bones = messages.stream().filter(m -> m.address.equals("/VMC/Ext/Bone/Pos")).toList();
      assertThat(bones).hasSize(Bone.COUNT);
      assertThat(bones.stream().map(m -> m.arguments.getFirst()))
          .contains(
              "Hips",
              "LeftUpperArm",
              "RightLowerLeg",
              "LeftThumbProximal",
              "LeftThumbIntermediate",
              "RightLittleDistal")
          .doesNotContain("LeftThumbMetacarpal");
      assertThat(one(messages, "/VMC/Ext/OK")).containsExactly(1);
      assertThat(one(messages, "/VMC/Ext/T")).containsExactly(1.5f);
      assertThat(one(messages, "/VMC/Ext/Blend/Val")).containsExactly("blinkLeft", 0.5f);
      assertThat(messages.getLast().address).isEqualTo("/VMC/Ext/Blend/Apply");

      // Unity's x goes the other way: the left arm points to -x, and the elbow bends about +y.
      var elbow =
          bones.stream()
              .filter(m -> m.arguments.contains("LeftLowerArm"))
              .findFirst()
              .orElseThrow();
      assertThat((float) elbow.arguments.get(1)).isCloseTo(-0.28f, within(1e-4f));
      double half = Math.toRadians(30);
      assertThat((float) elbow.arguments.get(5)).isCloseTo((float) Math.sin(half), within(1e-2f));
      assertThat((float) elbow.arguments.get(7)).isCloseTo((float) Math.cos(half), within(1e-2f));
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

  private static List<Object> one(List<Message> messages, String address) {
    return messages.stream()
        .filter(m -> m.address.equals(address))
        .map(Message::arguments)
        .findFirst()
        .orElseThrow();
  }

  private static List<Message> parse(ByteBuffer bytes) {
    assertThat(text(bytes)).isEqualTo("#bundle");
    assertThat(bytes.getLong()).isEqualTo(1);
    var messages = new ArrayList<Message>();
    while (bytes.hasRemaining()) {
      int end = bytes.getInt() + bytes.position();
      var address = text(bytes);
      var arguments = new ArrayList<Object>();
      for (var type : text(bytes).substring(1).split("", -1)) {
        switch (type) {
          case "s" -> arguments.add(text(bytes));
          case "f" -> arguments.add(bytes.getFloat());
          case "i" -> arguments.add(bytes.getInt());
          default -> assertThat(type).isEmpty();
        }
      }
      assertThat(bytes.position()).isEqualTo(end);
      messages.add(new Message(address, arguments));
    }
    return messages;
  }

  private static String text(ByteBuffer bytes) {
    int start = bytes.position();
    int end = start;
    while (bytes.get(end) != 0) {
      end++;
    }
    bytes.position(start + (end - start) / 4 * 4 + 4);
    var text = new byte[end - start];
    bytes.get(start, text);
    return new String(text, StandardCharsets.US_ASCII);
  }
}
