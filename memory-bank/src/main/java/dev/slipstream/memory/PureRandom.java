package dev.slipstream.memory;

/**
 * Random numbers that are a pure function of what they are for (SplitMix64: Steele, Lea and Flood,
 * OOPSLA 2014). Written out, because {@link java.util.SplittableRandom} does not promise its
 * sequence.
 */
public final class PureRandom {

  /** 2^64 divided by the golden ratio, made odd. */
  public static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private PureRandom() {}

  /** Spreads 64 bits over 64 bits, one to one. */
  public static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** 64 random bits. */
  public static long bits(long seed, long step, long position) {
    long hash = mix(mix(seed + GOLDEN) + GOLDEN * (1 + step));
    return mix(hash + GOLDEN * (1 + position));
  }

  /**
   * A number in {@code [0, bound)}.
   *
   * @param bound at least 1
   */
  public static long below(long bound, long seed, long step, long position) {
    return Long.remainderUnsigned(bits(seed, step, position), bound);
  }
}
