package dev.slipstream.ingest;

import java.util.Arrays;
import java.util.Random;

/** What may happen to a file on its way. */
public final class Mutations {

  private Mutations() {}

  /** Flips bits between two positions, in place. */
  public static void flipBits(byte[] file, int from, int to, int flips, Random random) {
    for (int i = 0; i < flips; i++) {
      file[from + random.nextInt(to - from)] ^= (byte) (1 << random.nextInt(8));
    }
  }

  /** A copy with noise over as much of it as is there, from a position on. */
  public static byte[] withNoise(byte[] file, int from, int length, Random random) {
    byte[] mutated = file.clone();
    byte[] noise = new byte[Math.min(length, mutated.length - from)];
    random.nextBytes(noise);
    System.arraycopy(noise, 0, mutated, from, noise.length);
    return mutated;
  }

  /** The beginning of one file and the end of another, each cut anywhere. */
  public static byte[] spliced(byte[] head, byte[] tail, Random random) {
    int at = random.nextInt(head.length);
    int from = random.nextInt(tail.length);
    byte[] mutated = Arrays.copyOf(head, at + tail.length - from);
    System.arraycopy(tail, from, mutated, at, tail.length - from);
    return mutated;
  }
}
