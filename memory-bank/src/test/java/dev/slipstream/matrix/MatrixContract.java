package dev.slipstream.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every device must do, held against double-precision arithmetic written here. */
abstract class MatrixContract {

  private static final double TOLERANCE = 2e-5;

  abstract Device device();

  // ---- making and reading ----

  @Test
  void makesZeros() {
    try (Matrix m = device().zeros(3, 1021)) {
      assertThat(m.toArray()).hasSize(3063).containsOnly(0f);
    }
  }

  @Test
  void keepsValuesInRowOrder() {
    try (Scope scope = device().scope()) {
      Matrix m = matrix(new double[][] {{1, 2, 3}, {4, 5, 6}});

      assertThat(m.rows()).isEqualTo(2);
      assertThat(m.cols()).isEqualTo(3);
      assertThat(m.device()).isSameAs(device());
      assertThat(m.toArray()).containsExactly(1, 2, 3, 4, 5, 6);
      assertThat(m.rowRange(1, 2).toArray()).containsExactly(4, 5, 6);
    }
  }

  @Test
  void copiesTheHostsValues() {
    float[] values = {1, 2};
    try (Matrix m = device().of(values, 1, 2)) {
      values[0] = 9;
      m.toArray()[1] = 9;

      assertThat(m.toArray()).containsExactly(1, 2);
    }
  }

  @Test
  void readsBytesAsUnsigned() {
    byte[] bytes = new byte[1021];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    try (Matrix m = device().ofBytes(bytes, 1, 1021, 2f / 255, -1)) {
      float[] values = m.toArray();
      for (int i = 0; i < bytes.length; i++) {
        assertThat((double) values[i]).isCloseTo((i & 0xff) * 2.0 / 255 - 1, within(1e-6));
      }
    }
  }

  @Test
  void overwritesValuesFromTheHost() {
    try (Scope scope = device().scope()) {
      Matrix m = device().zeros(3, 2);
      m.rowRange(1, 3).set(new float[] {1, 2, 3, 4});

      assertThat(m.toArray()).containsExactly(0, 0, 1, 2, 3, 4);
    }
  }

  // ---- views ----

  @Test
  void viewsShareMemory() {
    try (Scope scope = device().scope()) {
      Matrix m = matrix(new double[][] {{1, 2}, {3, 4}, {5, 6}, {7, 8}});
      Matrix middle = m.rowRange(1, 4);
      Matrix line = middle.rowRange(1, 3).reshape(1, 4);

      line.multiplyInPlace(10);
      m.rowRange(0, 1).fillInPlace(-1);
      middle.rowRange(0, 1).addInPlace(device().of(new float[] {100, 200}, 1, 2));

      assertThat(m.toArray()).containsExactly(-1, -1, 103, 204, 50, 60, 70, 80);
      assertThat(line.toArray()).containsExactly(50, 60, 70, 80);
    }
  }

  @Test
  void closingAViewLeavesTheMemory() {
    try (Matrix m = matrix(new double[][] {{1, 2}, {3, 4}})) {
      m.rowRange(0, 1).close();
      m.rowRange(1, 2).close();
      m.reshape(4, 1).close();

      assertThat(m.toArray()).containsExactly(1, 2, 3, 4);
    }
  }

  @Test
  void computesOnViewsAsOnCopies() {
    try (Scope scope = device().scope()) {
      Matrix view = random(1, 9, 13).rowRange(3, 8);
      Matrix copy = view.copy();
      Matrix b = random(2, 6, 13).rowRange(1, 6);

      assertThat(view.matmulTransposed(b).toArray())
          .containsExactly(copy.matmulTransposed(b.copy()).toArray());
      assertThat(view.transposedMatmul(b).toArray())
          .containsExactly(copy.transposedMatmul(b.copy()).toArray());
      assertThat(view.add(b).toArray()).containsExactly(copy.add(b.copy()).toArray());
      assertThat(view.rowLogSumExp().toArray()).containsExactly(copy.rowLogSumExp().toArray());
      assertThat(view.columnSum().toArray()).containsExactly(copy.columnSum().toArray());
      assertThat(view.sum()).isCloseTo(copy.sum(), within(1e-4));
      assertThat(view.gather(new int[] {4, 0}).toArray())
          .containsExactly(copy.gather(new int[] {4, 0}).toArray());
    }
  }

  // ---- copies ----

  @Test
  void copiesAreIndependent() {
    try (Scope scope = device().scope()) {
      Matrix m = matrix(new double[][] {{1, 2}, {3, 4}});
      Matrix copy = m.rowRange(1, 2).copy();
      copy.fillInPlace(0);

      assertThat(m.toArray()).containsExactly(1, 2, 3, 4);
      assertThat(copy.toArray()).containsExactly(0, 0);
    }
  }

  @Test
  void overwritesAllOrSomeRows() {
    try (Scope scope = device().scope()) {
      Matrix m = device().zeros(4, 2);
      m.setRows(2, matrix(new double[][] {{1, 2}, {3, 4}}));
      m.setRows(0, m.rowRange(3, 4));
      assertThat(m.toArray()).containsExactly(3, 4, 0, 0, 1, 2, 3, 4);

      m.set(matrix(new double[][] {{1, 2}, {3, 4}, {5, 6}, {7, 8}}));
      assertThat(m.toArray()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    }
  }

  @Test
  void overwritesTheRowsNamed() {
    try (Scope scope = device().scope()) {
      Matrix m = device().zeros(4, 2);
      m.setRows(new int[] {3, 0}, matrix(new double[][] {{1, 2}, {3, 4}}));
      m.rowRange(1, 4).setRows(new int[] {1}, m.rowRange(0, 1));
      assertThat(m.toArray()).containsExactly(3, 4, 0, 0, 3, 4, 1, 2);
    }
  }

  @Test
  void scattersRowsToTheirPlacesAmongZeros() {
    try (Scope scope = device().scope()) {
      Matrix m = device().of(new float[] {1, 2, 3, 4}, 2, 2);

      assertThat(m.scatter(new int[] {2, 0}, 3).toArray()).containsExactly(3, 4, 0, 0, 1, 2);
    }
  }

  @Test
  void gathersRowsInTheOrderNamed() {
    try (Scope scope = device().scope()) {
      Matrix m = matrix(new double[][] {{1, 2}, {3, 4}, {5, 6}});

      assertThat(m.gather(new int[] {2, 0, 2}).toArray()).containsExactly(5, 6, 1, 2, 5, 6);
    }
  }

  // ---- products ----

  @ParameterizedTest
  @CsvSource({"1,1,1", "3,5,2", "1,1021,7", "7,1,1021", "37,1021,19", "64,128,257"})
  void multipliesMatrices(int n, int k, int m) {
    try (Scope scope = device().scope()) {
      Matrix a = random(1, n, k);
      Matrix b = random(2, k, m);
      double[][] expected = product(rows(a), rows(b));

      assertClose(a.matmul(b), expected);
      assertClose(a.matmulTransposed(transposed(b)), expected);
      assertClose(transposed(a).transposedMatmul(b), expected);
    }
  }

  @Test
  void multipliesRowByRow() {
    try (Scope scope = device().scope()) {
      Matrix a = random(1, 11, 3 * 5);
      Matrix b = random(2, 11, 5 * 7);

      Matrix products = a.batchMatmul(b, 5);

      assertThat(products.cols()).isEqualTo(21);
      for (int i = 0; i < 11; i++) {
        double[][] left = rows(a.rowRange(i, i + 1).reshape(3, 5));
        double[][] right = rows(b.rowRange(i, i + 1).reshape(5, 7));
        assertClose(products.rowRange(i, i + 1).reshape(3, 7), product(left, right));
      }
    }
  }

  @Property(tries = 25)
  void aProductTurnedAroundIsItsTranspose(
      @ForAll @IntRange(min = 1, max = 40) int n,
      @ForAll @IntRange(min = 1, max = 40) int k,
      @ForAll @IntRange(min = 1, max = 40) int m,
      @ForAll long seed) {
    try (Scope scope = device().scope()) {
      Matrix a = random(seed, n, k);
      Matrix b = random(seed + 1, m, k);

      assertClose(a.matmulTransposed(b), rows(transposed(b.matmulTransposed(a))));
    }
  }

  // ---- element-wise ----

  @ParameterizedTest
  @CsvSource({"7,1021", "7,1", "1,1021", "1,1"})
  void broadcastsTheArgument(int rows, int cols) {
    try (Scope scope = device().scope()) {
      Matrix a = random(1, 7, 1021);
      Matrix b = random(2, rows, cols);
      b.addInPlace(device().of(new float[] {5}, 1, 1));

      assertClose(a.add(b), combined(a, b, Double::sum));
      assertClose(a.subtract(b), combined(a, b, (x, y) -> x - y));
      assertClose(a.multiply(b), combined(a, b, (x, y) -> x * y));
      assertClose(a.divide(b), combined(a, b, (x, y) -> x / y));

      assertInPlace(a, b, Double::sum, c -> c.addInPlace(b));
      assertInPlace(a, b, (x, y) -> x * y, c -> c.multiplyInPlace(b));
      assertInPlace(a, b, (x, y) -> x - 0.75 * y, c -> c.axpyInPlace(-0.75f, b));
      assertInPlace(a, b, (x, y) -> x + 0.125 * (y - x), c -> c.lerpInPlace(b, 0.125f));
    }
  }

  @Test
  void computesFunctionsOfEachElement() {
    try (Scope scope = device().scope()) {
      Matrix m = random(1, 3, 1021);
      Matrix positive = m.multiply(m);

      assertClose(m.multiply(-2.5f), mapped(m, x -> -2.5 * x));
      assertClose(m.exp(), mapped(m, Math::exp));
      assertClose(positive.log(), mapped(positive, Math::log));
      assertClose(positive.sqrt(), mapped(positive, Math::sqrt));
      assertThat(m.toArray()).containsExactly(random(1, 3, 1021).toArray());
    }
  }

  // ---- reductions ----

  @ParameterizedTest
  @CsvSource({"1,1", "1,1021", "1021,1", "7,13", "37,1021"})
  void reducesRowsAndColumns(int rows, int cols) {
    try (Scope scope = device().scope()) {
      Matrix m = random(3, rows, cols);
      double[][] values = rows(m);
      double[][] sum = new double[rows][1];
      double[][] most = new double[rows][1];
      double[][] logSumExp = new double[rows][1];
      double[][] norm = new double[rows][1];
      double[][] column = new double[1][cols];
      double total = 0;
      for (int i = 0; i < rows; i++) {
        most[i][0] = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < cols; j++) {
          double x = values[i][j];
          sum[i][0] += x;
          most[i][0] = Math.max(most[i][0], x);
          logSumExp[i][0] += Math.exp(x);
          norm[i][0] += x * x;
          column[0][j] += x;
          total += x;
        }
        logSumExp[i][0] = Math.log(logSumExp[i][0]);
        norm[i][0] = Math.sqrt(norm[i][0]);
      }

      assertClose(m.rowSum(), sum);
      assertClose(m.rowMax(), most);
      assertClose(m.rowLogSumExp(), logSumExp);
      assertClose(m.rowNorm(), norm);
      assertClose(m.columnSum(), column);
      assertThat(m.sum()).isCloseTo(total, within(TOLERANCE * Math.sqrt(rows * cols) * 10));
    }
  }

  @Test
  void logSumExpNeitherOverflowsNorLosesMaskedElements() {
    float masked = Float.NEGATIVE_INFINITY;
    try (Scope scope = device().scope()) {
      Matrix m = device().of(new float[] {1000, 1000, -1000, masked, masked, masked}, 3, 2);

      float[] result = m.rowLogSumExp().toArray();

      assertThat(result[0]).isCloseTo(1000.6931f, within(1e-3f));
      assertThat(result[1]).isEqualTo(-1000f);
      assertThat(result[2]).isEqualTo(Float.NEGATIVE_INFINITY);
    }
  }

  @Property(tries = 25)
  void logSumExpMovesWithItsRow(
      @ForAll @FloatRange(min = -500, max = 500) float shift, @ForAll long seed) {
    try (Scope scope = device().scope()) {
      Matrix m = random(seed, 3, 17);
      Matrix moved = m.add(device().of(new float[] {shift}, 1, 1));
      double[][] expected = mapped(m.rowLogSumExp(), x -> x + shift);

      assertThat(difference(moved.rowLogSumExp(), expected)).isLessThan(1e-3);
    }
  }

  // ---- in place ----

  @Test
  void changesInPlaceOnlyWhatIsNamed() {
    try (Scope scope = device().scope()) {
      Matrix m = device().of(new float[] {-3, -1, 0, 1, 3, 9}, 2, 3);
      m.clampInPlace(-2, 4);
      assertThat(m.toArray()).containsExactly(-2, -1, 0, 1, 3, 4);

      m.multiplyInPlace(0.5f);
      assertThat(m.toArray()).containsExactly(-1, -0.5f, 0, 0.5f, 1.5f, 2);

      m.rowRange(0, 1).fillInPlace(7);
      assertThat(m.toArray()).containsExactly(7, 7, 7, 0.5f, 1.5f, 2);

      m.addInPlace(m);
      assertThat(m.toArray()).containsExactly(14, 14, 14, 1, 3, 4);
    }
  }

  @Property(tries = 25)
  void twoLerpsAreOne(
      @ForAll @FloatRange(min = 0, max = 1) float first,
      @ForAll @FloatRange(min = 0, max = 1) float second,
      @ForAll long seed) {
    try (Scope scope = device().scope()) {
      Matrix twice = random(seed, 3, 17);
      Matrix once = twice.copy();
      Matrix target = random(seed + 1, 3, 17);

      twice.lerpInPlace(target, first);
      twice.lerpInPlace(target, second);
      once.lerpInPlace(target, 1 - (1 - first) * (1 - second));

      assertClose(twice, rows(once));
    }
  }

  @Test
  void givesTheSameBitsEveryTime() {
    try (Scope scope = device().scope()) {
      Matrix a = random(1, 257, 1021);
      Matrix b = random(2, 63, 1021);
      float[] product = a.matmulTransposed(b).toArray();
      float[] columns = a.columnSum().toArray();
      double sum = a.sum();
      for (int i = 0; i < 5; i++) {
        assertThat(a.matmulTransposed(b).toArray()).containsExactly(product);
        assertThat(a.columnSum().toArray()).containsExactly(columns);
        assertThat(a.sum()).isEqualTo(sum);
      }
    }
  }

  // ---- lifetime ----

  @Test
  void decomposesSymmetricMatrices() {
    int n = 13;
    try (Scope scope = device().scope()) {
      Matrix x = matrix(randomRows(40, n));
      Matrix symmetric = x.transposedMatmul(x);

      Matrix.Eigen eigen = symmetric.symmetricEigen();

      float[] values = eigen.values().toArray();
      assertThat(values).isSorted();
      float[] identity = eigen.vectors().transposedMatmul(eigen.vectors()).toArray();
      Matrix turned = symmetric.matmul(eigen.vectors());
      Matrix scaled = eigen.vectors().multiply(eigen.values());
      for (int i = 0; i < n * n; i++) {
        assertThat(identity[i]).isCloseTo(i % (n + 1) == 0 ? 1 : 0, within(1e-4f));
        assertThat(turned.toArray()[i])
            .isCloseTo(scaled.toArray()[i], within(1e-4f * values[n - 1]));
      }
    }
  }

  @Test
  void aScopeReleasesWhatWasMadeInIt() {
    Matrix inside;
    try (Matrix outside = device().zeros(1, 2)) {
      try (Scope scope = device().scope()) {
        inside = outside.copy();
      }

      assertThat(outside.toArray()).containsExactly(0, 0);
      assertClosed(inside);
    }
  }

  @Test
  void scopesNest() {
    Matrix outer;
    Matrix inner;
    try (Scope first = device().scope()) {
      outer = device().zeros(1, 1);
      try (Scope second = device().scope()) {
        inner = device().zeros(1, 1);
      }
      assertClosed(inner);
      assertThat(outer.toArray()).containsExactly(0);
      assertThat(device().zeros(1, 1).toArray()).containsExactly(0);
    }
    assertClosed(outer);
  }

  @Test
  void keepTakesAMatrixOutOfEveryScope() {
    Matrix kept;
    try (Scope first = device().scope();
        Scope second = device().scope()) {
      kept = device().of(new float[] {1, 2}, 1, 2).keep().keep();
    }

    assertThat(kept.toArray()).containsExactly(1, 2);
    kept.close();
    assertClosed(kept);
  }

  @Test
  void closingEarlyOrTwiceIsHarmless() {
    try (Scope scope = device().scope()) {
      Matrix m = device().zeros(2, 2);
      m.close();
      m.close();
      assertClosed(m);
    }
    Matrix free = device().zeros(2, 2);
    assertThat(free.keep()).isSameAs(free);
    free.close();
    free.close();
    assertClosed(free);
  }

  @Test
  void aScopeIsItsThreadsOwn() throws InterruptedException {
    Matrix[] made = new Matrix[1];
    try (Scope scope = device().scope()) {
      Thread other = new Thread(() -> made[0] = device().zeros(1, 1));
      other.start();
      other.join();
    }

    assertThat(made[0].toArray()).containsExactly(0);
    made[0].close();
  }

  // ---- refusals ----

  @Test
  void refusesShapesThatDoNotFit() {
    try (Scope scope = device().scope()) {
      Matrix m = device().zeros(4, 6);
      Matrix odd = device().zeros(3, 5);

      refuses(() -> m.matmul(odd), "b: must be [6, *], was [3, 5]");
      refuses(() -> m.matmulTransposed(odd), "b: must be [*, 6], was [3, 5]");
      refuses(() -> m.transposedMatmul(odd), "b: must be [4, *], was [3, 5]");
      refuses(() -> m.batchMatmul(m, 4), "inner: must be >= 1 and divide 6 columns, was 4");
      refuses(() -> m.batchMatmul(odd, 2), "b: must be [4, *], was [3, 5]");
      refuses(
          () -> m.batchMatmul(device().zeros(4, 3), 2),
          "b: must have a multiple of 2 columns, was [4, 3]");
      refuses(() -> m.add(odd), "b: must be [4, 6] or broadcast to it, was [3, 5]");
      refuses(() -> m.rowRange(0, 1).add(m), "b: must be [1, 6] or broadcast to it, was [4, 6]");
      refuses(() -> m.axpyInPlace(1, odd), "x: must be [4, 6] or broadcast to it, was [3, 5]");
      refuses(() -> m.lerpInPlace(odd, 1), "target: must be [4, 6] or broadcast to it, was [3, 5]");
      refuses(() -> m.set(odd), "values: must be [4, 6], was [3, 5]");
      refuses(() -> m.set(new float[3]), "values: must be 24 for [4, 6], was 3");
      refuses(() -> m.setRows(0, odd), "source: must be [*, 6], was [3, 5]");
      refuses(
          () -> m.setRows(3, device().zeros(2, 6)),
          "rows: must be a range within [0, 4), was [3, 5)");
      refuses(
          () -> m.setRows(new int[] {1, 1}, device().zeros(2, 6)),
          "index[1]: must name each row once, was 1 again");
      refuses(
          () -> m.setRows(new int[] {1}, device().zeros(2, 6)),
          "source: must be [1, *], was [2, 6]");
      refuses(() -> m.rowRange(2, 2), "rows: must be a range within [0, 4), was [2, 2)");
      refuses(() -> m.reshape(5, 5), "shape: must have the 24 elements of [4, 6], was [5, 5]");
      refuses(() -> m.gather(new int[] {0, 4}), "index[1]: must be in [0, 4), was 4");
      refuses(() -> m.gather(new int[0]), "index: must name at least 1 row, was empty");
      refuses(
          () -> device().zeros(0, 5), "shape: must have at least 1 row and 1 column, was [0, 5]");
      refuses(() -> device().of(new float[5], 2, 3), "values: must be 6 for [2, 3], was 5");
      refuses(
          () -> device().ofBytes(new byte[7], 2, 3, 1, 0), "values: must be 6 for [2, 3], was 7");
    }
  }

  @Test
  void refusesMatricesOfAnotherDevice() {
    try (Scope scope = device().scope()) {
      Matrix m = device().zeros(2, 2);
      Matrix foreign = foreign();

      refuses(
          () -> m.add(foreign), "b: must be a matrix of " + device().name() + ", was of elsewhere");
    }
  }

  // ---- helpers ----

  /** A matrix [2, 2] of a device that is none of ours. */
  private static Matrix foreign() {
    Device elsewhere = proxy(Device.class, (proxy, method, arguments) -> "elsewhere");
    return proxy(
        Matrix.class,
        (proxy, method, arguments) -> method.getName().equals("device") ? elsewhere : 2);
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private interface Change {
    void apply(Matrix m);
  }

  private static void refuses(Runnable call, String message) {
    assertThatIllegalArgumentException().isThrownBy(call::run).withMessage(message);
  }

  private static void assertClosed(Matrix m) {
    assertThatThrownBy(m::toArray).isInstanceOf(RuntimeException.class);
  }

  private static void assertInPlace(
      Matrix a, Matrix b, DoubleBinaryOperator function, Change change) {
    Matrix changed = a.copy();
    change.apply(changed);
    assertClose(changed, combined(a, b, function));
  }

  private static void assertClose(Matrix actual, double[][] expected) {
    assertThat(difference(actual, expected)).isLessThan(TOLERANCE);
  }

  /** The largest difference of two elements, relative to values above 1. */
  private static double difference(Matrix actual, double[][] expected) {
    double[][] values = rows(actual);
    assertThat(values.length).isEqualTo(expected.length);
    assertThat(actual.cols()).isEqualTo(expected[0].length);
    double scale = 1;
    double worst = 0;
    for (int i = 0; i < values.length; i++) {
      for (int j = 0; j < values[i].length; j++) {
        scale = Math.max(scale, Math.abs(expected[i][j]));
        double d = Math.abs(values[i][j] - expected[i][j]);
        worst = Double.isNaN(d) ? Double.POSITIVE_INFINITY : Math.max(worst, d);
      }
    }
    return worst / scale;
  }

  private Matrix random(long seed, int rows, int cols) {
    Random random = new Random(seed);
    float[] values = new float[rows * cols];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return device().of(values, rows, cols);
  }

  private Matrix matrix(double[][] rows) {
    float[] values = new float[rows.length * rows[0].length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) rows[i / rows[0].length][i % rows[0].length];
    }
    return device().of(values, rows.length, rows[0].length);
  }

  private static double[][] rows(Matrix m) {
    float[] values = m.toArray();
    double[][] rows = new double[m.rows()][m.cols()];
    for (int i = 0; i < values.length; i++) {
      rows[i / m.cols()][i % m.cols()] = values[i];
    }
    return rows;
  }

  private Matrix transposed(Matrix m) {
    double[][] rows = rows(m);
    double[][] result = new double[m.cols()][m.rows()];
    for (int i = 0; i < m.rows(); i++) {
      for (int j = 0; j < m.cols(); j++) {
        result[j][i] = rows[i][j];
      }
    }
    return matrix(result);
  }

  private static double[][] product(double[][] a, double[][] b) {
    double[][] result = new double[a.length][b[0].length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < b[0].length; j++) {
        for (int k = 0; k < b.length; k++) {
          result[i][j] += a[i][k] * b[k][j];
        }
      }
    }
    return result;
  }

  private static double[][] combined(Matrix a, Matrix b, DoubleBinaryOperator function) {
    double[][] result = rows(a);
    double[][] other = rows(b);
    for (int i = 0; i < result.length; i++) {
      for (int j = 0; j < result[i].length; j++) {
        double y = other[b.rows() == 1 ? 0 : i][b.cols() == 1 ? 0 : j];
        result[i][j] = function.applyAsDouble(result[i][j], y);
      }
    }
    return result;
  }

  private static double[][] mapped(Matrix m, DoubleUnaryOperator function) {
    double[][] result = rows(m);
    for (double[] row : result) {
      for (int j = 0; j < row.length; j++) {
        row[j] = function.applyAsDouble(row[j]);
      }
    }
    return result;
  }

  private static double[][] randomRows(int rows, int cols) {
    Random random = new Random(7);
    double[][] values = new double[rows][cols];
    for (double[] row : values) {
      for (int j = 0; j < cols; j++) {
        row[j] = random.nextGaussian();
      }
    }
    return values;
  }
}
