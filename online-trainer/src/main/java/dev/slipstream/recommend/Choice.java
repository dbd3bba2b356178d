package dev.slipstream.recommend;

import java.time.Duration;
import java.util.List;

/**
 * An item taken in a context: what is learned from.
 *
 * @param user empty where nobody says
 * @param context its weighted ids
 * @param recent what the user had met before, the newest first
 * @param item what was taken
 * @param weight how much it counts
 * @param timeMillis event time, Unix milliseconds
 */
record Choice(
    String user, FeatureRow context, List<Met> recent, Item item, float weight, long timeMillis) {

  /**
   * As much of it as time has left.
   *
   * @param nowMillis the newest event time
   * @param halfLife after which half is left; 0 leaves all
   */
  Choice faded(long nowMillis, Duration halfLife) {
    if (halfLife.isZero() || timeMillis >= nowMillis) {
      return this;
    }
    double age = (double) (nowMillis - timeMillis) / halfLife.toMillis();
    return new Choice(
        user, context, recent, item, (float) (weight * StrictMath.pow(2, -age)), timeMillis);
  }
}
