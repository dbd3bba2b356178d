package dev.slipstream.job.learner;

import dev.slipstream.learner.StepReport;
import dev.slipstream.wire.Progress;

/** Gathers what the learner tells between two progress reports. */
final class ProgressMeter {

  private final String encoder;
  private long lastMillis;
  private long lastSamples;
  private StepReport last;
  private double lossSum;
  private int reports;
  private boolean moving;

  ProgressMeter(String encoder, long nowMillis, long samplesSeen) {
    this.encoder = encoder;
    this.lastMillis = nowMillis;
    this.lastSamples = samplesSeen;
  }

  /** Counts a batch, unless it has no loss to tell: the first ones ever. */
  void add(StepReport report) {
    if (!report.hasLoss()) {
      return;
    }
    last = report;
    lossSum += report.loss();
    reports++;
  }

  /** The count of samples went back; those that were taken in count as such all the same. */
  void wentBack(long samples) {
    lastSamples -= samples;
  }

  /**
   * What happened since the last report, or null if there is nothing to say: neither learning, nor
   * its end (told once, with no loss of its own, so that dashboards see the rate fall to zero).
   */
  Progress report(long nowMillis, long publishedVersion) {
    boolean stopped = reports == 0;
    if (last == null || (stopped && !moving)) {
      return null;
    }
    long millis = Math.max(1, nowMillis - lastMillis);
    Progress report =
        Progress.newBuilder()
            .setEncoder(encoder)
            .setStep(last.step())
            .setSamplesSeen(last.samplesSeen())
            .setLoss(stopped ? last.loss() : lossSum / reports)
            .setNegatives(last.negatives())
            .setSamplesPerSecond((last.samplesSeen() - lastSamples) * 1000.0 / millis)
            .setTimeMillis(nowMillis)
            .setPublishedVersion(publishedVersion)
            .setPositiveSimilarity(last.positiveSimilarity())
            .build();
    lastMillis = nowMillis;
    lastSamples = last.samplesSeen();
    lossSum = 0;
    reports = 0;
    moving = !stopped;
    return report;
  }
}
