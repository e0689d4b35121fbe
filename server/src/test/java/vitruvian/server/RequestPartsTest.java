package vitruvian.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.eclipse.jetty.util.Fields;
import org.junit.jupiter.api.Test;
import vitruvian.tracker.Frame;
import vitruvian.tracker.Refusal;
import vitruvian.tracker.Sampling;
import vitruvian.tracker.TrackOptions;

/// What requests are made of: choices, tokens, problems.
class RequestPartsTest {
  @Test
  void noChoicesAreTheDefaults() {
    var choices = Choices.of(new Fields(), 1280);
    assertThat(choices.maxSide()).isEqualTo(1280);
    assertThat(choices.options())
        .isEqualTo(TrackOptions.DEFAULT.withComplexity(1).withSampling(Sampling.CPU));
  }

  @Test
  void allChoicesAreTaken() {
    var query = new Fields();
    query.put("complexity", "2");
    query.put("refineFace", "1");
    query.put("segmentation", "true");
    query.put("faceGeometry", "true");
    query.put("sampling", "GPU");
    query.put("maxSide", "300");
    var choices = Choices.of(query, 1280);
    assertThat(choices.maxSide()).isEqualTo(300);
    assertThat(choices.options())
        .isEqualTo(
            TrackOptions.DEFAULT
                .withComplexity(2)
                .withRefineFace(true)
                .withSegmentation(true)
                .withFaceGeometry(true)
                .withSampling(Sampling.GPU));
  }

  @Test
  void withoutALimitOfTheServerTheLargestFrameIsOne() {
    var query = new Fields();
    query.put("maxSide", Integer.toString(Frame.MAX_SIDE));
    assertThat(Choices.of(query, 0).maxSide()).isEqualTo(Frame.MAX_SIDE);
    assertThat(Choices.of(new Fields(), 0).maxSide()).isZero();
  }

  @Test
  void whatIsWrongIsQuotedInPart() {
    var query = new Fields();
    query.put("complexity", "x".repeat(1000));
    assertThatThrownBy(() -> Choices.of(query, 0))
        .isInstanceOf(Problem.Thrown.class)
        .message()
        .hasSizeLessThan(100)
        .startsWith("complexity is a number from 0 to 2, not \"xxx");
  }

  @Test
  void aTokenIsFoundAmongProtocols() {
    var token = new Token("xyz");
    assertThat(token.isIn(List.of("vitruvian.v1", "bearer.eHl6"))).isTrue();
    assertThat(token.isIn(List.of("bearer.***", "bearer.", "bearer", "eHl6"))).isFalse();
    assertThat(token.isIn(List.of())).isFalse();
    assertThat(token.isIn((String) null)).isFalse();
  }

  @Test
  void everyRefusalOfThePictureGateHasAStatus() {
    var known = Arrays.asList(Refusal.values());
    for (var reason : known) {
      if (reason == Refusal.UNREADABLE) {
        assertThatThrownBy(() -> Problem.of(reason, "why"))
            .isInstanceOf(IllegalStateException.class);
      } else {
        var problem = Problem.of(reason, "why");
        assertThat(problem.status()).isBetween(400, 503).isNotEqualTo(500);
        assertThat(problem.code()).isEqualTo(reason.code());
        assertThat(problem.retryAfter())
            .isEqualTo(reason == Refusal.OVERLOADED ? OptionalInt.of(1) : OptionalInt.empty());
      }
    }
  }

  @Test
  void aProblemIsADocument() {
    assertThat(Problem.of(422, "corrupt-image", "say \"no\"\n").toJson("0f"))
        .isEqualTo(
            "{\"type\":\"about:blank\",\"title\":\"Unprocessable Entity\",\"status\":422,"
                + "\"code\":\"corrupt-image\",\"detail\":\"say \\\"no\\\"\\n\","
                + "\"instance\":\"urn:request:0f\"}");
  }
}
