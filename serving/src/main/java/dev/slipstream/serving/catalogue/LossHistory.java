package dev.slipstream.serving.catalogue;

import java.util.ArrayList;
import java.util.List;

/**
 * A loss curve in bounded memory. Each point is the mean of {@code stride} reports; when the points
 * are too many, neighbours are merged and the stride doubles. Not thread-safe.
 */
final class LossHistory {

  private final int capacity;
  private List<LossPoint> points = new ArrayList<>();
  private final List<LossPoint> pending = new ArrayList<>();
  private int stride = 1;

  /** A history of at most {@code capacity} points, which must be even. */
  LossHistory(int capacity) {
    this.capacity = capacity;
  }

  /** Adds a report; those at its step or later are forgotten, as the learner has gone back. */
  void add(LossPoint report) {
    forgetFrom(points, report.step());
    forgetFrom(pending, report.step());
    pending.add(report);
    if (pending.size() == stride) {
      points.add(mean(pending));
      pending.clear();
    }
    if (points.size() > capacity) {
      points = merged(points, 2);
      stride *= 2;
    }
  }

  private static void forgetFrom(List<LossPoint> points, long step) {
    while (!points.isEmpty() && points.get(points.size() - 1).step() >= step) {
      points.remove(points.size() - 1);
    }
  }

  /** The curve, oldest first, in at most {@code most} points. */
  List<LossPoint> points(int most) {
    int group = (points.size() + most - 1) / most;
    return group <= 1 ? List.copyOf(points) : merged(points, group);
  }

  private static List<LossPoint> merged(List<LossPoint> points, int group) {
    List<LossPoint> merged = new ArrayList<>();
    for (int i = 0; i < points.size(); i += group) {
      merged.add(mean(points.subList(i, Math.min(i + group, points.size()))));
    }
    return merged;
  }

  private static LossPoint mean(List<LossPoint> group) {
    double loss = 0;
    double chance = 0;
    for (LossPoint point : group) {
      loss += point.loss() / group.size();
      chance += point.chance() / group.size();
    }
    return new LossPoint(group.get(group.size() - 1).step(), loss, chance);
  }
}
