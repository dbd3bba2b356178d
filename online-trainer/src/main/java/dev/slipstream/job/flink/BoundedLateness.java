package dev.slipstream.job.flink;

import java.time.Duration;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.util.function.SerializableFunction;

/**
 * Watermarks that follow the newest event at a fixed distance, one after each event that moves
 * them: of one partition they are a function of its events alone, unlike Flink's periodic ones.
 */
public final class BoundedLateness<T> implements WatermarkGenerator<T> {

  /** A partition without events for that long no longer holds the others' watermark back. */
  private static final Duration IDLE = Duration.ofSeconds(10);

  private final long lateness;
  private long newest = Long.MIN_VALUE;

  private BoundedLateness(long lateness) {
    this.lateness = lateness;
  }

  /**
   * A strategy.
   *
   * @param lateness how far watermarks stay behind the newest event
   * @param eventTime of an event, Unix milliseconds
   */
  public static <T> WatermarkStrategy<T> of(
      Duration lateness, SerializableFunction<T, Long> eventTime) {
    long millis = lateness.toMillis();
    return WatermarkStrategy.<T>forGenerator(context -> new BoundedLateness<>(millis))
        .withTimestampAssigner((event, unused) -> eventTime.apply(event))
        .withIdleness(IDLE);
  }

  @Override
  public void onEvent(T event, long eventTime, WatermarkOutput output) {
    if (eventTime > newest) {
      newest = eventTime;
      output.emitWatermark(new Watermark(newest - lateness));
    }
  }

  @Override
  public void onPeriodicEmit(WatermarkOutput output) {}
}
