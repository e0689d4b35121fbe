package vitruvian.motion;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.ObjIntConsumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/// Writes motion as a VRM animation: a binary glTF 2.0 with `VRMC_vrm_animation` 1.0, whose nodes
/// are the bones in their rest pose. Rotations are linear between the frames, the hips also move.
///
/// A glTF keeps all values of a bone together, so each frame goes to some fifty places in the file.
/// Some frames are gathered before that; memory does not grow with their number, which must be
/// known
/// from the start. Not thread-safe. Owns an open file until [#close].
public final class VrmaWriter implements Closeable {
  private static final int MAGIC = 0x46546C67;
  private static final int JSON_CHUNK = 0x4E4F534A;
  private static final int BINARY_CHUNK = 0x004E4942;
  private static final int FLOAT = 5126;
  private static final int GATHERED = 256;
  private static final int PLACE = 3;
  private static final int TURN = 4;
  // Times, places of the hips, rotations.
  private static final int NUMBERS = 1 + PLACE + TURN * Bone.COUNT;

  // Beyond this a glTF's length, 32 bits without sign, could not be told.
  private static final long MOST_FRAMES = 0xFFFF_0000L / ((long) NUMBERS * Float.BYTES) - 1000;

  private final FileChannel file;
  private final int frames;
  private final long start;
  private final ByteBuffer[] gathered = new ByteBuffer[2 + Bone.COUNT];
  private int written;
  private double first;
  private double last = -1;

  /// Begins a file, in place of any that is there.
  ///
  /// @param frames how many will follow, 1 or more
  /// @param duration from the first to the last of them
  /// @throws IllegalArgumentException where there are none, or more than a glTF can have
  public VrmaWriter(Path path, Skeleton skeleton, long frames, Duration duration)
      throws IOException {
    if (frames < 1 || frames > MOST_FRAMES) {
      throw new IllegalArgumentException(
          "a VRM animation has 1 to %d frames, not %d".formatted(MOST_FRAMES, frames));
    }
    this.frames = (int) frames;
    for (int i = 0; i < gathered.length; i++) {
      gathered[i] =
          ByteBuffer.allocate(GATHERED * width(i) * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }
    var json = json(skeleton, duration.toNanos() / 1e9);
    long binary = (long) NUMBERS * Float.BYTES * frames;
    this.start = 28L + json.length;
    this.file =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    try {
      var head = ByteBuffer.allocate((int) start).order(ByteOrder.LITTLE_ENDIAN);
      head.putInt(MAGIC).putInt(2).putInt((int) (start + binary));
      head.putInt(json.length).putInt(JSON_CHUNK).put(json);
      head.putInt((int) binary).putInt(BINARY_CHUNK).flip();
      write(head, 0);
    } catch (Throwable failure) {
      file.close();
      throw failure;
    }
  }

  private static int width(int stream) {
    return stream == 0 ? 1 : stream == 1 ? PLACE : TURN;
  }

  // The floats of a frame that come before those of a stream.
  private static int before(int stream) {
    return stream == 0 ? 0 : stream == 1 ? 1 : 1 + PLACE + TURN * (stream - 2);
  }

  private byte[] json(Skeleton skeleton, double seconds) {
    var out = new ByteArrayOutputStream(1 << 15);
    try (var json = OpenPose.JSON.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      json.writeObjectPropertyStart("asset");
      json.writeStringProperty("version", "2.0");
      json.writeStringProperty("generator", "Vitruvian");
      json.writeEndObject();
      json.writeArrayPropertyStart("extensionsUsed");
      json.writeString("VRMC_vrm_animation");
      json.writeEndArray();
      humanoid(json);
      json.writeNumberProperty("scene", 0);
      list(json, "scenes", 1, (_, _) -> indices(json, "nodes", 0));
      list(json, "nodes", Bone.COUNT, (_, i) -> node(json, skeleton, Bone.ALL.get(i)));
      animation(json);
      list(json, "accessors", gathered.length, (_, i) -> accessor(json, i, seconds));
      list(json, "bufferViews", gathered.length, (_, i) -> view(json, i));
      list(
          json,
          "buffers",
          1,
          (_, _) -> json.writeNumberProperty("byteLength", (long) NUMBERS * Float.BYTES * frames));
      json.writeEndObject();
    }
    var text = out.toByteArray();
    var padded = Arrays.copyOf(text, (text.length + 3) / 4 * 4);
    Arrays.fill(padded, text.length, padded.length, (byte) ' ');
    return padded;
  }

  private static void list(
      JsonGenerator json, String name, int count, ObjIntConsumer<JsonGenerator> members) {
    json.writeArrayPropertyStart(name);
    for (int i = 0; i < count; i++) {
      json.writeStartObject();
      members.accept(json, i);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void indices(JsonGenerator json, String name, int... values) {
    json.writeArrayPropertyStart(name);
    for (int value : values) {
      json.writeNumber(value);
    }
    json.writeEndArray();
  }

  private static void humanoid(JsonGenerator json) {
    json.writeObjectPropertyStart("extensions");
    json.writeObjectPropertyStart("VRMC_vrm_animation");
    json.writeStringProperty("specVersion", "1.0");
    json.writeObjectPropertyStart("humanoid");
    json.writeObjectPropertyStart("humanBones");
    for (var bone : Bone.ALL) {
      json.writeObjectPropertyStart(bone.vrmName());
      json.writeNumberProperty("node", bone.index());
      json.writeEndObject();
    }
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void node(JsonGenerator json, Skeleton skeleton, Bone bone) {
    json.writeStringProperty("name", bone.vrmName());
    var at = skeleton.offset(bone);
    json.writeArrayPropertyStart("translation");
    for (double value : new double[] {at.x(), at.y(), at.z()}) {
      json.writeNumber((float) value);
    }
    json.writeEndArray();
    if (!bone.children().isEmpty()) {
      indices(json, "children", bone.children().stream().mapToInt(Bone::index).toArray());
    }
  }

  private static void animation(JsonGenerator json) {
    list(
        json,
        "animations",
        1,
        (_, _) -> {
          json.writeStringProperty("name", "motion");
          list(
              json,
              "samplers",
              1 + Bone.COUNT,
              (_, i) -> {
                json.writeNumberProperty("input", 0);
                json.writeNumberProperty("output", 1 + i);
                json.writeStringProperty("interpolation", "LINEAR");
              });
          list(
              json,
              "channels",
              1 + Bone.COUNT,
              (_, i) -> {
                json.writeNumberProperty("sampler", i);
                json.writeObjectPropertyStart("target");
                json.writeNumberProperty("node", Math.max(0, i - 1));
                json.writeStringProperty("path", i == 0 ? "translation" : "rotation");
                json.writeEndObject();
              });
        });
  }

  private void accessor(JsonGenerator json, int stream, double seconds) {
    json.writeNumberProperty("bufferView", stream);
    json.writeNumberProperty("componentType", FLOAT);
    json.writeNumberProperty("count", frames);
    json.writeStringProperty("type", stream == 0 ? "SCALAR" : stream == 1 ? "VEC3" : "VEC4");
    if (stream == 0) {
      json.writeArrayPropertyStart("min");
      json.writeNumber(0);
      json.writeEndArray();
      json.writeArrayPropertyStart("max");
      json.writeNumber((float) seconds);
      json.writeEndArray();
    }
  }

  private void view(JsonGenerator json, int stream) {
    json.writeNumberProperty("buffer", 0);
    json.writeNumberProperty("byteOffset", (long) before(stream) * Float.BYTES * frames);
    json.writeNumberProperty("byteLength", (long) width(stream) * Float.BYTES * frames);
  }

  /// Writes the next frame.
  ///
  /// @throws IllegalArgumentException where it is not later than the one before, or one too many
  public void write(MotionFrame frame) throws IOException {
    double time = frame.time().toNanos() / 1e9;
    if (written == 0) {
      first = time;
    }
    if (written == frames || time - first <= last) {
      throw new IllegalArgumentException(
          "frame %d of %d at %s is no next one".formatted(written, frames, frame.time()));
    }
    last = time - first;
    gathered[0].putFloat((float) last);
    put(gathered[1], frame.root());
    for (var bone : Bone.ALL) {
      var q = frame.rotation(bone);
      gathered[2 + bone.index()]
          .putFloat((float) q.x())
          .putFloat((float) q.y())
          .putFloat((float) q.z())
          .putFloat((float) q.w());
    }
    written++;
    if (written % GATHERED == 0) {
      flush();
    }
  }

  private static void put(ByteBuffer into, Vector v) {
    into.putFloat((float) v.x()).putFloat((float) v.y()).putFloat((float) v.z());
  }

  private void flush() throws IOException {
    for (int i = 0; i < gathered.length; i++) {
      var buffer = gathered[i];
      long done = written - buffer.position() / ((long) width(i) * Float.BYTES);
      long at = start + (long) before(i) * Float.BYTES * frames + done * width(i) * Float.BYTES;
      buffer.flip();
      write(buffer, at);
      buffer.clear();
    }
  }

  private void write(ByteBuffer from, long at) throws IOException {
    while (from.hasRemaining()) {
      at += file.write(from, at);
    }
  }

  /// Completes the file.
  ///
  /// @throws IllegalStateException where frames are missing
  public void finish() throws IOException {
    if (written != frames) {
      throw new IllegalStateException("%d of %d frames were written".formatted(written, frames));
    }
    flush();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
