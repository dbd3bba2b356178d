package dev.slipstream.probe;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Scope;
import dev.slipstream.matrix.Shapes;

/**
 * Accuracy of a multinomial logistic regression on standardised features, fitted to the train part
 * by a fixed number of Nesterov's accelerated gradient steps over all rows (Nesterov 1983; step
 * length from the greatest eigenvalue of the features' covariance). Deterministic. Thread-safe.
 *
 * @param iterations gradient steps
 * @param l2 weight of half the squared weights in the objective; the bias is free
 */
public record LinearProbe(int iterations, double l2) {

  private static final int POWER_ITERATIONS = 30;

  /** Power iteration comes from below, so its result is raised by this. */
  private static final double EIGENVALUE_MARGIN = 1.1;

  private static final float LEAST_DEVIATION = 1e-6f;

  public LinearProbe {
    if (iterations < 1) {
      throw new IllegalArgumentException("iterations: must be >= 1, was " + iterations);
    }
    if (!(l2 >= 0 && Double.isFinite(l2))) {
      throw new IllegalArgumentException("l2: must be finite and >= 0, was " + l2);
    }
  }

  /** 300 steps, l2 1e-4. */
  public static LinearProbe ofDefaults() {
    return new LinearProbe(300, 1e-4);
  }

  /**
   * Fits on the train part and counts hits on the test part.
   *
   * @param train {@code [M, D]}
   * @param trainLabels M labels, from 0
   * @param test {@code [N, D]}
   * @param testLabels N labels
   * @return the share of test rows whose label is found, in [0, 1]
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public double accuracy(Matrix train, int[] trainLabels, Matrix test, int[] testLabels) {
    Labels.require("trainLabels", trainLabels, train.rows());
    Labels.require("testLabels", testLabels, test.rows());
    Shapes.requireCols("test", test, train.cols());
    int classes = Math.max(Labels.count(trainLabels), Labels.count(testLabels));
    try (Scope scope = train.device().scope()) {
      Standardisation standard = Standardisation.of(train);
      Matrix features = standard.apply(train);
      Classifier fitted = fit(features, oneHot(train.device(), trainLabels, classes));
      float[] scores = fitted.scores(standard.apply(test)).toArray();
      int hits = 0;
      for (int i = 0; i < testLabels.length; i++) {
        hits += best(scores, i * classes, classes) == testLabels[i] ? 1 : 0;
      }
      return (double) hits / testLabels.length;
    }
  }

  private record Standardisation(Matrix mean, Matrix deviation) {
    static Standardisation of(Matrix x) {
      Matrix mean = x.columnSum().multiply(1f / x.rows());
      try (Matrix centred = x.subtract(mean);
          Matrix squares = centred.multiply(centred)) {
        Matrix deviation = squares.columnSum().multiply(1f / x.rows()).sqrt();
        deviation.clampInPlace(LEAST_DEVIATION, Float.MAX_VALUE); // a dead column becomes zeros
        return new Standardisation(mean, deviation);
      }
    }

    Matrix apply(Matrix x) {
      return x.subtract(mean).divide(deviation);
    }
  }

  private record Classifier(Matrix weights, Matrix bias) {
    Matrix scores(Matrix features) {
      Matrix scores = features.matmul(weights);
      scores.addInPlace(bias);
      return scores;
    }
  }

  private Classifier fit(Matrix features, Matrix targets) {
    Device device = features.device();
    Classifier current =
        new Classifier(
            device.zeros(features.cols(), targets.cols()), device.zeros(1, targets.cols()));
    Classifier ahead = new Classifier(current.weights().copy(), current.bias().copy());
    // The softmax's curvature is at most 1/2; the bias is one more feature of variance 1.
    double curvature = 0.5 * (greatestEigenvalue(features) + 1) + l2;
    float rate = (float) (1 / curvature);
    for (int i = 0; i < iterations; i++) {
      try (Scope scope = device.scope()) {
        descend(ahead, features, targets, rate);
        float momentum = i / (i + 3f);
        step(current.weights(), ahead.weights(), momentum);
        step(current.bias(), ahead.bias(), momentum);
      }
    }
    return current;
  }

  /** One plain gradient step. */
  private void descend(Classifier at, Matrix features, Matrix targets, float rate) {
    Matrix logits = at.scores(features);
    logits.axpyInPlace(-1, logits.rowLogSumExp());
    Matrix errors = logits.exp();
    errors.axpyInPlace(-1, targets);
    errors.multiplyInPlace(1f / features.rows());
    at.weights().multiplyInPlace((float) (1 - rate * l2));
    at.weights().axpyInPlace(-rate, features.transposedMatmul(errors));
    at.bias().axpyInPlace(-rate, errors.columnSum());
  }

  /** {@code current = ahead; ahead += momentum * (its change)}. */
  private static void step(Matrix current, Matrix ahead, float momentum) {
    Matrix change = ahead.subtract(current);
    current.set(ahead);
    ahead.axpyInPlace(momentum, change);
  }

  /** Of the covariance of standardised features, by power iteration from an irregular direction. */
  private static double greatestEigenvalue(Matrix features) {
    Device device = features.device();
    try (Scope scope = device.scope()) {
      float[] start = new float[features.cols()];
      for (int i = 0; i < start.length; i++) {
        start[i] = (float) Math.sin(1 + i);
      }
      Matrix direction = device.of(start, start.length, 1);
      double eigenvalue = 0;
      for (int i = 0; i < POWER_ITERATIONS; i++) {
        direction.multiplyInPlace((float) (1 / Math.max(norm(direction), Float.MIN_NORMAL)));
        direction = features.transposedMatmul(features.matmul(direction));
        direction.multiplyInPlace(1f / features.rows());
        eigenvalue = norm(direction);
      }
      return EIGENVALUE_MARGIN * eigenvalue;
    }
  }

  private static double norm(Matrix column) {
    return Math.sqrt(column.multiply(column).sum());
  }

  private static Matrix oneHot(Device device, int[] labels, int classes) {
    float[] values = new float[labels.length * classes];
    for (int i = 0; i < labels.length; i++) {
      values[i * classes + labels[i]] = 1;
    }
    return device.of(values, labels.length, classes);
  }

  private static int best(float[] scores, int from, int classes) {
    int best = 0;
    for (int c = 1; c < classes; c++) {
      best = scores[from + c] > scores[from + best] ? c : best;
    }
    return best;
  }
}
