package vitruvian.tracker;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import vitruvian.landmarks.HolisticResult;
import vitruvian.landmarks.Person;

/// The parts of a person as plain numbers, by the names that they have in JSON.
///
/// @param points x, y, z of each point of each part that was found
record Parts(Map<String, float[][]> points) {
  static final List<String> IN_THE_PICTURE =
      List.of("poseLandmarks", "faceLandmarks", "leftHandLandmarks", "rightHandLandmarks");
  static final List<String> IN_SPACE =
      List.of("poseWorldLandmarks", "leftHandWorldLandmarks", "rightHandWorldLandmarks");

  static Parts of(Json result) {
    var points = new LinkedHashMap<String, float[][]>();
    for (var person : result.get("people").items()) {
      for (var names : List.of(IN_THE_PICTURE, IN_SPACE)) {
        for (var name : names) {
          person.find(name).ifPresent(list -> points.put(name, xyz(list)));
        }
      }
    }
    return new Parts(points);
  }

  private static float[][] xyz(Json list) {
    return xyz(
        list.items(),
        point ->
            new float[] {
              (float) point.get("x").number(),
              (float) point.get("y").number(),
              (float) point.get("z").number()
            });
  }

  static Parts of(HolisticResult result) {
    var points = new LinkedHashMap<String, float[][]>();
    result.people().forEach(person -> add(person, points));
    return new Parts(points);
  }

  private static void add(Person person, Map<String, float[][]> points) {
    points.put(
        "poseLandmarks", xyz(person.pose().landmarks(), p -> new float[] {p.x(), p.y(), p.z()}));
    points.put(
        "poseWorldLandmarks",
        xyz(person.pose().worldLandmarks(), p -> new float[] {p.x(), p.y(), p.z()}));
    person
        .face()
        .ifPresent(
            face ->
                points.put(
                    "faceLandmarks",
                    xyz(face.landmarks(), p -> new float[] {p.x(), p.y(), p.z()})));
    Map.of("left", person.leftHand(), "right", person.rightHand())
        .forEach(
            (side, found) ->
                found.ifPresent(
                    hand -> {
                      points.put(
                          side + "HandLandmarks",
                          xyz(hand.landmarks(), p -> new float[] {p.x(), p.y(), p.z()}));
                      points.put(
                          side + "HandWorldLandmarks",
                          xyz(hand.worldLandmarks(), p -> new float[] {p.x(), p.y(), p.z()}));
                    }));
  }

  private static <T> float[][] xyz(List<T> points, Function<T, float[]> numbers) {
    return points.stream().map(numbers).toArray(float[][]::new);
  }
}
