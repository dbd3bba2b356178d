package dev.slipstream.job.flink;

import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/**
 * Of a stream whose event time nobody waits for: idle throughout, it never holds the watermark of
 * others back, nor, when they pause, lets it run ahead of them.
 */
public final class AheadOfTime<T> implements WatermarkGenerator<T> {

  private AheadOfTime() {}

  /** A strategy. */
  public static <T> WatermarkStrategy<T> strategy() {
    return WatermarkStrategy.forGenerator(context -> new AheadOfTime<>());
  }

  @Override
  public void onEvent(T event, long eventTime, WatermarkOutput output) {}

  @Override
  public void onPeriodicEmit(WatermarkOutput output) {
    output.markIdle();
  }
}
