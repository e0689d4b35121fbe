package vitruvian.tracker.pipeline;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import vitruvian.tracker.TrackOptions;

/// What a stream of several people remembers from its last frame: an immutable value that travels
/// with the stream.
///
/// @param micros the time of the last frame; -1 before the first
/// @param lookedMicros when somebody new was last looked for
/// @param looks how often that was done
/// @param nextId of the next person who was never seen before
/// @param members those in sight and those who were within the last second, by their ids; first of
///     all those who may be people
public record GroupState(
    long micros, long lookedMicros, int looks, int nextId, List<Member> members)
    implements StreamMemory {
  static final int MAGIC = 0x56544732; // VTG2

  private static final int FIXED_BYTES = 4 + 8 + 8 + 3 * 4;

  /// A stream before its first frame.
  public static final GroupState FRESH = new GroupState(-1, -1, 0, 1, List.of());

  public GroupState {
    members = List.copyOf(members);
  }

  @Override
  public byte[] toBytes() {
    var own = members.stream().map(member -> member.own().toBytes()).toList();
    int bytes =
        FIXED_BYTES
            + members.size() * Member.FIXED_BYTES
            + own.stream().mapToInt(state -> state.length).sum();
    var to = ByteBuffer.allocate(bytes);
    to.putInt(MAGIC).putLong(micros).putLong(lookedMicros);
    to.putInt(looks).putInt(nextId).putInt(members.size());
    for (int i = 0; i < members.size(); i++) {
      members.get(i).write(to, own.get(i));
    }
    return to.array();
  }

  /// The state that [#toBytes] wrote.
  ///
  /// @throws IllegalArgumentException where the bytes are no state of this version
  static GroupState ofBytes(byte[] bytes) {
    var from = ByteBuffer.wrap(bytes);
    try {
      if (from.getInt() != MAGIC) {
        throw new IllegalArgumentException("not a track state of this version");
      }
      var state = read(from);
      if (from.hasRemaining()) {
        throw new IllegalArgumentException("a track state with something behind it");
      }
      return state;
    } catch (BufferUnderflowException tooShort) {
      throw new IllegalArgumentException("a track state that was cut off", tooShort);
    }
  }

  private static GroupState read(ByteBuffer from) {
    long micros = from.getLong();
    long lookedMicros = from.getLong();
    int looks = from.getInt();
    int nextId = from.getInt();
    int count = from.getInt();
    if (count < 0 || count > TrackOptions.ALL_PEOPLE || looks < 0 || nextId < 1) {
      throw new IllegalArgumentException("a damaged track state");
    }
    var members = new ArrayList<Member>(count);
    int last = 0;
    for (int i = 0; i < count; i++) {
      var member = Member.read(from);
      boolean inOrder = member.id() > last || (member.isOnTrial() && last == Member.ON_TRIAL);
      if (!inOrder || member.id() >= nextId) {
        throw new IllegalArgumentException("a track state whose people are mixed up");
      }
      last = member.id();
      members.add(member);
    }
    return new GroupState(micros, lookedMicros, looks, nextId, members);
  }
}
