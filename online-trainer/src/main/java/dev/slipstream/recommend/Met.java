package dev.slipstream.recommend;

/**
 * An item in a user's history.
 *
 * @param taken whether it was taken, not only seen or refused
 * @param refused whether it was turned down
 */
record Met(Item item, boolean taken, boolean refused) {}
