package dev.slipstream.memory.replay;

/** Samples that are near a centroid. */
final class Group {

  final float[] centroid;

  /** The arrival number of the last sample that was near. */
  long lastMatched;

  /** Whether it is to last; else it is young. */
  boolean settled;

  int members;
  boolean dissolved;

  Group(float[] centroid, long lastMatched) {
    this.centroid = centroid;
    this.lastMatched = lastMatched;
  }

  /** Moves the centroid by a share of the way to a feature. */
  void move(float share, float[] features, int from) {
    for (int at = 0; at < centroid.length; at++) {
      centroid[at] += share * (features[from + at] - centroid[at]);
    }
  }

  /** The cosine of the centroid and a vector; 0 if either is zero. */
  float cosine(float[] vectors, int from) {
    float dot = 0;
    float squares = 0;
    float others = 0;
    for (int at = 0; at < centroid.length; at++) {
      float value = centroid[at];
      float other = vectors[from + at];
      dot += value * other;
      squares += value * value;
      others += other * other;
    }
    return dot / (float) Math.max(1e-12, Math.sqrt((double) squares * others));
  }
}
