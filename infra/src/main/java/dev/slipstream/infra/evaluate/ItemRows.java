package dev.slipstream.infra.evaluate;

import dev.slipstream.infra.data.ImageItem;
import dev.slipstream.infra.data.Item;
import dev.slipstream.infra.data.Modality;
import dev.slipstream.ingest.Featurizer;
import dev.slipstream.ingest.IngestConfig;
import dev.slipstream.ingest.Payload;
import dev.slipstream.ingest.RawEvent;
import dev.slipstream.ingest.image.ImageFeaturizer;
import dev.slipstream.input.SampleInput;
import dev.slipstream.wire.RefusedException;
import dev.slipstream.wire.Sample;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Makes rows of items as the stream does: featurised as ingest would, then written as the encoder's
 * input takes them. For one thread.
 */
public final class ItemRows {

  private final IngestConfig ingest;
  private final SampleInput input;
  private final ImageFeaturizer pixels;
  private final Map<Modality, Featurizer> featurizers = new EnumMap<>(Modality.class);

  private ItemRows(IngestConfig ingest, SampleInput input) {
    this.ingest = ingest;
    this.input = input;
    this.pixels = ImageFeaturizer.to(ingest.shape());
  }

  /** Rows for an input, of what ingest takes. */
  public static ItemRows of(IngestConfig ingest, SampleInput input) {
    return new ItemRows(ingest, input);
  }

  /** What the rows are for. */
  public SampleInput input() {
    return input;
  }

  /**
   * Writes an item's row to {@code values[at…]}.
   *
   * @return whether the item could be used; if not, nothing is written
   */
  boolean write(Item item, byte[] values, int at) {
    Sample sample;
    try {
      sample = sample(item);
    } catch (RefusedException e) {
      return false;
    }
    if (!input.takes(sample) || input.problem(sample) != null) {
      return false;
    }
    input.write(sample, values, at);
    return true;
  }

  private Sample sample(Item item) throws RefusedException {
    Sample.Builder sample = Sample.newBuilder().setItemId(item.id());
    if (item instanceof ImageItem.Pixels image) { // a PNG in between would change nothing
      return sample.setImage(pixels.features(image.image())).build();
    }
    byte[] payload = item.payload();
    Payload.requireLength("item", payload, ingest.maxBytes());
    featurizers
        .computeIfAbsent(item.modality(), modality -> ingest.featurizer(modality.topic()))
        .featurize(new RawEvent(item.id(), Optional.of(item.contentType()), payload), sample);
    return sample.build();
  }
}
