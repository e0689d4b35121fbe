package vitruvian.tracker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/// The assignment is the best of all, which is found by trying them, and never one over the limit.
final class AssignmentTest {
  private static final double LIMIT = 1;

  @Test
  void isTheBestOfAll() {
    var random = new Random(1);
    for (int run = 0; run < 500; run++) {
      var cost = new double[random.nextInt(5)][random.nextInt(1, 5)];
      for (var row : cost) {
        for (int j = 0; j < row.length; j++) {
          row[j] = 1.5 * random.nextDouble();
        }
      }
      var assigned = Assignment.of(cost, LIMIT);
      assertThat(assigned).hasSize(cost.length);
      double sum = 0;
      var taken = new boolean[5];
      for (int i = 0; i < assigned.length; i++) {
        int column = assigned[i];
        sum += column == Assignment.NONE ? LIMIT : cost[i][column];
        if (column != Assignment.NONE) {
          assertThat(cost[i][column]).isLessThan(LIMIT);
          assertThat(taken[column]).isFalse();
          taken[column] = true;
        }
      }
      // Columns without a row cost as much as rows without a column.
      for (int j = 0; cost.length > 0 && j < cost[0].length; j++) {
        sum += taken[j] ? 0 : LIMIT;
      }
      assertThat(sum).isLessThanOrEqualTo(best(cost, 0, new boolean[5]) + 1e-9);
    }
  }

  @Test
  void isTheSameForTheSameCosts() {
    var equal = new double[][] {{0.5, 0.5}, {0.5, 0.5}};
    assertThat(Assignment.of(equal, LIMIT)).isEqualTo(Assignment.of(equal, LIMIT));
  }

  private static double best(double[][] cost, int row, boolean[] taken) {
    if (row == cost.length) {
      double sum = 0;
      for (int j = 0; cost.length > 0 && j < cost[0].length; j++) {
        sum += taken[j] ? 0 : LIMIT;
      }
      return sum;
    }
    double least = LIMIT + best(cost, row + 1, taken);
    for (int j = 0; j < cost[row].length; j++) {
      if (!taken[j] && cost[row][j] < LIMIT) {
        taken[j] = true;
        least = Math.min(least, cost[row][j] + best(cost, row + 1, taken));
        taken[j] = false;
      }
    }
    return least;
  }
}
