package dev.slipstream.recommend;

import java.util.List;

/**
 * An item taken in a context: what is learned from.
 *
 * @param user empty where nobody says
 * @param context its weighted ids
 * @param recent what the user had met before, the newest first
 * @param item what was taken
 * @param weight how much it counts
 */
record Choice(String user, FeatureRow context, List<Met> recent, Item item, float weight) {}
