package vitruvian.motion;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vitruvian.landmarks.Face;
import vitruvian.landmarks.FaceGeometry;
import vitruvian.landmarks.Hand;
import vitruvian.landmarks.ImageSize;
import vitruvian.landmarks.Person;
import vitruvian.landmarks.Pose;

/// The landmarks of a person in space, in VRM's axes: MediaPipe's `x` stays, its `y` points down
/// and its `z` away from the camera, so that both change their sign.
final class Points {
  private static final int FEWEST_FOR_ROOT = 4;

  private final @Nullable Person person;
  private final @Nullable Hand leftHand;
  private final @Nullable Hand rightHand;
  private final float[] at = new float[3 * Pose.POINTS];
  private final long seen;
  private final @Nullable Vector root;

  /// Nothing is seen where nobody is.
  Points() {
    this.person = null;
    this.leftHand = null;
    this.rightHand = null;
    this.seen = 0;
    this.root = null;
  }

  /// @param picture its size in pixels
  /// @param fieldOfView of the picture's width, in degrees
  /// @param before a bit for each point that was seen in the frame before: it stays so until it is
  ///     half as likely, or a limb would swing whenever its visibility is about the limit
  Points(Person person, ImageSize picture, double fieldOfView, long before) {
    this.person = person;
    this.leftHand = person.leftHand().orElse(null);
    this.rightHand = person.rightHand().orElse(null);
    var world = person.pose().worldLandmarks();
    long bits = 0;
    for (int i = 0; i < Pose.POINTS; i++) {
      var p = world.get(i);
      at[3 * i] = p.x();
      at[3 * i + 1] = -p.y();
      at[3 * i + 2] = -p.z();
      boolean was = (before >> i & 1) != 0;
      bits |= p.visibility() >= (was ? Measures.SEEN / 2 : Measures.SEEN) ? 1L << i : 0;
    }
    this.seen = bits;
    this.root = findRoot(person, picture, fieldOfView);
  }

  /// A bit for each point that is seen.
  long seenBits() {
    return seen;
  }

  /// Whether there is somebody.
  boolean present() {
    return person != null;
  }

  Vector at(int index) {
    return new Vector(at[3 * index], at[3 * index + 1], at[3 * index + 2]);
  }

  boolean seen(int index) {
    return (seen >> index & 1) != 0;
  }

  Vector middle(int one, int other) {
    return at(one).middle(at(other));
  }

  /// Where the middle of the hips is, from the camera; null where too little is seen.
  @Nullable Vector root() {
    return root;
  }

  private @Nullable Hand hand(int side) {
    return side > 0 ? leftHand : rightHand;
  }

  boolean handSeen(int side) {
    return hand(side) != null;
  }

  /// A point of a hand that is seen.
  ///
  /// @param side 1 for left, -1 for right
  Vector hand(int side, int index) {
    var p = Objects.requireNonNull(hand(side)).worldLandmarks().get(index);
    return new Vector(p.x(), -p.y(), -p.z());
  }

  /// Whether more than half of the head's eleven points are seen.
  boolean headSeen() {
    int count = 0;
    for (int i = 0; i < Measures.HEAD_POINTS; i++) {
      count += seen(i) ? 1 : 0;
    }
    return 2 * count > Measures.HEAD_POINTS;
  }

  /// The head by a few of its points: `x` from ear to ear, `y` from the mouth to the inner corners
  /// of the eyes.
  Quaternion roughHead() {
    return Quaternion.ofXY(at(7).minus(at(8)).unit(Vector.X), middle(1, 4).minus(middle(9, 10)));
  }

  /// The head as the face's own geometry has it, where that is there: the space of the canonical
  /// face has VRM's axes, and so has its camera.
  Optional<Quaternion> faceTurn() {
    return person == null
        ? Optional.empty()
        : person.face().flatMap(Face::geometry).map(Points::turn);
  }

  private static Quaternion turn(FaceGeometry geometry) {
    var x = column(geometry, 0).unit(Vector.X);
    var y = column(geometry, 1);
    return Quaternion.ofXY(x, y);
  }

  private static Vector column(FaceGeometry geometry, int column) {
    return new Vector(
        geometry.transform(0, column),
        geometry.transform(1, column),
        geometry.transform(2, column));
  }

  /// The hand by a few points of its palm: `x` along the third metacarpal bone, which anatomists
  /// take as the hand's axis, `z` over to the side of the index finger.
  Quaternion roughPalm(int side) {
    var x = hand(side, 9).minus(hand(side, 0)).unit(Vector.X).times(side);
    var nearZ = hand(side, 5).minus(hand(side, 17));
    return Quaternion.ofXY(x, nearZ.cross(x));
  }

  /// The translation that takes the points in space to where they are in the picture, by least
  /// squares: for a camera of focal length `f` that looks along `+z`, a point that is seen at `u`
  /// from the middle has `u (z + tz) = f (x + tx)`, which is linear in what is looked for.
  private @Nullable Vector findRoot(Person person, ImageSize picture, double fieldOfView) {
    double f = picture.width() / 2.0 / Math.tan(Math.toRadians(fieldOfView) / 2);
    var image = person.pose().landmarks();
    int count = 0;
    double su = 0;
    double sv = 0;
    double sq = 0;
    double rx = 0;
    double ry = 0;
    double rz = 0;
    for (int i = 0; i < Pose.POINTS; i++) {
      if (!seen(i)) {
        continue;
      }
      var p = image.get(i);
      double u = (p.x() - 0.5) * picture.width() / f;
      double v = (p.y() - 0.5) * picture.height() / f;
      double a = -u * at[3 * i + 2] - at[3 * i];
      double b = -v * at[3 * i + 2] + at[3 * i + 1];
      // tx - u tz = a and ty - v tz = b
      count++;
      su += u;
      sv += v;
      sq += u * u + v * v;
      rx += a;
      ry += b;
      rz -= u * a + v * b;
    }
    if (count < FEWEST_FOR_ROOT) {
      return null;
    }
    double spread = sq - (su * su + sv * sv) / count;
    if (spread < 1e-9) {
      return null;
    }
    double tz = (rz + (su * rx + sv * ry) / count) / spread;
    double tx = (rx + su * tz) / count;
    double ty = (ry + sv * tz) / count;
    // Nobody stands behind the camera.
    return tz > 0 && tz < 1000 ? new Vector(tx, -ty, -tz) : null;
  }
}
