package dev.slipstream.ingest.audio;

import java.util.Arrays;

/**
 * Brings samples that come one by one to another rate; keeps no more of them than its filter needs.
 * The result begins and ends with the input: silence is taken before and after it. Used by one
 * thread, for one sound.
 */
final class Resampler {

  private static final int BLOCK = 4096;

  private final PolyphaseFilter filter;
  private final int width;
  private final float[] inputs;
  private long first; // index, in the sound, of inputs[0]; begins before the sound
  private int filled;
  private long outputs;
  private long position; // of the next output: the input before it
  private int phase; // and how far behind that one, in units of 1 / up
  private float[] out = new float[DecodedAudio.RATE];

  Resampler(PolyphaseFilter filter) {
    this.filter = filter;
    this.width = (2 * filter.half() + 3) / 4 * 4;
    this.inputs = new float[width + BLOCK];
    this.first = 1L - filter.half();
    this.filled = filter.half() - 1;
  }

  /** The next sample. */
  void add(float sample) {
    if (filled == inputs.length) {
      produce(Long.MAX_VALUE);
      discard();
    }
    inputs[filled++] = sample;
  }

  /** All outputs; nothing may be added after. */
  float[] finish() {
    long added = first + filled;
    long all = (added * filter.up() + filter.down() - 1) / filter.down();
    for (int i = 0; i < width; i++) {
      add(0);
    }
    produce(all);
    return Arrays.copyOf(out, (int) all);
  }

  private void produce(long most) {
    int at = (int) (position - filter.half() + 1 - first);
    while (outputs < most && at + width <= filled) {
      if (outputs == out.length) {
        out = Arrays.copyOf(out, 2 * out.length);
      }
      out[(int) outputs++] = filter.apply(phase, inputs, at);
      phase += filter.down();
      position += phase / filter.up();
      phase %= filter.up();
      at = (int) (position - filter.half() + 1 - first);
    }
  }

  /** Forgets what no output needs any more. */
  private void discard() {
    int needed = (int) Math.min(filled, position - filter.half() + 1 - first);
    System.arraycopy(inputs, needed, inputs, 0, filled - needed);
    filled -= needed;
    first += needed;
  }
}
