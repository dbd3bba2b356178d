package dev.slipstream.job.guard;

import dev.slipstream.job.publication.PublicationGate;
import dev.slipstream.probe.Agreement;
import dev.slipstream.probe.CollapseMeasures;
import dev.slipstream.state.StateFormat;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What one encoder makes of the anchors, compared with the best of it so far and with what it made
 * of them when it was found good last. Not thread-safe.
 */
final class EncoderWatch {

  /** Of smaller feature deviation items cannot be told apart, whatever it was before. */
  private static final double LEAST_STD = 1e-3;

  private static final String FEATURE_STD = "featureStd";
  private static final String ALIGNMENT = "alignment";
  private static final String UNIFORMITY = "uniformity";
  private static final String RANK_ME = "rankMe";
  private static final String COSINE = "cosineToGood";
  private static final String OVERLAP = "neighbourOverlapWithGood";

  /** Names of what is measured here. */
  static final List<String> MEASURES =
      List.of(FEATURE_STD, ALIGNMENT, UNIFORMITY, RANK_ME, COSINE, OVERLAP);

  private static final int MOST_VALUES = 1 << 16;

  private final double leastShare;
  private final Map<String, Double> measures = new TreeMap<>();
  private List<float[]> good = new ArrayList<>();
  private double bestStd;
  private double bestRank;

  /**
   * Nothing seen yet.
   *
   * @param leastShare of the best that must be kept
   */
  EncoderWatch(double leastShare) {
    this.leastShare = leastShare;
  }

  /** What was found last, by name. */
  Map<String, Double> measures() {
    return measures;
  }

  /**
   * Measures what it makes of the anchors; says what is wrong.
   *
   * @param told of its learner's last steps, by name
   * @param alignment of views; NaN if none was measured
   * @param vectors of the anchors, in their order
   */
  Optional<String> look(Map<String, Double> told, double alignment, List<float[]> vectors) {
    measures.clear();
    measures.putAll(told);
    if (!vectors.stream().allMatch(EncoderWatch::isFinite)) {
      return Optional.of("what it makes of items is not finite");
    }
    if (vectors.size() < PublicationGate.LEAST_ANCHORS) {
      return Optional.empty();
    }
    CollapseMeasures found = CollapseMeasures.of(vectors, alignment);
    measures.put(FEATURE_STD, found.featureStd());
    measures.put(UNIFORMITY, found.uniformity());
    measures.put(RANK_ME, found.rankMe());
    if (!Double.isNaN(alignment)) {
      measures.put(ALIGNMENT, alignment);
    }
    compare(vectors);
    Optional<String> complaint = complaint(found);
    if (complaint.isEmpty()) {
      bestStd = Math.max(bestStd, found.featureStd());
      bestRank = Math.max(bestRank, found.rankMe());
    }
    return complaint;
  }

  /** On the anchors that the good state saw. */
  private void compare(List<float[]> vectors) {
    int both = Math.min(vectors.size(), good.size());
    if (both < PublicationGate.LEAST_ANCHORS) {
      return;
    }
    List<float[]> now = vectors.subList(0, both);
    List<float[]> then = good.subList(0, both);
    measures.put(COSINE, Agreement.meanCosine(now, then));
    measures.put(OVERLAP, Agreement.neighbourOverlap(now, then));
    if (bestRank == 0) { // of other anchors
      CollapseMeasures before = CollapseMeasures.of(then, Double.NaN);
      bestStd = before.featureStd();
      bestRank = before.rankMe();
    }
  }

  private Optional<String> complaint(CollapseMeasures found) {
    if (found.featureStd() < Math.max(LEAST_STD, leastShare * bestStd)) {
      return Optional.of(
          text("feature deviation %.4f, was %.4f at best", found.featureStd(), bestStd));
    }
    if (found.rankMe() - 1 < leastShare * (bestRank - 1)) { // a point has rank 1
      return Optional.of(text("rank %.2f, was %.2f at best", found.rankMe(), bestRank));
    }
    return Optional.empty();
  }

  /** These vectors are of a good state. */
  void keep(List<float[]> vectors) {
    good = new ArrayList<>(vectors);
  }

  /** An anchor is gone; the best was measured with it. */
  void forget(int anchor) {
    if (anchor < good.size()) {
      good.remove(anchor);
      bestStd = 0;
      bestRank = 0;
    }
  }

  void save(DataOutputStream out) throws IOException {
    out.writeDouble(bestStd);
    out.writeDouble(bestRank);
    out.writeInt(good.size());
    for (float[] vector : good) {
      StateFormat.writeFloats(out, vector);
    }
    out.writeInt(measures.size());
    for (Map.Entry<String, Double> measure : measures.entrySet()) {
      StateFormat.writeText(out, measure.getKey());
      out.writeDouble(measure.getValue());
    }
  }

  void restore(DataInputStream in) throws IOException {
    bestStd = in.readDouble();
    bestRank = in.readDouble();
    good = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      good.add(StateFormat.readFloats(in, "an anchor's vector", MOST_VALUES));
    }
    measures.clear();
    for (int left = in.readInt(); left > 0; left--) {
      measures.put(StateFormat.readText(in), in.readDouble());
    }
  }

  private static boolean isFinite(float[] vector) {
    for (float value : vector) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
