package dev.slipstream.job.learner;

import dev.slipstream.learner.StepReport;
import dev.slipstream.wire.Publication;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/** The learner's metrics; set by the task's thread, read by Flink's reporters. */
final class LearnerMetrics {

  final Counter skipped;
  final Counter published;
  private volatile StepReport last = new StepReport(0, 0, 0, 0, 0);
  private volatile long eventLagMillis;
  private volatile long version = -1;
  private volatile Publication decided = Publication.getDefaultInstance();

  LearnerMetrics(MetricGroup group) {
    skipped = group.counter("skippedSamples");
    published = group.counter("publishedVersions");
    group.gauge("loss", (Gauge<Double>) () -> last.loss());
    group.gauge("step", (Gauge<Long>) () -> last.step());
    group.gauge("samples", (Gauge<Long>) () -> last.samplesSeen());
    group.gauge("negatives", (Gauge<Integer>) () -> last.negatives());
    group.gauge("positiveSimilarity", (Gauge<Double>) () -> last.positiveSimilarity());
    group.gauge("eventLagMillis", (Gauge<Long>) () -> eventLagMillis);
    group.gauge("version", (Gauge<Long>) () -> version);
    group.gauge("heldVersions", (Gauge<Long>) () -> decided.getHeld());
    group.gauge("rolledBackVersions", (Gauge<Long>) () -> decided.getRolledBack());
  }

  void learned(StepReport report, long eventLag) {
    last = report;
    eventLagMillis = eventLag;
  }

  void decided(Publication decision) {
    decided = decision;
  }

  void version(long published) {
    version = published;
  }
}
