package dev.slipstream.optimizer;

import dev.slipstream.config.Option;
import dev.slipstream.config.Settings;
import java.util.List;

/**
 * How gradients change parameters.
 *
 * @param kind the rule
 * @param learningRate step length
 * @param weightDecay share of a parameter lost per unit of learning rate
 * @param optimizerMomentum sgd: what the velocity keeps in a step
 * @param beta1 adam: what the mean gradient keeps in a step
 * @param beta2 adam: what the mean squared gradient keeps in a step
 * @param epsilon adam: added to the root of the mean squared gradient
 */
public record OptimizerConfig(
    Kind kind,
    double learningRate,
    double weightDecay,
    double optimizerMomentum,
    double beta1,
    double beta2,
    double epsilon) {

  /** The rules to choose from. */
  public enum Kind {
    SGD,
    ADAM
  }

  public static final Option<Kind> KIND =
      Option.ofEnum("learner.optimizer", Kind.SGD)
          .doc("sgd (with momentum) or adam (weight decay decoupled, as in AdamW).");
  public static final Option<Double> LEARNING_RATE =
      Option.ofDouble("learner.learning-rate", 0.06)
          .above(0.0)
          .atMost(100.0)
          .doc("Step length of the optimiser; adam wants about 0.001.");
  public static final Option<Double> WEIGHT_DECAY =
      Option.ofDouble("learner.weight-decay", 1e-4)
          .atLeast(0.0)
          .atMost(1.0)
          .doc("Share of a parameter lost per unit of learning rate.");
  public static final Option<Double> OPTIMIZER_MOMENTUM =
      share("learner.optimizer-momentum", 0.9)
          .doc("What the velocity of sgd keeps in a step; 0 for plain gradient descent.");
  public static final Option<Double> BETA1 =
      share("learner.adam-beta1", 0.9).doc("What adam's mean gradient keeps in a step.");
  public static final Option<Double> BETA2 =
      share("learner.adam-beta2", 0.999).doc("What adam's mean squared gradient keeps in a step.");
  public static final Option<Double> EPSILON =
      Option.ofDouble("learner.adam-epsilon", 1e-8)
          .above(0.0)
          .atMost(1.0)
          .doc("Added to the root of adam's mean squared gradient.");

  public static final List<Option<?>> OPTIONS =
      List.of(KIND, LEARNING_RATE, WEIGHT_DECAY, OPTIMIZER_MOMENTUM, BETA1, BETA2, EPSILON);

  public OptimizerConfig {
    KIND.check(kind);
    LEARNING_RATE.check(learningRate);
    WEIGHT_DECAY.check(weightDecay);
    OPTIMIZER_MOMENTUM.check(optimizerMomentum);
    BETA1.check(beta1);
    BETA2.check(beta2);
    EPSILON.check(epsilon);
  }

  /** Reads the options of this record. */
  public static OptimizerConfig from(Settings settings) {
    return new OptimizerConfig(
        settings.get(KIND),
        settings.get(LEARNING_RATE),
        settings.get(WEIGHT_DECAY),
        settings.get(OPTIMIZER_MOMENTUM),
        settings.get(BETA1),
        settings.get(BETA2),
        settings.get(EPSILON));
  }

  private static Option<Double> share(String key, double defaultValue) {
    return Option.ofDouble(key, defaultValue).atLeast(0.0).must(v -> v < 1, "< 1");
  }
}
