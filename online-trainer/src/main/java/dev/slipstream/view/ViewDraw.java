package dev.slipstream.view;

/**
 * What was drawn for one view of one image.
 *
 * @param vertical crop and blur along the height
 * @param horizontal crop, flip and blur along the width
 */
record ViewDraw(Resampling vertical, Resampling horizontal, ColourChange colour) {

  /** Draws in a fixed order, everything always, so that no option changes another's draws. */
  static ViewDraw of(ViewConfig config, ViewRandom random) {
    double area = random.between(config.cropMin(), config.cropMax());
    double logRatio = Math.log(config.cropRatio());
    double ratio = Math.exp(random.between(-logRatio, logRatio));
    double width = Math.min(1, Math.sqrt(area * ratio));
    double height = Math.min(1, Math.sqrt(area / ratio));
    double x = random.between(-1, 1) * (1 - width);
    double y = random.between(-1, 1) * (1 - height);
    boolean flip = random.next() < config.flip();
    double brightness = around(random, config.brightness());
    double contrast = around(random, config.contrast());
    double saturation = around(random, config.saturation());
    double hue = random.between(-config.hue(), config.hue());
    boolean gray = random.next() < config.grayscale();
    boolean blur = random.next() < config.blur();
    double drawnSigma = random.between(config.blurSigmaMin(), config.blurSigmaMax());
    double sigma = blur ? drawnSigma : 0;
    return new ViewDraw(
        new Resampling(height, y, sigma),
        new Resampling(flip ? -width : width, x, sigma),
        new ColourChange(brightness, contrast, saturation, hue, gray));
  }

  private static double around(ViewRandom random, double strength) {
    return random.between(1 - strength, 1 + strength);
  }
}
