package dev.slipstream.view;

/**
 * What was drawn for one view of one sound.
 *
 * @param timeScale how much faster than the recording the view is
 * @param timeShift frames the window lies behind the place of both views
 * @param bandScale which multiple of its number a band is read at
 * @param bandShift bands added to that
 * @param gain factor of all values
 * @param tilt heights of the curves {@code cos(π k (band + 1/2) / bands)}, k from 1
 * @param maskedFrames which frames become 0
 * @param maskedBands which bands become 0
 * @param noise most noise; each value's own is drawn next from the same random numbers
 */
record AudioDraw(
    double timeScale,
    double timeShift,
    double bandScale,
    double bandShift,
    double gain,
    double[] tilt,
    Range maskedFrames,
    Range maskedBands,
    double noise) {

  private static final int CURVES = 4;

  /** From the first (inclusive) to the last (exclusive). */
  record Range(int from, int to) {

    /** Up to {@code share} of {@code size}, anywhere. */
    static Range draw(ViewRandom random, double share, int size) {
      int length = (int) Math.round(random.between(0, share * size));
      int from = (int) random.between(0, size - length + 1);
      return new Range(from, from + length);
    }

    boolean has(int i) {
      return i >= from && i < to;
    }
  }

  /** Draws in a fixed order, everything always, so that no option changes another's draws. */
  static AudioDraw of(AudioViewConfig config, Spectrogram shape, ViewRandom random) {
    double timeScale = factor(random, config.stretch());
    double timeShift = random.between(-config.shift(), config.shift());
    double bandScale = factor(random, config.warp());
    double bandShift = random.between(-config.bandShift(), config.bandShift());
    double gain = random.between(1 - config.gain(), 1 + config.gain());
    double[] tilt = new double[CURVES];
    for (int k = 0; k < CURVES; k++) {
      tilt[k] = random.between(-config.tilt(), config.tilt());
    }
    Range frames = Range.draw(random, config.timeMask(), shape.frames());
    Range bands = Range.draw(random, config.bandMask(), shape.bands());
    double noise = random.between(0, config.noise());
    return new AudioDraw(
        timeScale, timeShift, bandScale, bandShift, gain, tilt, frames, bands, noise);
  }

  /** Up to {@code 1 + strength} or its inverse, evenly on a logarithmic scale. */
  private static double factor(ViewRandom random, double strength) {
    double most = Math.log1p(strength);
    return Math.exp(random.between(-most, most));
  }

  /**
   * Adds the time axis' matrix {@code [frames, rowFrames]} to zeros: linear between frames, silence
   * beyond the row.
   *
   * @param place of both views, frames behind the row's middle
   */
  void writeTime(float[] out, int offset, Spectrogram shape, double place) {
    int size = shape.rowFrames();
    double middle = (size - 1) / 2.0 + place + timeShift;
    for (int i = 0; i < shape.frames(); i++) {
      double at = middle + timeScale * (i - (shape.frames() - 1) / 2.0);
      int low = (int) Math.floor(at);
      float share = (float) (at - low);
      int row = offset + i * size;
      if (low >= 0 && low < size) {
        out[row + low] = 1 - share;
      }
      if (low >= -1 && low < size - 1) {
        out[row + low + 1] = share;
      }
    }
  }

  /**
   * Adds the transpose of the band axis' matrix {@code [bands, bands]} to zeros: linear between
   * bands, the outermost repeated beyond them.
   */
  void writeBands(float[] out, int offset, int bands) {
    for (int i = 0; i < bands; i++) {
      double at = Math.max(0, Math.min(bands - 1, bandScale * i + bandShift));
      int low = (int) at;
      int high = Math.min(low + 1, bands - 1);
      double share = at - low;
      out[offset + low * bands + i] += (float) (1 - share);
      out[offset + high * bands + i] += (float) share;
    }
  }

  /** What is added to all values of a band, noise apart. */
  double tilt(int band, int bands) {
    double sum = 0;
    for (int k = 0; k < CURVES; k++) {
      sum += tilt[k] * Math.cos(Math.PI * (k + 1) * (band + 0.5) / bands);
    }
    return sum;
  }
}
