package vitruvian.landmarks;

/// The {@value Hand#POINTS} points of a hand, in the order of the official models: from the wrist
/// outwards, finger by finger.
///
/// @see HandTopology the lines between them
public enum HandLandmark {
  WRIST,
  THUMB_CMC,
  THUMB_MCP,
  THUMB_IP,
  THUMB_TIP,
  INDEX_FINGER_MCP,
  INDEX_FINGER_PIP,
  INDEX_FINGER_DIP,
  INDEX_FINGER_TIP,
  MIDDLE_FINGER_MCP,
  MIDDLE_FINGER_PIP,
  MIDDLE_FINGER_DIP,
  MIDDLE_FINGER_TIP,
  RING_FINGER_MCP,
  RING_FINGER_PIP,
  RING_FINGER_DIP,
  RING_FINGER_TIP,
  PINKY_MCP,
  PINKY_PIP,
  PINKY_DIP,
  PINKY_TIP;

  /// The position of the point in the lists of a result, from 0.
  @SuppressWarnings("EnumOrdinal") // the order is the official models' own
  public int index() {
    return ordinal();
  }
}
