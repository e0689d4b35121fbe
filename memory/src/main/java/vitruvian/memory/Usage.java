package vitruvian.memory;

/// What is open under one owner's name.
///
/// @param count how many things are open
/// @param bytes how many native bytes they hold together
/// @param mapped of these, what was not allocated but mapped from the system, see
///     [Ledger#openMapped]
/// @param reach how many bytes the mappings are long, touched or not
public record Usage(int count, long bytes, long mapped, long reach) {
  static final Usage NONE = new Usage(0, 0);

  /// What was allocated.
  public Usage(int count, long bytes) {
    this(count, bytes, 0, 0);
  }

  /// Both together.
  public Usage plus(Usage other) {
    return new Usage(
        count + other.count, bytes + other.bytes, mapped + other.mapped, reach + other.reach);
  }

  @Override
  public String toString() {
    return "%d of %d bytes".formatted(count, bytes);
  }
}
