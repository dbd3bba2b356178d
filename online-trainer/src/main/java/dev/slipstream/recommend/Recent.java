package dev.slipstream.recommend;

/**
 * An item a user met lately, as a context sees it.
 *
 * @param vector the content tower's, of length 1; not changed
 * @param taken whether it was taken, not only seen or refused
 */
public record Recent(float[] vector, boolean taken) {}
