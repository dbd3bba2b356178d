package dev.slipstream.memory.queue;

import java.util.Arrays;
import java.util.LongSummaryStatistics;

/**
 * How old the keys of a queue are.
 *
 * @param oldestStep the earliest encoder step that made one of them
 * @param newestStep the latest
 * @param meanStep their mean
 * @param oldestEventTime the earliest event time, Unix milliseconds
 * @param newestEventTime the latest
 */
public record KeyAges(
    long oldestStep, long newestStep, double meanStep, long oldestEventTime, long newestEventTime) {

  /** Of at least one key. */
  static KeyAges of(long[] steps, long[] eventTimes) {
    LongSummaryStatistics step = Arrays.stream(steps).summaryStatistics();
    LongSummaryStatistics time = Arrays.stream(eventTimes).summaryStatistics();
    return new KeyAges(
        step.getMin(), step.getMax(), step.getAverage(), time.getMin(), time.getMax());
  }
}
