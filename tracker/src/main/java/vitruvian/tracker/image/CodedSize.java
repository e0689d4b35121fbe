package vitruvian.tracker.image;

import vitruvian.landmarks.ImageSize;

/// What coded data says of its pictures, whatever the file around it says.
///
/// @param size as the decoder gives it
/// @param chroma how many samples of colour there are to 4 pixels: 0, 2, 4 or 8
/// @param bits of a sample
/// @param passes how often the decoder works through the picture at most
record CodedSize(ImageSize size, int chroma, int bits, int passes) {
  /// How many bytes 4 decoded pixels take.
  int bytesOfFour() {
    return (4 + chroma) * (bits > Byte.SIZE ? 2 : 1);
  }
}
