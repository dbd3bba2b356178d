package dev.slipstream.loss;

import dev.slipstream.config.Option;
import dev.slipstream.config.Settings;
import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Scope;
import dev.slipstream.matrix.Shapes;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * How well contexts tell what was chosen from the rest, with its gradient in closed form. Stateless
 * and thread-safe. The candidates are read in chunks: memory is O(N × chunk).
 *
 * <p>With {@code s_ik = a_i · p_k / temperature + offset_k}, {@code + repeatOffset} where k is a
 * repeat of i, and {@code + refusedOffset} where i's user refused k, a softmax loss of context i is
 * {@code -log (Σ_{k in X_i} e^s_ik / Σ_{k not left out} e^s_ik)}. The kinds differ in X and in what
 * is left out:
 *
 * <ul>
 *   <li>{@code relaxed-n-pairs} (Kristoffersen, Shepstone and Tan 2020): X are all positives.
 *       Neutrals are left out; to count them as positives too was worse where it was measured.
 *   <li>{@code n-pairs} (Sohn 2016, "Improved deep metric learning with multi-class N-pair loss"):
 *       X is the context's own positive, once; other positives, neutrals, and the own positive as
 *       often as it occurs besides, are negatives as any other candidate.
 *   <li>{@code sampled-softmax} (Bengio and Senecal 2008; Yi et al. 2019, "Sampling-bias-corrected
 *       neural modeling"): X is the own positive; other positives and neutrals are left out.
 *   <li>{@code bpr} (Rendle et al. 2009, arXiv:1205.2618, in expectation over the negatives): no
 *       softmax, but the mean of {@code log (1 + e^(s_ik - s_own))} over all candidates that are
 *       neither positives nor neutrals; offsets of candidates are not looked at.
 * </ul>
 *
 * @param kind the loss
 * @param temperature what products are divided by
 * @param chunkRows candidates compared at a time
 */
public record RankingLoss(Kind kind, double temperature, int chunkRows) {

  /** The losses to choose from. */
  public enum Kind {
    RELAXED_N_PAIRS,
    N_PAIRS,
    SAMPLED_SOFTMAX,
    BPR
  }

  public static final Option<Kind> KIND =
      Option.ofEnum("recommend.loss", Kind.RELAXED_N_PAIRS)
          .doc("What the recommender's towers learn by.");
  public static final Option<Double> TEMPERATURE =
      Option.ofDouble("recommend.temperature", 0.07)
          .above(0.0)
          .atMost(100.0)
          .doc("What cosines of contexts and items are divided by in learning.");

  public static final List<Option<?>> OPTIONS = List.of(KIND, TEMPERATURE);

  private static final int CHUNK_ROWS = 4096;

  /**
   * What the loss says of a batch.
   *
   * @param value nats, mean over N, each context times its weight
   * @param contextGradient d value / d contexts, {@code [N, D]}
   * @param candidateGradient d value / d candidates, {@code [K, D]}
   * @param repeatGradient d value / d repeatOffset
   */
  public record Result(
      double value, Matrix contextGradient, Matrix candidateGradient, double repeatGradient) {}

  public RankingLoss {
    TEMPERATURE.check(temperature);
    if (chunkRows < 1) {
      throw new IllegalArgumentException("chunkRows: must be >= 1, was " + chunkRows);
    }
  }

  /** Reads the options of this record. */
  public static RankingLoss from(Settings settings) {
    return new RankingLoss(settings.get(KIND), settings.get(TEMPERATURE), CHUNK_ROWS);
  }

  /**
   * Value and gradients.
   *
   * @param contexts {@code [N, D]}
   * @param choices what they chose from
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public Result evaluate(Matrix contexts, Choices choices) {
    Shapes.requireCols("candidates", choices.candidates(), contexts.cols());
    Shapes.requireRows("contexts", contexts, choices.positives().length);
    return new Evaluation(contexts, choices).run();
  }

  /** A range of the candidates: some rows of a matrix. */
  private record Chunk(Matrix rows, int from) {}

  /** One batch's arithmetic. */
  private final class Evaluation {

    private final Device device;
    private final Choices choices;
    private final Matrix scaled;
    private final int n;
    private final Matrix contextGradient;
    private final Matrix candidateGradient;
    private double repeatGradient;

    Evaluation(Matrix contexts, Choices choices) {
      this.device = contexts.device();
      this.choices = choices;
      this.n = contexts.rows();
      this.scaled = contexts.multiply((float) (1 / temperature));
      this.contextGradient = device.zeros(n, contexts.cols());
      this.candidateGradient = device.zeros(choices.candidates().rows(), contexts.cols());
    }

    Result run() {
      double value = kind == Kind.BPR ? pairwise() : softmax();
      contextGradient.multiplyInPlace((float) (1 / temperature));
      return new Result(value, contextGradient, candidateGradient, repeatGradient);
    }

    private double softmax() {
      double[] all = new double[n];
      double[] own = new double[n];
      Arrays.fill(all, Logits.EXCLUDED);
      Arrays.fill(own, Logits.EXCLUDED);
      forEachChunk(
          chunk -> {
            Matrix logits = logits(chunk, true);
            addExp(all, logits.rowLogSumExp());
            addExp(own, logits.add(inside(chunk)).rowLogSumExp());
          });
      double value = 0;
      for (int i = 0; i < n; i++) {
        value += choices.weights()[i] * (all[i] - own[i]) / n;
      }
      Matrix ofAll = column(all, -1);
      Matrix ofOwn = column(own, -1);
      Matrix share = shares();
      forEachChunk(
          chunk -> {
            Matrix logits = logits(chunk, true);
            Matrix gradient = logits.add(ofAll).exp();
            logits.addInPlace(inside(chunk));
            logits.addInPlace(ofOwn);
            gradient.axpyInPlace(-1, logits.exp());
            gradient.multiplyInPlace(share);
            descend(chunk, gradient);
          });
      return value;
    }

    private double pairwise() {
      Matrix own = device.of(ownLogits(), n, 1);
      float[] counts = new float[n];
      int k = choices.offsets().length;
      for (int i = 0; i < n; i++) {
        int others = choices.positives()[i].length + choices.neutrals()[i].length;
        counts[i] = choices.weights()[i] / (n * (float) Math.max(1, k - others));
      }
      Matrix share = device.of(counts, n, 1);
      double[] value = {0};
      Matrix toOwn = device.zeros(n, 1);
      forEachChunk(
          chunk -> {
            Matrix difference = logits(chunk, false).subtract(own);
            exclude(chunk, difference, choices.positives(), 0);
            Matrix loss = Logits.softplus(difference);
            loss.multiplyInPlace(share);
            value[0] += loss.sum();
            Matrix gradient = Logits.sigmoid(difference);
            gradient.multiplyInPlace(share);
            negatives(chunk).forEach(gradient::multiplyInPlace);
            toOwn.axpyInPlace(-1, gradient.rowSum());
            descend(chunk, gradient);
          });
      float[] rest = toOwn.toArray();
      forEachChunk(
          chunk -> {
            float[] values = new float[n * chunk.rows().rows()];
            for (int i = 0; i < n; i++) {
              int k0 = choices.positives()[i][0] - chunk.from();
              if (k0 >= 0 && k0 < chunk.rows().rows()) {
                values[i * chunk.rows().rows() + k0] = rest[i];
              }
            }
            descend(chunk, device.of(values, n, chunk.rows().rows()));
          });
      return value[0];
    }

    /** Adds what the gradient of a chunk's logits, {@code [N, rows]}, means for everything. */
    private void descend(Chunk chunk, Matrix gradient) {
      contextGradient.addInPlace(gradient.matmul(chunk.rows()));
      candidateGradient
          .rowRange(chunk.from(), chunk.from() + chunk.rows().rows())
          .addInPlace(gradient.transposedMatmul(scaled));
      float[] marks = marks(chunk, choices.repeats(), 1, 0, 0);
      if (marks.length > 0) {
        repeatGradient += gradient.multiply(device.of(marks, n, chunk.rows().rows())).sum();
      }
    }

    private Matrix logits(Chunk chunk, boolean offset) {
      Matrix logits = scaled.matmulTransposed(chunk.rows());
      int rows = chunk.rows().rows();
      if (offset) {
        float[] offsets = Arrays.copyOfRange(choices.offsets(), chunk.from(), chunk.from() + rows);
        logits.addInPlace(device.of(offsets, 1, rows));
      }
      add(chunk, logits, choices.repeats(), choices.repeatOffset());
      add(chunk, logits, choices.refused(), choices.refusedOffset());
      if (kind == Kind.SAMPLED_SOFTMAX) {
        exclude(chunk, logits, choices.positives(), 1);
      }
      if (kind != Kind.N_PAIRS) {
        exclude(chunk, logits, choices.neutrals(), 0);
      }
      return logits;
    }

    private void add(Chunk chunk, Matrix logits, int[][] at, float value) {
      float[] marks = marks(chunk, at, value, 0, 0);
      if (marks.length > 0) {
        logits.addInPlace(device.of(marks, n, chunk.rows().rows()));
      }
    }

    private void exclude(Chunk chunk, Matrix logits, int[][] at, int first) {
      float[] marks = marks(chunk, at, Logits.EXCLUDED, 0, first);
      if (marks.length > 0) {
        logits.addInPlace(device.of(marks, n, chunk.rows().rows()));
      }
    }

    /** Leaves X alone. */
    private Matrix inside(Chunk chunk) {
      int rows = chunk.rows().rows();
      float[] mask = new float[n * rows];
      Arrays.fill(mask, Logits.EXCLUDED);
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < positivesOf(i); j++) {
          int k = choices.positives()[i][j] - chunk.from();
          if (k >= 0 && k < rows) {
            mask[i * rows + k] = kind == Kind.N_PAIRS ? -choices.offsets()[k + chunk.from()] : 0;
          }
        }
      }
      return device.of(mask, n, rows);
    }

    /** Masks that are 0 where a candidate is a positive or a neutral, and 1 elsewhere. */
    private List<Matrix> negatives(Chunk chunk) {
      return Stream.of(choices.positives(), choices.neutrals())
          .map(at -> marks(chunk, at, 0, 1, 0))
          .filter(marks -> marks.length > 0)
          .map(marks -> device.of(marks, n, chunk.rows().rows()))
          .toList();
    }

    /** How many of a context's positives are in X. */
    private int positivesOf(int context) {
      return kind == Kind.RELAXED_N_PAIRS ? choices.positives()[context].length : 1;
    }

    /** {@code [N, rows]} with a value at some candidates; empty if none of them is in the chunk. */
    private float[] marks(Chunk chunk, int[][] at, float value, float otherwise, int first) {
      int rows = chunk.rows().rows();
      float[] marks = {};
      for (int i = 0; i < n; i++) {
        for (int j = first; j < at[i].length; j++) {
          int k = at[i][j] - chunk.from();
          if (k >= 0 && k < rows) {
            if (marks.length == 0) {
              marks = new float[n * rows];
              Arrays.fill(marks, otherwise);
            }
            marks[i * rows + k] = value;
          }
        }
      }
      return marks;
    }

    private float[] ownLogits() {
      double[] own = new double[n];
      forEachChunk(
          chunk -> {
            int rows = chunk.rows().rows();
            float[] logits = logits(chunk, false).toArray();
            for (int i = 0; i < n; i++) {
              int k = choices.positives()[i][0] - chunk.from();
              if (k >= 0 && k < rows) {
                own[i] = logits[i * rows + k];
              }
            }
          });
      float[] values = new float[n];
      for (int i = 0; i < n; i++) {
        values[i] = (float) own[i];
      }
      return values;
    }

    private Matrix shares() {
      float[] shares = new float[n];
      for (int i = 0; i < n; i++) {
        shares[i] = choices.weights()[i] / n;
      }
      return device.of(shares, n, 1);
    }

    private Matrix column(double[] values, double factor) {
      float[] floats = new float[n];
      for (int i = 0; i < n; i++) {
        floats[i] = (float) (factor * values[i]);
      }
      return device.of(floats, n, 1);
    }

    /** {@code sums = log (e^sums + e^more)}. */
    private void addExp(double[] sums, Matrix more) {
      float[] values = more.toArray();
      for (int i = 0; i < n; i++) {
        sums[i] = Logits.logAdd(sums[i], values[i]);
      }
    }

    private void forEachChunk(Consumer<Chunk> work) {
      Matrix rows = choices.candidates();
      for (int from = 0; from < rows.rows(); from += chunkRows) {
        int to = Math.min(rows.rows(), from + chunkRows);
        try (Scope scope = device.scope()) {
          work.accept(new Chunk(rows.rowRange(from, to), from));
        }
      }
    }
  }
}
