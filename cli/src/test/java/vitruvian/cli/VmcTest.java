package vitruvian.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vitruvian.motion.testing.OscMessages;

/// Motion to a receiver of the VMC protocol, from the command to the packet: of a video that is
/// tracked, and of live streams.
final class VmcTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Pattern READY = Pattern.compile("Vitruvian is ready: (http://\\S+/)");

  /// How long a stream may be silent until another one plays.
  private static final Duration SILENT = Duration.ofSeconds(2);

  /// Unity's `HumanBodyBones`, but those that no landmark tells.
  private static final List<String> BONES =
      Stream.concat(
              Stream.of("Hips", "Spine", "Chest", "Neck", "Head"),
              Stream.of("Left", "Right")
                  .flatMap(
                      side ->
                          Stream.concat(
                                  Stream.of(
                                      "Shoulder",
                                      "UpperArm",
                                      "LowerArm",
                                      "Hand",
                                      "UpperLeg",
                                      "LowerLeg",
                                      "Foot"),
                                  Stream.of("Thumb", "Index", "Middle", "Ring", "Little")
                                      .flatMap(
                                          finger ->
                                              Stream.of("Proximal", "Intermediate", "Distal")
                                                  .map(finger::concat)))
                              .map(side::concat)))
          .toList();

  @TempDir Path folder;

  /// Listens at a free port of this machine.
  private static final class Receiver implements AutoCloseable {
    private final DatagramChannel channel = DatagramChannel.open();

    Receiver() throws IOException {
      channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      channel.setOption(StandardSocketOptions.SO_RCVBUF, 1 << 20);
      channel.configureBlocking(false);
    }

    int port() throws IOException {
      return ((InetSocketAddress) channel.getLocalAddress()).getPort();
    }

    /// What has come. On loopback, whatever was sent has.
    List<OscMessages> received() throws IOException {
      var bundles = new ArrayList<OscMessages>();
      var bytes = ByteBuffer.allocate(65_536);
      while (channel.receive(bytes) != null) {
        bundles.add(OscMessages.read(bytes.flip()));
        bytes.clear();
      }
      return bundles;
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private static void isWhole(OscMessages bundle) {
    assertThat(bundle.of("/VMC/Ext/OK").getFirst().arguments()).containsExactly(1);
    assertThat(bundle.of("/VMC/Ext/Root/Pos").getFirst().arguments()).hasSize(8).startsWith("root");
    var bones = bundle.of("/VMC/Ext/Bone/Pos");
    assertThat(bones.stream().map(bone -> bone.arguments().getFirst()).toList())
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
        .containsExactlyInAnyOrderElementsOf(BONES);
    for (var bone : bones) {
      double length = 0;
      for (int i = 4; i < 8; i++) {
        float part = (float) bone.arguments().get(i);
        length += part * part;
      }
      assertThat(length).as(bone.toString()).isCloseTo(1, within(1e-5));
    }
    assertThat(bundle.of("/VMC/Ext/Blend/Val").stream().map(m -> m.arguments().getFirst()))
        .contains("blinkLeft", "blinkRight", "aa");
    assertThat(bundle.all().getLast().address()).isEqualTo("/VMC/Ext/Blend/Apply");
  }

  private static List<Double> times(List<OscMessages> bundles) {
    return bundles.stream()
        .map(bundle -> (double) (float) bundle.of("/VMC/Ext/T").getFirst().arguments().getFirst())
        .toList();
  }

  @Test
  void aVideoThatIsTrackedPlaysABundleForEachFrame() throws IOException {
    int frames = 12;
    var clip = Clip.write(folder.resolve("clip.mp4"), frames, 2);
    try (var receiver = new Receiver()) {
      long start = System.nanoTime();
      var run =
          Cli.run(
              "track",
              clip,
              "--out",
              folder,
              "--no-overlay",
              "--complexity",
              0,
              "--vmc",
              "127.0.0.1:" + receiver.port());
      double seconds = (System.nanoTime() - start) / 1e9;
      assertThat(run.code()).as(run.err()).isZero();
      var bundles = receiver.received();
      assertThat(bundles).hasSize(frames).allSatisfy(VmcTest::isWhole);
      // The video's own time, in the bundles and on the clock: no frame is sent before it is due.
      var expected = IntStream.range(0, frames).mapToObj(i -> 0.04 * i).toList();
      assertThat(times(bundles))
          .usingElementComparator((a, b) -> Math.abs(a - b) < 1e-6 ? 0 : 1)
          .containsExactlyElementsOf(expected);
      assertThat(seconds).isGreaterThan(expected.getLast());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "127.0.0.1:0           | '127.0.0.1:0' is no address such as 127.0.0.1:39539",
        "127.0.0.1:70000       | is no address such as",
        "127.0.0.1:port        | is no address such as",
        "127.0.0.1:            | is no address such as",
        "no.such.invalid:39539 | there is no host 'no.such.invalid'; an address is such as",
        "no.such.invalid       | there is no host 'no.such.invalid'; an address is such as",
      })
  void whatIsNoAddressIsWrongUsage(String address, String expected) throws IOException {
    for (var command : List.of("track", "serve")) {
      var run =
          command.equals("track")
              ? Cli.run("track", Cli.ASTRONAUT, "--out", folder, "--vmc", address)
              : Cli.run("serve", "--port", "0", "--vmc", address);
      assertThat(run.code()).as(run.err()).isEqualTo(Exit.WRONG_USAGE);
      assertThat(run.out()).isEmpty();
      assertThat(run.err()).contains("--vmc").contains(expected);
      assertThat(run.err().lines()).hasSize(2);
    }
    assertThat(Cli.files(folder)).isEmpty();
  }

  /// A client of a live stream.
  private static final class LiveStream implements WebSocket.Listener, AutoCloseable {
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final StringBuilder arriving = new StringBuilder();
    private final WebSocket socket;

    LiveStream(HttpClient client, URI service) {
      var address = URI.create("ws://%s/v1/stream".formatted(service.getAuthority()));
      socket =
          client
              .newWebSocketBuilder()
              .buildAsync(address, this)
              .orTimeout(60, TimeUnit.SECONDS)
              .join();
    }

    @Override
    public void onOpen(WebSocket opened) {
      opened.request(Long.MAX_VALUE);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
      arriving.append(text);
      if (last) {
        answers.add(arriving.toString());
        arriving.setLength(0);
      }
      return null;
    }

    void track(byte[] picture) throws InterruptedException {
      socket.sendBinary(ByteBuffer.wrap(picture), true).join();
      var answer = answers.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
      assertThat(answer).contains("\"people\":[{").doesNotContain("\"motion\"");
    }

    @Override
    public void close() {
      socket.abort();
    }
  }

  // Its clients need not ask for motion; the one that began first plays, and no other.
  @Test
  void ofLiveStreamsTheFirstPlays() throws Exception {
    var stop = new StopSignal();
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    try (var receiver = new Receiver()) {
      var code = Cli.serve(stop, out, err, "--vmc", "127.0.0.1:" + receiver.port());
      try (var client = HttpClient.newHttpClient()) {
        var service = address(out, code);
        assertThat(err.toString(StandardCharsets.UTF_8))
            .contains("motion by VMC to 127.0.0.1:" + receiver.port());
        var picture = Files.readAllBytes(Cli.ASTRONAUT);
        try (var first = new LiveStream(client, service);
            var second = new LiveStream(client, service)) {
          for (int i = 0; i < 3; i++) {
            first.track(picture);
          }
          var bundles = receiver.received();
          assertThat(bundles).hasSize(3).allSatisfy(VmcTest::isWhole);
          assertThat(times(bundles)).isSorted().doesNotHaveDuplicates();
          long last = System.nanoTime();
          second.track(picture);
          // Where the machine took so long that the first counts as silent, it says nothing.
          if (System.nanoTime() - last < SILENT.toNanos() / 2) {
            assertThat(receiver.received()).isEmpty();
          }
        }
      } finally {
        stop.request();
      }
      assertThat(code.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(Exit.OK);
    }
  }

  private static URI address(ByteArrayOutputStream out, CompletableFuture<Integer> code) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() < end && !code.isDone()) {
      var matcher = READY.matcher(out.toString(StandardCharsets.UTF_8));
      if (matcher.find()) {
        return URI.create(matcher.group(1));
      }
      LockSupport.parkNanos(1_000_000);
    }
    throw new AssertionError("it does not start");
  }
}
