package vitruvian.leaklab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vitruvian.forensics.Finding;
import vitruvian.forensics.Finding.Kind;

class ScenarioTest {
  @Test
  void thereAreTenLeaksAndThreeThatAreNone() {
    assertThat(Scenario.values()).hasSize(13);
    assertThat(Arrays.stream(Scenario.values()).map(one -> one.planted().kind()))
        .filteredOn(kind -> kind == Kind.LEAK)
        .hasSize(10);
    assertThat(Arrays.stream(Scenario.values()).map(one -> one.planted().kind()))
        .contains(Kind.FRAGMENTATION, Kind.FILLING_CACHE, Kind.STABLE);
  }

  @ParameterizedTest
  @EnumSource
  void aScenarioIsFoundByItsLabel(Scenario scenario) {
    assertThat(scenario.label()).matches("[a-z-]+");
    assertThat(Scenario.named(scenario.label())).contains(scenario);
    assertThat(scenario.description()).isNotBlank();
  }

  @Test
  void otherNamesAreNone() {
    assertThat(Scenario.named("all")).isEqualTo(Optional.empty());
  }

  @ParameterizedTest
  @EnumSource
  void aLeakHasAnOwnerAndASite(Scenario scenario) {
    var planted = scenario.planted();
    assertThat(planted.owner().isEmpty()).isEqualTo(planted.kind() != Kind.LEAK);
    assertThat(planted.site().isEmpty()).isEqualTo(planted.kind() != Kind.LEAK);
  }

  @Test
  void aLeakIsNamedByItsSite() {
    var planted = Planted.leak("frame", "ForgottenFrame");
    assertThat(planted.isNamedBy(finding(Kind.LEAK, "frame", ""))).isFalse();
    assertThat(planted.isNamedBy(finding(Kind.LEAK, "", "x.ForgottenFrame.copy"))).isTrue();
    assertThat(planted.isNamedBy(finding(Kind.LEAK, "interpreter", "x.Engine.open"))).isFalse();
    assertThat(planted.isNamedBy(finding(Kind.LEAK, "", ""))).isFalse();
    assertThat(planted.isNamedBy(finding(Kind.STABLE, "frame", ""))).isFalse();
  }

  @Test
  void noSiteIsThatOfAnotherScenario() {
    for (var one : Scenario.values()) {
      for (var other : Scenario.values()) {
        boolean named =
            other.planted().isNamedBy(finding(one.planted().kind(), "x", one.planted().site()));
        assertThat(named).as("%s by %s", other, one).isEqualTo(one == other);
      }
    }
  }

  @Test
  void whatIsNoLeakIsNamedByItsKind() {
    var planted = Planted.none(Kind.FRAGMENTATION);
    assertThat(planted.isNamedBy(finding(Kind.FRAGMENTATION, "allocator", ""))).isTrue();
    assertThat(planted.isNamedBy(finding(Kind.LEAK, "allocator", ""))).isFalse();
    assertThat(planted.isNamedBy(finding(Kind.INCONCLUSIVE, "", ""))).isFalse();
  }

  @Test
  void childrenAreStartedAsTheServiceIs() {
    assertThat(JvmOptions.ofService())
        .contains("-XX:+UseSerialGC", "-XX:TrimNativeHeapInterval=5000")
        .noneMatch(option -> option.startsWith("#") || option.startsWith("--enable-native"));
    // The last one counts.
    assertThat(JvmOptions.of(Scenario.FRAGMENTATION).getLast())
        .isEqualTo("-XX:TrimNativeHeapInterval=0");
    assertThat(JvmOptions.of(Scenario.CLEAN)).contains("-Dvitruvian.leakAlarm=all");
  }

  private static Finding finding(Kind kind, String owner, String site) {
    return new Finding("heap", kind, owner, site, List.of(), "");
  }
}
