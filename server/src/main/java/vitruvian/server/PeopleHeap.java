package vitruvian.server;

import vitruvian.tracker.TrackOptions;

/// What the people of one picture take of the Java heap, at most, from when they are looked for
/// until the answer is text: known before anything is done, from the size of the picture and how
/// many may be found. Where one is looked for the answer alone is counted, as it is made.
///
/// @param sessions how many make masks at the same time
/// @param live whether the picture is a frame of a stream, which remembers its masks
record PeopleHeap(int sessions, boolean live) {
  // The text of a person with the face's geometry and the motion, its bytes, and the landmarks as
  // objects: some 60 KB, as much, and 40 KB.
  private static final long PERSON = 352 << 10;

  // What the pose model says of a mask, 256 x 256 numbers, is kept of everybody who may be one.
  private static final long LOGITS = 256 << 10;

  // Of a pixel's mask: as a number while it is made, as a byte in the result, as text.
  private static final int NUMBER = 4;
  private static final int BYTE = 1;
  private static final int TEXT = 3;

  // What a stream remembers of a person beside the mask, and of the motion.
  private static final long STATE = 16 << 10;
  private static final long MOTION = 32 << 10;

  /// What a picture takes.
  ///
  /// @param pixels of the picture
  long bytes(TrackOptions options, long pixels) {
    return bytes(options.people(), options.segmentation(), pixels);
  }

  private long bytes(long people, boolean masks, long pixels) {
    long bytes = people * PERSON;
    if (!masks) {
      return bytes;
    }
    // So many are tried by the finder, and those who are followed are tried first.
    long tried = 2 * people + 4 + (live ? people : 0);
    long made = live ? people : Math.min(people, sessions);
    return bytes + tried * LOGITS + pixels * (made * NUMBER + people * (BYTE + TEXT));
  }

  /// How many people there may be at most, where so many bytes may be taken; 0 where there may be
  /// nobody.
  int most(TrackOptions options, long pixels, long total) {
    int people = options.people();
    while (people > 0 && bytes(people, options.segmentation(), pixels) > total) {
      people--;
    }
    return people;
  }

  /// What a stream remembers of several people from its beginning on, masks apart.
  static long state(TrackOptions options, boolean motion) {
    return options.people() == 1 ? 0 : options.people() * (STATE + (motion ? MOTION : 0));
  }
}
