package dev.slipstream.view;

/**
 * Colour jitter of one image: contrast about its mean grey, brightness, and a linear map of its
 * channels that keeps each pixel's grey (saturation, hue as a rotation in YIQ space, grayscale).
 *
 * @param brightness factor
 * @param contrast factor
 * @param saturation factor
 * @param hue turns
 * @param gray whether all colour goes
 */
record ColourChange(
    double brightness, double contrast, double saturation, double hue, boolean gray) {

  /** What red, green and blue add to grey (ITU-R BT.601). */
  static final double[] LUMA = {0.299, 0.587, 0.114};

  private static final double[][] TO_YIQ = {
    LUMA, {0.595716, -0.274453, -0.321263}, {0.211456, -0.522591, 0.311135}
  };
  private static final double[][] FROM_YIQ = inverse(TO_YIQ);

  /** What the image's contents are multiplied by. */
  double gain() {
    return brightness * contrast;
  }

  /** How much of the image's mean grey is added back. */
  double meanShare() {
    return brightness * (1 - contrast);
  }

  /** The channels' map, {@code [3, 3]}, without brightness and contrast. */
  double[][] channels() {
    double keep = gray ? 0 : saturation;
    double angle = 2 * Math.PI * hue;
    double cos = keep * Math.cos(angle);
    double sin = keep * Math.sin(angle);
    double[][] turn = {{1, 0, 0}, {0, cos, -sin}, {0, sin, cos}}; // Y stays, I and Q turn
    return product(FROM_YIQ, product(turn, TO_YIQ));
  }

  private static double[][] product(double[][] a, double[][] b) {
    double[][] c = new double[3][3];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        for (int k = 0; k < 3; k++) {
          c[i][j] += a[i][k] * b[k][j];
        }
      }
    }
    return c;
  }

  private static double[][] inverse(double[][] m) {
    double[][] adjugate = new double[3][3];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        int r = (j + 1) % 3;
        int s = (j + 2) % 3;
        int c = (i + 1) % 3;
        int d = (i + 2) % 3;
        adjugate[i][j] = m[r][c] * m[s][d] - m[r][d] * m[s][c];
      }
    }
    double determinant = 0;
    for (int k = 0; k < 3; k++) {
      determinant += m[0][k] * adjugate[k][0];
    }
    for (double[] row : adjugate) {
      for (int j = 0; j < 3; j++) {
        row[j] /= determinant;
      }
    }
    return adjugate;
  }
}
