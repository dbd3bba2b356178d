package dev.slipstream.job.refresher;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/** The refresher's metrics; set by the task's thread, read by Flink's reporters. */
final class RefresherMetrics {

  final Counter skipped;
  final Counter embedded;
  final Counter forgotten;
  final Counter unreadableVersions;
  private volatile long version = -1;
  private volatile int items;
  private volatile int behind;

  RefresherMetrics(MetricGroup group) {
    skipped = group.counter("skippedSamples");
    embedded = group.counter("embeddings");
    forgotten = group.counter("forgottenItems");
    unreadableVersions = group.counter("unreadableVersions");
    group.gauge("version", (Gauge<Long>) () -> version);
    group.gauge("items", (Gauge<Integer>) () -> items);
    group.gauge("itemsBehind", (Gauge<Integer>) () -> behind);
  }

  void version(long current) {
    version = current;
  }

  /** How many items are known, and how many of them the running sweep has not come to yet. */
  void sweep(int known, int left) {
    items = known;
    behind = left;
  }
}
