package vitruvian.motion;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Sends motion to programs that show avatars, by the VMC protocol: OSC messages over UDP, one
/// bundle
/// for each frame.
///
/// Bones have the names of Unity's `HumanBodyBones`, and places and rotations are in Unity's axes,
/// which are VRM's with `x` the other way. The root is under the hips, from where it was in the
/// first frame; all bones are against their parents. Nobody answers: where there is no receiver,
/// frames are lost without a failure.
///
/// Not thread-safe. Owns a socket until [#close].
public final class VmcSender implements Closeable {
  /// Where receivers listen by default.
  public static final int PORT = 39539;

  private static final int MOST_BYTES = 16_384;
  private static final String[] UNITY_NAMES =
      Bone.ALL.stream().map(VmcSender::unityName).toArray(String[]::new);

  private final DatagramChannel channel;
  private final OscBundle bundle = new OscBundle(MOST_BYTES);
  private @Nullable Vector origin;

  /// Opens a socket.
  ///
  /// @throws IOException also where the host is not known
  public VmcSender(InetSocketAddress receiver) throws IOException {
    if (receiver.isUnresolved()) {
      throw new IOException("there is no host " + receiver.getHostString());
    }
    this.channel = DatagramChannel.open();
    try {
      channel.connect(receiver);
    } catch (Throwable failure) {
      channel.close();
      throw failure;
    }
  }

  /// The name of a bone in Unity's `HumanBodyBones`: as in VRM, with a capital letter, but that the
  /// thumb's bones are counted as those of the other fingers.
  static String unityName(Bone bone) {
    var name = bone.vrmName();
    if (name.contains("Thumb")) {
      name = name.replace("Proximal", "Intermediate").replace("Metacarpal", "Proximal");
    }
    return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
  }

  /// Sends a frame.
  ///
  /// @param expressions what the face shows; may be empty
  /// @throws IOException where the machine cannot send at all
  public void send(MotionFrame frame, Map<Expression, Double> expressions) throws IOException {
    fill(frame, expressions);
    try {
      channel.write(bundle.whole());
    } catch (java.net.PortUnreachableException _) {
      // Nobody listens yet.
    }
  }

  private void fill(MotionFrame frame, Map<Expression, Double> expressions) {
    var at = frame.root();
    var start = origin;
    if (start == null) {
      start = at;
      if (frame.isPresent()) {
        origin = at;
      }
    }
    bundle.begin();
    bundle.message("/VMC/Ext/OK", ",i").whole(1).end();
    bundle.message("/VMC/Ext/T", ",f").number(frame.time().toNanos() / 1e9).end();
    place(
        "/VMC/Ext/Root/Pos",
        "root",
        new Vector(at.x() - start.x(), 0, at.z() - start.z()),
        Quaternion.IDENTITY);
    for (var bone : Bone.ALL) {
      place(
          "/VMC/Ext/Bone/Pos",
          UNITY_NAMES[bone.index()],
          bone == Bone.HIPS ? new Vector(0, at.y(), 0) : frame.skeleton().offset(bone),
          frame.rotation(bone));
    }
    if (!expressions.isEmpty()) {
      expressions.forEach(
          (expression, value) ->
              bundle
                  .message("/VMC/Ext/Blend/Val", ",sf")
                  .text(expression.vrmName())
                  .number(value)
                  .end());
      bundle.message("/VMC/Ext/Blend/Apply", ",").end();
    }
  }

  private void place(String address, String name, Vector at, Quaternion turn) {
    bundle
        .message(address, ",sfffffff")
        .text(name)
        .number(-at.x())
        .number(at.y())
        .number(at.z())
        .number(turn.x())
        .number(-turn.y())
        .number(-turn.z())
        .number(turn.w())
        .end();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
