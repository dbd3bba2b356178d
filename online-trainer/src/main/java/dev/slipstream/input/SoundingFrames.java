package dev.slipstream.input;

import dev.slipstream.wire.AudioFeatures;

/**
 * The part of a sound between the first and the last frame that are about as loud as its loudest:
 * recordings begin and end with silence of any length, which says nothing about them (endpoints by
 * energy: Rabiner and Sambur 1975).
 *
 * @param first its first frame
 * @param count frames, at least 1
 */
record SoundingFrames(int first, int count) {

  /** Decibels in one step of a byte: 255 steps are 80 dB. */
  private static final double STEP = 80.0 / 255;

  private static final double[] POWERS = new double[256];

  static {
    for (int level = 0; level < POWERS.length; level++) {
      POWERS[level] = Math.pow(10, level * STEP / 10);
    }
  }

  /**
   * Finds them.
   *
   * @param range decibels that a frame may lie below the loudest, all bands together
   */
  static SoundingFrames of(AudioFeatures audio, double range) {
    double[] powers = new double[audio.getFrames()];
    double loudest = 0;
    for (int frame = 0; frame < powers.length; frame++) {
      for (int band = 0; band < audio.getBands(); band++) {
        powers[frame] += POWERS[audio.getLogMel().byteAt(frame * audio.getBands() + band) & 0xFF];
      }
      loudest = Math.max(loudest, powers[frame]);
    }
    double least = loudest * Math.pow(10, -range / 10);
    int first = 0;
    while (powers[first] < least) {
      first++;
    }
    int last = powers.length - 1;
    while (powers[last] < least) {
      last--;
    }
    return new SoundingFrames(first, last - first + 1);
  }
}
