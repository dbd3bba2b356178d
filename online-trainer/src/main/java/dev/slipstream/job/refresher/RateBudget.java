package dev.slipstream.job.refresher;

/** A token bucket: so many items a second, at most a tenth of a second's worth at once. */
final class RateBudget {

  private final double perMilli;
  private final double most;
  private double tokens;
  private long lastMillis;

  RateBudget(double perSecond, long nowMillis) {
    this.perMilli = perSecond / 1000;
    this.most = Math.max(1, perSecond / 10);
    this.lastMillis = nowMillis;
  }

  /** Whole items that may be done now. */
  int available(long nowMillis) {
    tokens = Math.min(most, tokens + perMilli * Math.max(0, nowMillis - lastMillis));
    lastMillis = nowMillis;
    return (int) tokens;
  }

  void spend(int items) {
    tokens -= items;
  }
}
