package dev.slipstream.serving.catalogue;

import dev.slipstream.wire.EncoderAnnouncement;
import dev.slipstream.wire.LearnerEvent;
import dev.slipstream.wire.Progress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * How the learner fares, as told by {@code progress}, {@code encoders} and {@code events}.
 * Thread-safe.
 */
public final class Learning {

  /** Points of the loss curve kept. */
  public static final int MAX_POINTS = 2_000;

  /** Events kept, the newest. */
  public static final int MAX_EVENTS = 20;

  private final LossHistory history = new LossHistory(MAX_POINTS);
  private Progress progress;
  private EncoderAnnouncement published;
  private final Deque<LearnerEvent> events = new ArrayDeque<>();

  /** Takes in a report; one whose loss is not a number stays out of the curve. */
  public synchronized void report(Progress report) {
    progress = report;
    if (Double.isFinite(report.getLoss())) {
      history.add(new LossPoint(report.getStep(), report.getLoss(), chance(report)));
    }
  }

  /** Takes in the news of a published version. */
  public synchronized void published(EncoderAnnouncement announcement) {
    published = announcement;
  }

  /** Takes in what became of the learner. */
  public synchronized void happened(LearnerEvent event) {
    events.addFirst(event);
    if (events.size() > MAX_EVENTS) {
      events.removeLast();
    }
  }

  /** What became of the learner lately, the newest first. */
  public synchronized List<LearnerEvent> events() {
    return List.copyOf(events);
  }

  /** The latest report; empty before the first. */
  public synchronized Optional<Progress> progress() {
    return Optional.ofNullable(progress);
  }

  /** The version published last; empty before the first. */
  public synchronized Optional<EncoderAnnouncement> published() {
    return Optional.ofNullable(published);
  }

  /** The loss curve, oldest first, in at most {@code most} points. */
  public synchronized List<LossPoint> curve(int most) {
    return history.points(most);
  }

  /** The loss of guessing among the positive and K negatives: {@code ln(K + 1)} nats. */
  public static double chance(Progress report) {
    return Math.log1p(report.getNegatives());
  }
}
