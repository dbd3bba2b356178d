package dev.slipstream.recommend.prequential;

/**
 * A mean and how sure it is.
 *
 * @param mean of what was tested; NaN of nothing
 * @param low end of the interval that holds the true mean in 95 of 100 cases; NaN where that cannot
 *     be told
 * @param high its other end
 */
public record Estimate(double mean, double low, double high) {}
