package dev.slipstream.view;

import static dev.slipstream.memory.PureRandom.mix;

import dev.slipstream.memory.PureRandom;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A sequence of random numbers that is a pure function of what it is for; see {@link PureRandom}.
 */
public final class ViewRandom {

  private static final long GOLDEN = PureRandom.GOLDEN;

  private long state;

  private ViewRandom(long state) {
    this.state = state;
  }

  /** A hash of seed and encoder, the {@code stream} of {@link #at}. */
  public static long stream(long seed, String encoder) {
    long hash = mix(seed + GOLDEN);
    for (byte b : encoder.getBytes(StandardCharsets.UTF_8)) {
      hash = mix(hash + GOLDEN * (1 + (b & 0xff)));
    }
    return hash;
  }

  /** The numbers of one image's view. */
  public static ViewRandom at(long stream, long step, int view, int position) {
    long hash = mix(stream + GOLDEN * (1 + step));
    hash = mix(hash + GOLDEN * (1 + view));
    return new ViewRandom(mix(hash + GOLDEN * (1 + position)));
  }

  /** Numbers of their own for a part of the view, which change none of its others. */
  ViewRandom split(int part) {
    return new ViewRandom(mix(mix(state) + GOLDEN * (1L + part)));
  }

  /** The next number in [0, 1). */
  public double next() {
    state += GOLDEN;
    return (mix(state) >>> 11) * 0x1p-53;
  }

  /** The next number from 0 to {@code count - 1}. */
  public int below(int count) {
    return (int) (next() * count);
  }

  /** The numbers from 0 to {@code count - 1} in random order, after Fisher and Yates. */
  public int[] shuffled(int count) {
    int[] numbers = new int[count];
    Arrays.setAll(numbers, i -> i);
    for (int i = count - 1; i > 0; i--) {
      int j = below(i + 1);
      int swap = numbers[i];
      numbers[i] = numbers[j];
      numbers[j] = swap;
    }
    return numbers;
  }

  /** The next number in [least, most). */
  double between(double least, double most) {
    return least + (most - least) * next();
  }
}
