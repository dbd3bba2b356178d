package dev.slipstream.ingest.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * Reads a decoded raster as 8-bit grey or RGB on white. Samples are taken as they are stored:
 * asking a grey {@link BufferedImage} for RGB would convert from linear light and change them.
 */
final class Pixels {

  private static final int WHITE = 255;

  private Pixels() {}

  static DecodedImage of(BufferedImage image) {
    return image.getColorModel() instanceof IndexColorModel palette
        ? indexed(image.getRaster(), palette)
        : direct(image.getRaster());
  }

  private static DecodedImage indexed(Raster raster, IndexColorModel palette) {
    int entries = palette.getMapSize();
    byte[][] colours = new byte[3][256];
    boolean grey = true;
    for (int i = 0; i < entries; i++) {
      int alpha = palette.getAlpha(i);
      colours[0][i] = onWhite(palette.getRed(i), alpha);
      colours[1][i] = onWhite(palette.getGreen(i), alpha);
      colours[2][i] = onWhite(palette.getBlue(i), alpha);
      grey &= colours[0][i] == colours[1][i] && colours[1][i] == colours[2][i];
    }
    int width = raster.getWidth();
    int height = raster.getHeight();
    int channels = grey ? 1 : 3;
    byte[] pixels = new byte[channels * height * width];
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      raster.getSamples(0, y, width, 1, 0, row);
      for (int c = 0; c < channels; c++) {
        int at = (c * height + y) * width;
        for (int x = 0; x < width; x++) {
          pixels[at + x] = colours[c][row[x]];
        }
      }
    }
    return new DecodedImage(height, width, channels, pixels);
  }

  /** Bands: grey, grey and alpha, RGB, or RGB and alpha, of up to 16 bits. */
  private static DecodedImage direct(Raster raster) {
    int width = raster.getWidth();
    int height = raster.getHeight();
    int bands = raster.getNumBands();
    int channels = bands < 3 ? 1 : 3;
    boolean alpha = bands > channels;
    byte[] pixels = new byte[channels * height * width];
    int[] opacity = new int[width];
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      if (alpha) {
        samples(raster, y, channels, opacity);
      }
      for (int c = 0; c < channels; c++) {
        samples(raster, y, c, row);
        int at = (c * height + y) * width;
        for (int x = 0; x < width; x++) {
          pixels[at + x] = alpha ? onWhite(row[x], opacity[x]) : (byte) row[x];
        }
      }
    }
    return new DecodedImage(height, width, channels, pixels);
  }

  /** One row of one band, brought to 8 bits. */
  private static void samples(Raster raster, int y, int band, int[] row) {
    raster.getSamples(0, y, row.length, 1, band, row);
    int bits = raster.getSampleModel().getSampleSize(band);
    if (bits != 8) {
      int most = (1 << bits) - 1;
      for (int x = 0; x < row.length; x++) {
        row[x] = (row[x] * WHITE + most / 2) / most;
      }
    }
  }

  private static byte onWhite(int value, int alpha) {
    return (byte) ((value * alpha + WHITE * (WHITE - alpha) + WHITE / 2) / WHITE);
  }
}
