package dev.slipstream.infra.data;

import dev.slipstream.ingest.image.DecodedImage;
import dev.slipstream.ingest.image.ImageDecoder;
import dev.slipstream.wire.RefusedException;
import java.util.Optional;

/** One image of a data set; its payload is an image file. */
public sealed interface ImageItem extends Item {

  @Override
  default Modality modality() {
    return Modality.IMAGE;
  }

  /**
   * The image's pixels.
   *
   * @throws RefusedException if the decoder does not take it
   */
  DecodedImage decode(ImageDecoder decoder) throws RefusedException;

  /** An image that came as a file. */
  record Encoded(String id, Optional<String> label, String contentType, byte[] payload)
      implements ImageItem {

    @Override
    public DecodedImage decode(ImageDecoder decoder) throws RefusedException {
      return decoder.decode(payload, decoder.type(payload, Optional.of(contentType)));
    }
  }

  /** An image that came as pixels; its file is a PNG, which loses nothing. */
  record Pixels(String id, Optional<String> label, DecodedImage image) implements ImageItem {

    @Override
    public String contentType() {
      return "image/png";
    }

    @Override
    public byte[] payload() {
      return GreyPng.of(image);
    }

    @Override
    public DecodedImage decode(ImageDecoder decoder) {
      return image;
    }
  }
}
