package dev.slipstream.memory.replay;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** MinRed as it is defined: all similarities of all samples anew for every eviction. */
final class RedundancyOracle {

  private final List<Sample> samples = new ArrayList<>(); // by arrival
  private long arrived;

  private static final class Sample {
    private final long arrival;
    private final long item;
    private double[] feature;
    private boolean seen;

    private Sample(long arrival, long item, double[] feature) {
      this.arrival = arrival;
      this.item = item;
      this.feature = feature;
    }
  }

  List<Long> arrivals() {
    return samples.stream().map(sample -> sample.arrival).toList();
  }

  void add(float[] feature, long item) {
    samples.add(new Sample(arrived++, item, unit(feature)));
  }

  /** The arrival of the sample to leave: the older of two. */
  long mostRedundant() {
    List<Sample> seen = samples.stream().filter(sample -> sample.seen).toList();
    Comparator<Sample> redundancy = Comparator.comparingDouble(this::nearest);
    return (seen.isEmpty() ? samples : seen)
        .stream()
            .max(redundancy.thenComparing(Comparator.comparingLong(s -> -s.arrival)))
            .orElseThrow()
            .arrival;
  }

  double nearest(long arrival) {
    return nearest(find(arrival));
  }

  void seen(long arrival, float[] feature) {
    Sample sample = find(arrival);
    double[] newest = unit(feature);
    float[] moved = new float[newest.length];
    for (int i = 0; i < moved.length; i++) {
      moved[i] = (float) (sample.feature[i] + newest[i]);
    }
    sample.feature = unit(moved);
    sample.seen = true;
  }

  void remove(long arrival) {
    samples.remove(find(arrival));
  }

  void forget(long item) {
    samples.removeIf(sample -> sample.item == item);
  }

  private Sample find(long arrival) {
    return samples.stream().filter(s -> s.arrival == arrival).findFirst().orElseThrow();
  }

  private double nearest(Sample sample) {
    return samples.stream()
        .filter(other -> other != sample)
        .mapToDouble(other -> dot(sample.feature, other.feature))
        .max()
        .orElse(-2);
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double[] unit(float[] vector) {
    double[] unit = new double[vector.length];
    double squares = 0;
    for (float value : vector) {
      squares += (double) value * value;
    }
    for (int i = 0; i < unit.length && squares > 0; i++) {
      unit[i] = vector[i] / Math.sqrt(squares);
    }
    return unit;
  }
}
