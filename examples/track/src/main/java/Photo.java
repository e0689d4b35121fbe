import vitruvian.landmarks.*;
import vitruvian.tracker.*;

void main() throws InterruptedException {
  try (var tracker = ImageTracker.open()) {
    switch (tracker.track(Path.of("photo.jpg"))) {
      case Tracked(var result) -> result.people().forEach(person ->
          System.out.println(person.pose().at(PoseLandmark.LEFT_WRIST)));
      case Refused(var reason, var message) -> System.err.println(message);
    }
  }
}
