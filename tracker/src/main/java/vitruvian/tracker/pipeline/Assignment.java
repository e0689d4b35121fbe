package vitruvian.tracker.pipeline;

import java.util.Arrays;

/// Assigns rows to columns so that the sum of the costs is least: the Hungarian method, for a
/// handful of each. The same costs give the same assignment.
final class Assignment {
  /// The column of a row that has none.
  static final int NONE = -1;

  private Assignment() {}

  /// Assigns rows to columns.
  ///
  /// @param cost of each row and column
  /// @param limit where a cost is not below it, row and column are rather left alone
  /// @return the column of each row
  static int[] of(double[][] cost, double limit) {
    int rows = cost.length;
    int columns = rows == 0 ? 0 : cost[0].length;
    int n = rows + columns;
    var square = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        boolean real = i < rows && j < columns;
        boolean allowed = real && cost[i][j] < limit;
        square[i][j] =
            allowed ? cost[i][j] : real ? 3 * limit : i < rows || j < columns ? limit : 0;
      }
    }
    var assigned = solve(square);
    var result = new int[rows];
    for (int i = 0; i < rows; i++) {
      int j = assigned[i];
      result[i] = j < columns && cost[i][j] < limit ? j : NONE;
    }
    return result;
  }

  // Row after row finds the cheapest way to a free column; potentials keep reduced costs above 0.
  private static int[] solve(double[][] cost) {
    int n = cost.length;
    var rowPotential = new double[n + 1];
    var columnPotential = new double[n + 1];
    var rowOf = new int[n + 1];
    for (int row = 1; row <= n; row++) {
      var cameFrom = new int[n + 1];
      var least = new double[n + 1];
      var used = new boolean[n + 1];
      Arrays.fill(least, Double.POSITIVE_INFINITY);
      rowOf[0] = row;
      int column = 0;
      do {
        used[column] = true;
        int at = rowOf[column];
        int next = 0;
        double delta = Double.POSITIVE_INFINITY;
        for (int j = 1; j <= n; j++) {
          if (!used[j]) {
            double reduced = cost[at - 1][j - 1] - rowPotential[at] - columnPotential[j];
            if (reduced < least[j]) {
              least[j] = reduced;
              cameFrom[j] = column;
            }
            if (least[j] < delta) {
              delta = least[j];
              next = j;
            }
          }
        }
        for (int j = 0; j <= n; j++) {
          if (used[j]) {
            rowPotential[rowOf[j]] += delta;
            columnPotential[j] -= delta;
          } else {
            least[j] -= delta;
          }
        }
        column = next;
      } while (rowOf[column] != 0);
      while (column != 0) {
        int before = cameFrom[column];
        rowOf[column] = rowOf[before];
        column = before;
      }
    }
    var result = new int[n];
    for (int j = 1; j <= n; j++) {
      result[rowOf[j] - 1] = j - 1;
    }
    return result;
  }
}
