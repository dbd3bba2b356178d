package dev.slipstream.ingest.image;

import dev.slipstream.config.Option;
import dev.slipstream.config.Settings;
import java.util.List;

/**
 * The size every image is brought to before it is learned from.
 *
 * @param height pixels
 * @param width pixels
 * @param channels 1 (grey) or 3 (red, green, blue)
 */
public record ImageShape(int height, int width, int channels) {

  public static final Option<Integer> HEIGHT =
      Option.ofInt("image.height", 28)
          .atLeast(8)
          .atMost(224)
          .unit("pixels")
          .doc("Height images are resized to.");
  public static final Option<Integer> WIDTH =
      Option.ofInt("image.width", 28)
          .atLeast(8)
          .atMost(224)
          .unit("pixels")
          .doc("Width images are resized to.");
  public static final Option<Integer> CHANNELS =
      Option.ofInt("image.channels", 1)
          .must(c -> c == 1 || c == 3, "(1 or 3)")
          .doc("1 for grey, 3 for colour.");

  public static final List<Option<?>> OPTIONS = List.of(HEIGHT, WIDTH, CHANNELS);

  public ImageShape {
    HEIGHT.check(height);
    WIDTH.check(width);
    CHANNELS.check(channels);
  }

  /** Reads the options of this record. */
  public static ImageShape from(Settings settings) {
    return new ImageShape(settings.get(HEIGHT), settings.get(WIDTH), settings.get(CHANNELS));
  }

  /** Values in one image. */
  public int size() {
    return height * width * channels;
  }

  @Override
  public String toString() {
    return height + "x" + width + "x" + channels;
  }
}
