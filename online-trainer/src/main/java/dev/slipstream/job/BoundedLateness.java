package dev.slipstream.job;

import dev.slipstream.wire.Sample;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/**
 * Watermarks that follow the newest event at a fixed distance, one after each sample that moves
 * them: of one partition they are a function of its samples alone, unlike Flink's periodic ones.
 */
final class BoundedLateness implements WatermarkGenerator<Sample> {

  /** A partition without events for that long no longer holds the others' watermark back. */
  private static final Duration IDLE = Duration.ofSeconds(10);

  private final long lateness;
  private long newest = Long.MIN_VALUE;

  private BoundedLateness(long lateness) {
    this.lateness = lateness;
  }

  static WatermarkStrategy<Sample> of(Duration lateness) {
    long millis = lateness.toMillis();
    return WatermarkStrategy.<Sample>forGenerator(context -> new BoundedLateness(millis))
        .withTimestampAssigner((sample, unused) -> sample.getEventTimeMillis())
        .withIdleness(IDLE);
  }

  @Override
  public void onEvent(Sample sample, long eventTime, WatermarkOutput output) {
    if (eventTime > newest) {
      newest = eventTime;
      output.emitWatermark(new Watermark(newest - lateness));
    }
  }

  @Override
  public void onPeriodicEmit(WatermarkOutput output) {}
}
