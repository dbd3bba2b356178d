package dev.slipstream.ingest;

import dev.slipstream.wire.RefusedException;
import dev.slipstream.wire.Sample;

/**
 * From the bytes of one modality to what a learner takes. An implementation decides what it
 * understands, keeps to its limits of time and memory whatever the bytes hold, and is used by one
 * thread at a time.
 */
public interface Featurizer {

  /**
   * Adds the features and the content type.
   *
   * @param event its payload has at least one byte and no more than {@code ingest.max-bytes}
   * @param sample everything else is filled in already
   * @throws RefusedException if the payload cannot be used; the event becomes a dead letter
   */
  void featurize(RawEvent event, Sample.Builder sample) throws RefusedException;
}
