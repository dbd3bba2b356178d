package dev.slipstream.recommend;

/** Buckets of features, the same on every machine. */
final class FeatureHash {

  private FeatureHash() {}

  /**
   * The bucket of a field's value, from 1 to {@code buckets} (FNV-1a over both, mixed).
   *
   * @param buckets at least 1
   */
  static int bucket(String field, String value, int buckets) {
    long hash = add(add(add(0xcbf29ce484222325L, field), "\0"), value);
    hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    hash ^= hash >>> 33;
    return 1 + (int) Long.remainderUnsigned(hash, buckets);
  }

  private static long add(long hash, String text) {
    long sum = hash;
    for (int i = 0; i < text.length(); i++) {
      sum = (sum ^ text.charAt(i)) * 0x100000001b3L;
    }
    return sum;
  }
}
