package vitruvian.memory;

/// What is open under one owner's name.
///
/// @param count how many things are open
/// @param bytes how many native bytes they hold together
public record Usage(int count, long bytes) {
  static final Usage NONE = new Usage(0, 0);

  Usage plus(long moreBytes) {
    return new Usage(count + 1, bytes + moreBytes);
  }
}
