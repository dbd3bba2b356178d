package dev.slipstream.ingest.audio;

import dev.slipstream.ingest.Featurizer;
import dev.slipstream.ingest.RawEvent;
import dev.slipstream.wire.RefusedException;
import dev.slipstream.wire.Sample;

/**
 * Decodes an event's sound and brings it to log-mel frames. Immutable and thread-safe.
 *
 * @param decoder with its limits
 * @param featurizer to frames
 */
public record AudioEventFeaturizer(AudioDecoder decoder, AudioFeaturizer featurizer)
    implements Featurizer {

  @Override
  public void featurize(RawEvent event, Sample.Builder sample) throws RefusedException {
    AudioType type = decoder.type(event.payload(), event.contentType());
    DecodedAudio audio = decoder.decode(event.payload(), type);
    sample.setContentType(type.mediaType()).setAudio(featurizer.features(audio));
  }
}
