package dev.slipstream.serving.recommend;

/**
 * How an item fared where it was shown.
 *
 * @param taken times it was taken
 * @param passed times it was seen and not taken
 */
public record Feedback(double taken, double passed) {

  public static final Feedback NONE = new Feedback(0, 0);

  /**
   * @throws IllegalArgumentException if a count is negative or no number
   */
  public Feedback {
    if (!(taken >= 0 && passed >= 0 && Double.isFinite(taken + passed))) {
      throw new IllegalArgumentException(
          "feedback: must be finite and >= 0, was " + taken + " taken, " + passed + " passed");
    }
  }
}
