package vitruvian.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vitruvian.memory.Ledger;

/// Live streams: frames in, lines out; after each test nothing of it is left.
class StreamTest {
  private static final byte[] PERSON = Pictures.jpeg();
  private static final byte[] NOBODY = Pictures.small("jpeg");
  private static final String TOKEN = "a token of some length";

  private static Running server;
  private static Running.Held before;

  @BeforeAll
  static void start() {
    server = new Running(Running.config().withToken(TOKEN));
    before = server.held();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void nothingIsLeft() {
    server.awaitReleased(before);
  }

  private static StreamClient open(String query) {
    return new StreamClient(
        server.client(), server.address(), query, "Authorization", "Bearer " + TOKEN);
  }

  @Test
  void answersEachFrameInOrder() {
    try (var client = open("")) {
      for (int i = 0; i < 5; i++) {
        var line = client.answer(PERSON);
        assertThat(StreamClient.frame(line)).isEqualTo(i);
        assertThat(line).contains("\"timestampMs\":", "\"poseLandmarks\":[{").doesNotContain("\n");
      }
    }
  }

  @Test
  void dropsToTheLatestFrameWhenItIsSlow() {
    int count = 60;
    try (var client = open("")) {
      for (int i = 0; i < count; i++) {
        client.send(PERSON);
      }
      var lines = client.linesUpTo(count - 1);
      assertThat(lines).hasSizeLessThan(count);
      assertThat(lines.stream().map(StreamClient::frame)).isSorted().doesNotHaveDuplicates();
    }
  }

  @Test
  void aBadFrameIsAnErrorAndTheNextOneIsTracked() {
    try (var client = open("")) {
      assertThat(client.answer("no picture".getBytes(StandardCharsets.UTF_8)))
          .isEqualTo(
              "{\"frame\":0,\"error\":{\"code\":\"unsupported-format\",\"detail\":"
                  + "\"this is text; JPEG, PNG, WebP and GIF are read\"}}");
      assertThat(client.answer(new byte[0])).contains("\"code\":\"truncated-image\"");
      assertThat(client.answer(Pictures.bomb())).contains("\"code\":\"image-too-large\"");
      assertThat(client.answer(Pictures.corrupt())).contains("\"code\":\"corrupt-image\"");
      assertThat(client.answer(PERSON)).startsWith("{\"frame\":4,").doesNotContain("\"error\"");
    }
  }

  @Test
  void aMessageThatIsTooLongIsAnError() {
    try (var client = open("")) {
      assertThat(client.answer(new byte[300_000]))
          .contains("\"frame\":0,", "\"code\":\"body-too-large\"");
      var piece = ByteBuffer.wrap(new byte[10_000]);
      for (int i = 0; i < 30; i++) {
        client.socket().sendBinary(piece.duplicate(), false).join();
      }
      client.socket().sendBinary(piece, true).join();
      assertThat(client.line()).contains("\"frame\":1,", "\"code\":\"body-too-large\"");
      assertThat(client.answer(NOBODY)).contains("\"frame\":2,", "\"people\":[]");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0082\u0001x", // not masked
        "\u00f2\u0080\1\2\3\4", // reserved bits
        "\u0083\u0080\1\2\3\4", // no such operation
        "\u0080\u0080\1\2\3\4", // continues nothing
        "\u0089\u00fe\1\0\1\2\3\4x" // a ping that is too long
      })
  void brokenFramesEndTheStream(String bytes) throws IOException {
    try (var wire = server.wire()) {
      upgrade(wire);
      wire.send(bytes);
      assertThat(closeCode(wire)).isEqualTo(1002);
    }
  }

  private static void upgrade(Wire wire) throws IOException {
    var reply =
        wire.head(
                "GET /v1/stream HTTP/1.1",
                server.host(),
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "Authorization: Bearer " + TOKEN)
            .reply();
    assertThat(reply.status()).as(reply.text()).isEqualTo(101);
  }

  private static int closeCode(Wire wire) throws IOException {
    var frame = wire.bytes(4);
    assertThat(frame[0]).isEqualTo((byte) 0x88);
    return (frame[2] & 255) << 8 | (frame[3] & 255);
  }

  @Test
  void aTextEndsTheStream() {
    try (var client = open("")) {
      client.socket().sendText("frame", true).join();
      assertThat(client.closeCode()).isEqualTo(1003);
    }
  }

  @Test
  void answersPings() {
    try (var client = open("")) {
      client.socket().sendPing(ByteBuffer.wrap(new byte[] {1})).join();
      assertThat(client.answer(NOBODY)).contains("\"people\":[]");
    }
  }

  @Test
  void aClientThatTakesItsLeaveIsGone() {
    try (var client = open("")) {
      client.answer(NOBODY);
      client.socket().sendClose(1000, "done").join();
      assertThat(client.closeCode()).isEqualTo(1000);
    }
  }

  @Test
  void aClientThatVanishesWhileAFrameIsTrackedIsGone() {
    for (int i = 0; i < 5; i++) {
      try (var client = open("")) {
        client.send(PERSON);
        client.socket().sendBinary(ByteBuffer.wrap(PERSON, 0, 1000), false).join();
      }
    }
  }

  @Test
  void handshakesThatAreBrokenOffLeaveNothing() throws IOException {
    for (int i = 0; i < 50; i++) {
      try (var wire = server.wire()) {
        wire.head(
            "GET /v1/stream HTTP/1.1",
            server.host(),
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Authorization: Bearer " + TOKEN);
        wire.reset();
      }
    }
  }

  @Test
  void streamsDoNotKnowOfEachOther() {
    try (var one = open("");
        var other = open("");
        var empty = open("")) {
      for (int i = 0; i < 3; i++) {
        var line = one.answer(PERSON);
        assertThat(line).contains("\"poseLandmarks\":[{");
        assertThat(empty.answer(NOBODY)).contains("\"people\":[]");
        if (i == 0) {
          assertThat(StreamClient.landmarks(other.answer(PERSON)))
              .isEqualTo(StreamClient.landmarks(line));
        }
      }
    }
  }

  @Test
  void takesTheChoicesOfPictures() {
    try (var client = open("?complexity=1&maxSide=256")) {
      assertThat(client.answer(PERSON)).contains("\"tracked\":{\"width\":256,\"height\":256}");
    }
    assertThat(status("?complexity=7", "Authorization", "Bearer " + TOKEN)).isEqualTo(422);
  }

  @Test
  void aClientThatDoesNotReadCostsLittle() {
    try (var client =
        new StreamClient(
            server.client(), server.address(), "", false, "Authorization", "Bearer " + TOKEN)) {
      for (int i = 0; i < 300; i++) {
        client.send(NOBODY);
        client.send(PERSON);
        // The latest frame, the one that is tracked, and its pixels.
        assertThat(Ledger.process().bytes()).isLessThan(before.ledgerBytes() + (4 << 20));
      }
    }
  }

  @Test
  void moreStreamsThanMayBeAreRefused() {
    var open = new ArrayList<StreamClient>();
    try {
      for (int i = 0; i < 6; i++) {
        open.add(open(""));
      }
      assertThat(status("", "Authorization", "Bearer " + TOKEN)).isEqualTo(503);
      assertThat(open.getFirst().answer(NOBODY)).contains("\"people\":[]");
    } finally {
      open.forEach(StreamClient::close);
    }
    server.awaitReleased(before);
    open("").close();
  }

  @Test
  void aTokenIsNeeded() {
    assertThat(status("")).isEqualTo(401);
    assertThat(status("", "Authorization", "Bearer another token of it")).isEqualTo(401);
    assertThat(status("", "Sec-WebSocket-Protocol", "vitruvian.v1,bearer.eHl6")).isEqualTo(401);
    assertThat(status("", "Sec-WebSocket-Protocol", "vitruvian.v1,bearer.*")).isEqualTo(401);
    assertThat(status("?token=" + TOKEN.replace(' ', '+'))).isEqualTo(401);
  }

  @Test
  void pagesShowTheirTokenAsASubprotocol() {
    var shown =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(TOKEN.getBytes(StandardCharsets.UTF_8));
    try (var client =
        new StreamClient(
            server.client(),
            server.address(),
            "",
            "Sec-WebSocket-Protocol",
            "vitruvian.v1,bearer." + shown)) {
      assertThat(client.socket().getSubprotocol()).isEqualTo("vitruvian.v1");
      assertThat(client.answer(NOBODY)).contains("\"people\":[]");
    }
  }

  @Test
  void pagesOfOtherSitesAreRefused() {
    var token = "Bearer " + TOKEN;
    assertThat(status("", "Authorization", token, "Origin", "http://elsewhere.example"))
        .isEqualTo(403);
    new StreamClient(
            server.client(),
            server.address(),
            "",
            "Authorization",
            token,
            "Origin",
            "http://" + server.address().getAuthority())
        .close();
  }

  // The status with which a stream is refused.
  private static int status(String query, String... headers) {
    var status = new int[1];
    assertThatThrownBy(
            () -> new StreamClient(server.client(), server.address(), query, headers).close())
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            refused -> status[0] = refused.getResponse().statusCode());
    return status[0];
  }
}
