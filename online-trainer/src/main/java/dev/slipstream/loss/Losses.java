package dev.slipstream.loss;

import dev.slipstream.config.Option;
import dev.slipstream.config.Settings;
import java.util.List;
import java.util.OptionalDouble;

/** The losses of queries, positives and negatives, by name. */
public final class Losses {

  /** What can be chosen. */
  public enum Name {
    INFONCE,
    N_PAIRS,
    RELAXED_N_PAIRS,
    ALL_PAIRS,
    DEBIASED,
    HARD_NEGATIVES,
    NCE,
    NON_PARAMETRIC_SOFTMAX,
    CONTRASTIVE,
    TRIPLET,
    QUADRUPLET,
    LIFTED_STRUCTURE
  }

  public static final Option<Name> NAME =
      Option.ofEnum("loss.name", Name.INFONCE)
          .doc("What compares queries with positives and negatives.");
  public static final Option<Double> MARGIN =
      Option.ofDouble("loss.margin", 1)
          .above(0.0)
          .atMost(100.0)
          .doc(
              "How far a negative has to be, or farther than the positive, in triplet, quadruplet,"
                  + " contrastive and lifted-structure.");
  public static final Option<Double> POSITIVE_PRIOR =
      Option.ofDouble("loss.positive-prior", 0.1)
          .atLeast(0.0)
          .must(prior -> prior < 1, "< 1.0")
          .doc(
              "How probably a negative is of the query's class, in debiased and hard-negatives: 1"
                  + " over the number of classes, where that is known.");
  public static final Option<Double> CONCENTRATION =
      Option.ofDouble("loss.concentration", 1)
          .atLeast(0.0)
          .atMost(100.0)
          .doc("How much more harder negatives count in hard-negatives; 0 is none.");
  public static final Option<Double> PROXIMAL =
      Option.ofDouble("loss.proximal", 10)
          .atLeast(0.0)
          .doc("How firmly a row is held near its positive in non-parametric-softmax; 0 is not.");

  public static final List<Option<?>> OPTIONS =
      List.of(
          NAME,
          InfoNceLoss.TEMPERATURE,
          InfoNceLoss.CHUNK_ROWS,
          MARGIN,
          POSITIVE_PRIOR,
          CONCENTRATION,
          PROXIMAL);

  private Losses() {}

  /** The loss that is named, with its options. */
  public static ContrastiveLoss from(Settings settings) {
    double temperature = settings.get(InfoNceLoss.TEMPERATURE);
    double margin = settings.get(MARGIN);
    double prior = settings.get(POSITIVE_PRIOR);
    int chunk = settings.get(InfoNceLoss.CHUNK_ROWS);
    return switch (settings.get(NAME)) {
      case INFONCE -> new InfoNceLoss(temperature, chunk);
      case N_PAIRS -> new NPairsLoss(temperature, 0, chunk);
      case RELAXED_N_PAIRS -> new RelaxedNPairsLoss(temperature, chunk);
      case ALL_PAIRS -> new AllPairsLoss(temperature, chunk);
      case DEBIASED -> HardNegativeLoss.debiased(temperature, prior, chunk);
      case HARD_NEGATIVES ->
          new HardNegativeLoss(temperature, prior, settings.get(CONCENTRATION), chunk);
      case NCE -> new NceLoss(temperature, OptionalDouble.empty(), chunk);
      case NON_PARAMETRIC_SOFTMAX ->
          NonParametricSoftmaxLoss.exact(temperature, settings.get(PROXIMAL), chunk);
      case CONTRASTIVE -> new PairLoss(margin, chunk);
      case TRIPLET -> new TripletLoss(margin, chunk);
      case QUADRUPLET -> new QuadrupletLoss(margin, chunk);
      case LIFTED_STRUCTURE -> new LiftedStructureLoss(margin, chunk);
    };
  }
}
