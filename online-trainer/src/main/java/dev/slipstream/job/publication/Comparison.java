package dev.slipstream.job.publication;

import dev.slipstream.recommend.prequential.Estimate;

/**
 * How far one recommender is ahead of another in reciprocal ranks, on the same tests.
 *
 * @param users whose tests they were
 * @param lead mean of the differences, with the interval between users
 * @param base the other's mean
 */
public record Comparison(int users, Estimate lead, double base) {

  /** With fewer users the interval is too narrow to go by. */
  private static final int LEAST_USERS = 20;

  /** Whether the whole interval says that more than that share of the other's figure is lost. */
  boolean isWorse(double tolerance) {
    return users >= LEAST_USERS && lead.high() < -tolerance * base;
  }
}
