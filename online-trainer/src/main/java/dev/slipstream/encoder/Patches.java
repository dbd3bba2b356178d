package dev.slipstream.encoder;

import dev.slipstream.encoder.InputSpec.Planes;

/**
 * A grid of non-overlapping patches over planes, which are the positions of a transformer, row by
 * row. Where the planes are no multiple of a patch, the grid reaches beyond them by as much at both
 * ends (by one more at the end), and zeros lie there.
 *
 * @param planes what they cover
 * @param height pixels of a patch
 * @param width pixels of a patch
 */
public record Patches(Planes planes, int height, int width) {

  /** Positions along one axis of an image at most, and square of it of frames. */
  private static final int MOST = 8;

  /** Of an image: at most 8 by 8. */
  public static Patches ofImage(Planes image) {
    return new Patches(image, share(image.height(), MOST), share(image.width(), MOST));
  }

  /** Of a spectrogram: at most 64 stretches of frames, each with all bands. */
  public static Patches ofFrames(Planes frames) {
    return new Patches(frames, share(frames.height(), MOST * MOST), frames.width());
  }

  /**
   * The positions of a transformer over planes.
   *
   * @throws IllegalArgumentException if the encoder is no transformer or takes no planes
   */
  public static Patches of(EncoderSpec encoder) {
    if (encoder.input() instanceof Planes planes) {
      if (encoder.name().equals(Architectures.TRANSFORMER)) {
        return ofImage(planes);
      }
      if (encoder.name().equals(Architectures.OF_FRAMES)) {
        return ofFrames(planes);
      }
    }
    throw new IllegalArgumentException(
        "encoder.architecture: must be a transformer over patches, %s of %s is none"
            .formatted(encoder.name(), encoder.input()));
  }

  /** Patches below each other. */
  public int rows() {
    return share(planes.height(), height);
  }

  /** Patches side by side. */
  public int cols() {
    return share(planes.width(), width);
  }

  /** T. */
  public int count() {
    return rows() * cols();
  }

  /** Values of a patch. */
  public int size() {
    return planes.channels() * height * width;
  }

  /**
   * Where in a sample's row the values of a patch lie, channel by channel, each row by row; -1 for
   * those beyond the planes.
   *
   * @param patch in [0, {@link #count()})
   */
  public int[] columns(int patch) {
    int top = patch / cols() * height - beyond(planes.height(), height) / 2;
    int left = patch % cols() * width - beyond(planes.width(), width) / 2;
    int[] columns = new int[size()];
    for (int i = 0; i < columns.length; i++) {
      int channel = i / (height * width);
      int y = top + i / width % height;
      int x = left + i % width;
      boolean inside = y >= 0 && y < planes.height() && x >= 0 && x < planes.width();
      columns[i] = inside ? (channel * planes.height() + y) * planes.width() + x : -1;
    }
    return columns;
  }

  /** Pixels by which the grid is longer than what it covers. */
  private static int beyond(int length, int patch) {
    return share(length, patch) * patch - length;
  }

  private static int share(int length, int by) {
    return (length + by - 1) / by;
  }
}
