package dev.slipstream.ingest.image;

import dev.slipstream.ingest.Featurizer;
import dev.slipstream.ingest.RawEvent;
import dev.slipstream.wire.RefusedException;
import dev.slipstream.wire.Sample;

/**
 * Decodes an event's image and brings it to one shape. Immutable and thread-safe.
 *
 * @param decoder with its limits
 * @param featurizer to the shape
 */
public record ImageEventFeaturizer(ImageDecoder decoder, ImageFeaturizer featurizer)
    implements Featurizer {

  @Override
  public void featurize(RawEvent event, Sample.Builder sample) throws RefusedException {
    ImageType type = decoder.type(event.payload(), event.contentType());
    DecodedImage image = decoder.decode(event.payload(), type);
    sample.setContentType(type.mediaType()).setImage(featurizer.features(image));
  }
}
