package vitruvian.tracker.pipeline;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Turns the raw boxes of a single-shot detector into detections by the official weighted
/// suppression: the highest score stands for all boxes that overlap it, as their score-weighted
/// mean, and so on with the rest.
///
/// Where the later stages look at one person, only the first of them is made.
///
/// Upstream: `mediapipe/calculators/tflite/ssd_anchors_calculator.cc`,
/// `mediapipe/calculators/tensor/tensors_to_detections_calculator.cc`,
/// `mediapipe/calculators/util/non_max_suppression_calculator.cc`.
final class SsdDetector {
  private static final float LOGIT_LIMIT = 100;
  private static final float OVERLAP = 0.3f;
  private static final int BOX = 4;

  private final int side;
  private final int keypoints;
  // Centers of the anchors, x and y by turns, as fractions of the tensor.
  private final float[] anchors;

  /// A detection's score and keypoints, as fractions of the (padded) tensor.
  @SuppressWarnings("ArrayRecordComponent") // never compared, never given away
  record Detection(float score, float[] keypoints) {
    float x(int i) {
      return keypoints[2 * i];
    }

    float y(int i) {
      return keypoints[2 * i + 1];
    }
  }

  /// @param side of the input tensor
  /// @param keypoints how many a box carries
  /// @param strides of the layers, in order
  SsdDetector(int side, int keypoints, int... strides) {
    this.side = side;
    this.keypoints = keypoints;
    this.anchors = anchors(side, strides);
  }

  int anchors() {
    return anchors.length / 2;
  }

  float anchorX(int i) {
    return anchors[2 * i];
  }

  float anchorY(int i) {
    return anchors[2 * i + 1];
  }

  // Two anchors per layer and cell; layers of equal stride share their cells.
  private static float[] anchors(int side, int[] strides) {
    int count = 0;
    for (int stride : strides) {
      int grid = Math.ceilDiv(side, stride);
      count += 2 * grid * grid;
    }
    var anchors = new float[2 * count];
    int at = 0;
    for (int first = 0, next; first < strides.length; first = next) {
      next = first;
      while (next < strides.length && strides[next] == strides[first]) {
        next++;
      }
      int grid = Math.ceilDiv(side, strides[first]);
      int perCell = 2 * (next - first);
      for (int y = 0; y < grid; y++) {
        for (int x = 0; x < grid; x++) {
          for (int i = 0; i < perCell; i++) {
            anchors[at++] = (x + 0.5f) / grid;
            anchors[at++] = (y + 0.5f) / grid;
          }
        }
      }
    }
    return anchors;
  }

  /// The best detection.
  ///
  /// @param boxes per anchor: x, y, width, height, then x and y of each keypoint, in input pixels
  ///     from the anchor's center
  /// @param logits one per anchor
  /// @param threshold the least score
  Optional<Detection> best(MemorySegment boxes, MemorySegment logits, double threshold) {
    int top = -1;
    float topScore = 0;
    double least = leastLogit(threshold);
    for (int i = 0; i < anchors(); i++) {
      float score = score(boxes, logits, i, least, threshold);
      if (score > topScore) {
        top = i;
        topScore = score;
      }
    }
    return top < 0
        ? Optional.empty()
        : Optional.of(new Detection(topScore, merged(boxes, logits, top, threshold)));
  }

  /// All detections, the best first.
  ///
  /// @param most how many there are at most
  /// @see #best
  List<Detection> all(MemorySegment boxes, MemorySegment logits, double threshold, int most) {
    double least = leastLogit(threshold);
    var left = new int[anchors()];
    var scores = new float[anchors()];
    int count = 0;
    for (int i = 0; i < anchors(); i++) {
      float score = score(boxes, logits, i, least, threshold);
      if (score > 0) {
        left[count++] = i;
        scores[i] = score;
      }
    }
    var detections = new ArrayList<Detection>();
    while (count > 0 && detections.size() < most) {
      int top = left[0];
      for (int j = 1; j < count; j++) {
        top = scores[left[j]] > scores[top] ? left[j] : top;
      }
      var points = new float[2 * keypoints];
      float weights = 0;
      int kept = 0;
      for (int j = 0; j < count; j++) {
        int i = left[j];
        if (overlap(boxes, top, i) > OVERLAP) {
          weights += add(points, boxes, i, scores[i]);
        } else {
          left[kept++] = i;
        }
      }
      detections.add(new Detection(scores[top], mean(points, weights, boxes, top)));
      if (kept == count) {
        break; // a box without area: upstream stops here, too
      }
      count = kept;
    }
    return List.copyOf(detections);
  }

  // The score-weighted mean of the keypoints of all that overlap the top box.
  private float[] merged(MemorySegment boxes, MemorySegment logits, int top, double threshold) {
    var points = new float[2 * keypoints];
    float weights = 0;
    double least = leastLogit(threshold);
    for (int i = 0; i < anchors(); i++) {
      float weight = score(boxes, logits, i, least, threshold);
      if (weight > 0 && overlap(boxes, top, i) > OVERLAP) {
        weights += add(points, boxes, i, weight);
      }
    }
    return mean(points, weights, boxes, top);
  }

  private float add(float[] points, MemorySegment boxes, int anchor, float weight) {
    for (int k = 0; k < 2 * keypoints; k++) {
      points[k] += weight * keypoint(boxes, anchor, k);
    }
    return weight;
  }

  private float[] mean(float[] points, float weights, MemorySegment boxes, int top) {
    for (int k = 0; k < 2 * keypoints; k++) {
      // A box without area overlaps nothing, not even itself; then it stands as it is.
      points[k] = weights > 0 ? points[k] / weights : keypoint(boxes, top, k);
    }
    return points;
  }

  // The score of a box that counts, else 0.
  private float score(
      MemorySegment boxes, MemorySegment logits, int i, double least, double threshold) {
    float logit = logits.getAtIndex(JAVA_FLOAT, i);
    if (!(logit >= least)) {
      return 0;
    }
    float score = Sigmoid.of(Math.clamp(logit, -LOGIT_LIMIT, LOGIT_LIMIT));
    return score >= threshold && isBox(boxes, i) ? score : 0;
  }

  private float keypoint(MemorySegment boxes, int anchor, int k) {
    return raw(boxes, anchor, BOX + k) / side + anchors[2 * anchor + k % 2];
  }

  private boolean isBox(MemorySegment boxes, int i) {
    return raw(boxes, i, 2) >= 0 && raw(boxes, i, 3) >= 0;
  }

  private float overlap(MemorySegment boxes, int a, int b) {
    float both = shared(boxes, a, b, 0) * shared(boxes, a, b, 1);
    float either = area(boxes, a) + area(boxes, b) - both;
    return either > 0 ? both / either : 0;
  }

  // The common length of two boxes along x (axis 0) or y (axis 1).
  private float shared(MemorySegment boxes, int a, int b, int axis) {
    float centerA = raw(boxes, a, axis) / side + anchors[2 * a + axis];
    float centerB = raw(boxes, b, axis) / side + anchors[2 * b + axis];
    float halfA = raw(boxes, a, 2 + axis) / side / 2;
    float halfB = raw(boxes, b, 2 + axis) / side / 2;
    return Math.max(
        0, Math.min(centerA + halfA, centerB + halfB) - Math.max(centerA - halfA, centerB - halfB));
  }

  private float area(MemorySegment boxes, int i) {
    return raw(boxes, i, 2) / side * (raw(boxes, i, 3) / side);
  }

  private float raw(MemorySegment boxes, int anchor, int index) {
    return boxes.getAtIndex(JAVA_FLOAT, (long) anchor * (BOX + 2 * keypoints) + index);
  }

  // A little below the logit of the threshold, to save the exponential for almost all anchors.
  private static double leastLogit(double threshold) {
    return threshold <= 0 ? Double.NEGATIVE_INFINITY : -Math.log(1 / threshold - 1) - 0.001;
  }
}
