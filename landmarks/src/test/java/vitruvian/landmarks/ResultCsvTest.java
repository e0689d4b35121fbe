package vitruvian.landmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ResultCsvTest {
  private static final String COLUMNS =
      "part,index,name,x,y,z,visibility,presence,world_x,world_y,world_z";

  @Test
  void hasOneLineForEachLandmark() throws IOException {
    var point = new NormalizedLandmark(0.5f, -0.25f, 1.234567e-8f);
    var person =
        new Person(
            new Pose(
                Collections.nCopies(33, new NormalizedPoseLandmark(0.5f, 0.25f, 0, 0.9f, 1)),
                Collections.nCopies(33, new WorldPoseLandmark(1, 2, 3, 0.8f, 0.7f)),
                1),
            Optional.of(new Face(Collections.nCopies(468, point), 1)),
            Optional.empty(),
            Optional.of(
                new Hand(
                    Collections.nCopies(21, point),
                    Collections.nCopies(21, new WorldLandmark(4, 5, 6)),
                    1)),
            Optional.empty());
    var lines = csv(Results.of(person)).lines().toList();
    assertThat(lines).hasSize(1 + 33 + 468 + 21);
    assertThat(lines.getFirst()).isEqualTo(COLUMNS);
    assertThat(lines.get(16)).isEqualTo("pose,15,LEFT_WRIST,0.5,0.25,0,0.9,1,1,2,3");
    assertThat(lines.get(34)).isEqualTo("face,0,,0.5,-0.25,1.234567e-8,,,,,");
    assertThat(lines.getLast()).isEqualTo("right_hand,20,PINKY_TIP,0.5,-0.25,1.234567e-8,,,4,5,6");
    assertThat(lines).allMatch(line -> line.chars().filter(c -> c == ',').count() == 10);
  }

  @Test
  void nobodyIsTheHeadingAlone() throws IOException {
    assertThat(csv(Results.of())).isEqualTo(COLUMNS + "\n");
  }

  @Test
  void framesBeginWithTheirNumberAndTime() throws IOException {
    var out = new ByteArrayOutputStream();
    ResultCsv.writeHeading(out);
    var result = Results.of(new Results(1).body());
    ResultCsv.writeLines(new FrameResult(0, Duration.ZERO, Results.of()), out);
    ResultCsv.writeLines(new FrameResult(1, Duration.ofNanos(33_333_333), result), out);
    var lines = out.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines).hasSize(1 + 33);
    assertThat(lines.getFirst()).isEqualTo("frame,timestamp_ms," + COLUMNS);
    assertThat(lines.get(1)).startsWith("1,33.333,pose,0,NOSE,");
  }

  @Test
  void severalPeopleAreToldApartByTheirIdsOrElseByTheirPositions() throws IOException {
    var body = new Results(1).body();
    var out = new ByteArrayOutputStream();
    ResultCsv.write(Results.of(body.withId(Optional.of(7)), body), true, out);
    var lines = out.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines.getFirst()).isEqualTo("person," + COLUMNS);
    assertThat(lines.get(1)).startsWith("7,pose,0,NOSE,");
    assertThat(lines.get(34)).startsWith("1,pose,0,NOSE,");
  }

  private static String csv(HolisticResult result) throws IOException {
    var out = new ByteArrayOutputStream();
    ResultCsv.write(result, out);
    return out.toString(StandardCharsets.UTF_8);
  }
}
