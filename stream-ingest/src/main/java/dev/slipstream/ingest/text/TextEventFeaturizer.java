package dev.slipstream.ingest.text;

import dev.slipstream.ingest.Featurizer;
import dev.slipstream.ingest.RawEvent;
import dev.slipstream.wire.RefusedException;
import dev.slipstream.wire.Sample;

/**
 * Hashes an event's text. For one thread.
 *
 * @param featurizer with its limits
 */
public record TextEventFeaturizer(TextFeaturizer featurizer) implements Featurizer {

  @Override
  public void featurize(RawEvent event, Sample.Builder sample) throws RefusedException {
    sample
        .setText(featurizer.features(event.payload(), event.contentType()))
        .setContentType(TextFeaturizer.MEDIA_TYPE);
  }
}
