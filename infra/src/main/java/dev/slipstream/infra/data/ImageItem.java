package dev.slipstream.infra.data;

import dev.slipstream.ingest.image.DecodedImage;
import dev.slipstream.ingest.image.ImageDecoder;
import dev.slipstream.wire.RefusedException;
import java.util.Optional;

/** One image of a data set. */
public sealed interface ImageItem {

  /** A stable name: the path inside the set, or part and number such as {@code train-000123}. */
  String id();

  /** The class, where the set tells one. */
  Optional<String> label();

  /** The media type of {@link #file}. */
  String contentType();

  /** The image as a file; not copied. */
  byte[] file();

  /**
   * The image's pixels.
   *
   * @throws RefusedException if the decoder does not take it
   */
  DecodedImage decode(ImageDecoder decoder) throws RefusedException;

  /** An image that came as a file. */
  record Encoded(String id, Optional<String> label, String contentType, byte[] file)
      implements ImageItem {

    @Override
    public DecodedImage decode(ImageDecoder decoder) throws RefusedException {
      return decoder.decode(file, decoder.type(file, Optional.of(contentType)));
    }
  }

  /** An image that came as pixels; its file is a PNG, which loses nothing. */
  record Pixels(String id, Optional<String> label, DecodedImage image) implements ImageItem {

    @Override
    public String contentType() {
      return "image/png";
    }

    @Override
    public byte[] file() {
      return GreyPng.of(image);
    }

    @Override
    public DecodedImage decode(ImageDecoder decoder) {
      return image;
    }
  }
}
