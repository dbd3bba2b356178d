package dev.slipstream.job.learner;

import dev.slipstream.job.guard.Guard;
import dev.slipstream.learner.StepReport;
import dev.slipstream.wire.GuardReport;
import dev.slipstream.wire.Publication;
import java.util.List;
import java.util.Map;
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
  private volatile Map<String, GuardReport> judged = Map.of();

  /**
   * The metrics of a learner.
   *
   * @param encoders whose measures are told, each in a group of its own
   */
  LearnerMetrics(MetricGroup group, List<String> encoders) {
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
    String any = encoders.get(0); // the alarm is the learner's
    group.gauge("alarmed", (Gauge<Integer>) () -> judged(any).getAlarmed() ? 1 : 0);
    group.gauge("alarms", (Gauge<Long>) () -> judged(any).getAlarms());
    group.gauge("learnerRolledBack", (Gauge<Long>) () -> judged(any).getRolledBack());
    for (String encoder : encoders) {
      MetricGroup own = group.addGroup("encoder", encoder);
      for (String measure : Guard.MEASURES) {
        own.gauge(
            measure,
            (Gauge<Double>) () -> judged(encoder).getMeasuresOrDefault(measure, Double.NaN));
      }
    }
  }

  private GuardReport judged(String encoder) {
    return judged.getOrDefault(encoder, GuardReport.getDefaultInstance());
  }

  void learned(StepReport report, long eventLag) {
    last = report;
    eventLagMillis = eventLag;
  }

  /** What the guard says of each encoder. */
  void judged(Map<String, GuardReport> reports) {
    judged = Map.copyOf(reports);
  }

  void decided(Publication decision) {
    decided = decision;
  }

  void version(long published) {
    version = published;
  }
}
