package dev.slipstream.input;

import dev.slipstream.config.Option;
import dev.slipstream.config.Settings;
import dev.slipstream.encoder.InputSpec;
import dev.slipstream.ingest.image.ImageShape;
import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.view.ImageViews;
import dev.slipstream.view.ViewConfig;
import dev.slipstream.view.Views;
import dev.slipstream.wire.ImageFeatures;
import dev.slipstream.wire.Sample;
import dev.slipstream.wire.Topics;
import java.util.List;
import java.util.stream.Stream;

/**
 * Images of one size; a row is their pixels.
 *
 * @param shape the size
 * @param view how views differ and how pixels are normalised
 */
public record ImageInput(ImageShape shape, ViewConfig view) implements SampleInput {

  public static final List<Option<?>> OPTIONS =
      Stream.of(ImageShape.OPTIONS, ViewConfig.OPTIONS).<Option<?>>flatMap(List::stream).toList();

  /** Reads the options of this record's parts. */
  public static ImageInput from(Settings settings) {
    return new ImageInput(ImageShape.from(settings), ViewConfig.from(settings));
  }

  @Override
  public InputSpec spec() {
    return new InputSpec.Planes(shape.height(), shape.width(), shape.channels());
  }

  @Override
  public int rowBytes() {
    return shape.size();
  }

  @Override
  public Topics.Topic topic() {
    return Topics.RAW_IMAGE;
  }

  @Override
  public boolean takes(Sample sample) {
    return sample.hasImage();
  }

  @Override
  public String problem(Sample sample) {
    ImageFeatures image = sample.getImage();
    if (image.getHeight() != shape.height()
        || image.getWidth() != shape.width()
        || image.getChannels() != shape.channels()) {
      return "shape: must be %s, was %dx%dx%d"
          .formatted(shape, image.getHeight(), image.getWidth(), image.getChannels());
    }
    if (image.getPixels().size() != shape.size()) {
      return "pixels: must be %d bytes, was %d".formatted(shape.size(), image.getPixels().size());
    }
    return null;
  }

  @Override
  public void write(Sample sample, byte[] values, int at) {
    sample.getImage().getPixels().copyTo(values, at);
  }

  @Override
  public Matrix plain(Device device, byte[] values, int rows) {
    return view.plain(device, values, rows, shape);
  }

  @Override
  public Views views(long seed, String encoder) {
    return ImageViews.of(view, shape, seed, encoder);
  }
}
