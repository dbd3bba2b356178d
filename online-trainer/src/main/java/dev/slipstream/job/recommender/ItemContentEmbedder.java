package dev.slipstream.job.recommender;

import dev.slipstream.config.Settings;
import dev.slipstream.encoder.EncoderConfig;
import dev.slipstream.encoder.EncoderFile;
import dev.slipstream.job.refresher.ItemEmbedder;
import dev.slipstream.job.settings.JobConfig;
import dev.slipstream.recommend.ContentEmbedder;
import dev.slipstream.recommend.ContentEmbedder.Subject;
import dev.slipstream.wire.ContentPart;
import dev.slipstream.wire.Embedding;
import dev.slipstream.wire.ItemContent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Items in all their modalities, embedded by the recommender's content tower. */
final class ItemContentEmbedder implements ItemEmbedder<ItemContent> {

  private final ContentEncoders contents;
  private final ContentEmbedder tower;

  /** An embedder without a version yet. */
  ItemContentEmbedder(Settings settings, ContentEncoders contents) {
    this.contents = contents;
    this.tower =
        ContentEmbedder.open(
            settings.get(EncoderConfig.ENGINE), JobConfig.from(settings).refreshThreads());
  }

  @Override
  public void load(EncoderFile.Contents version) throws IOException {
    tower.load(version);
    if (tower.values() != contents.values()) {
      throw new IOException(
          "values: must be %d, was %d".formatted(contents.values(), tower.values()));
    }
  }

  @Override
  public boolean takes(ItemContent change) {
    return true;
  }

  @Override
  public ItemContent after(ItemContent before, ItemContent change) {
    return ItemContents.after(before, change);
  }

  /** A vector of another version changes the item with the tower's next version: it knows it. */
  @Override
  public boolean isNews(ItemContent before, ItemContent after) {
    return !ItemContents.areOfTheSameSamples(before, after);
  }

  @Override
  public Collection<String> popular() {
    return tower.popular();
  }

  /** An item of which nothing is known, and that nobody took lately, has none: of no columns. */
  @Override
  public float[][] embed(Collection<ItemContent> items) {
    List<Subject> subjects = new ArrayList<>(items.size());
    items.forEach(item -> subjects.add(new Subject(item.getItemId(), contents.of(item))));
    float[][] vectors = tower.embed(subjects);
    for (int i = 0; i < vectors.length; i++) {
      if (isZero(vectors[i])) {
        vectors[i] = new float[0];
      }
    }
    return vectors;
  }

  private static boolean isZero(float[] vector) {
    for (float value : vector) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public Embedding.Builder describe(ItemContent item) {
    Embedding.Builder embedding =
        Embedding.newBuilder()
            .setEventTimeMillis(ItemContents.eventTime(item))
            .setListing(ItemContents.listing(item));
    item.getPartsList().stream()
        .filter(ContentPart::hasOrigin)
        .findFirst()
        .ifPresent(
            part -> embedding.setOrigin(part.getOrigin()).setContentType(part.getContentType()));
    return embedding;
  }

  @Override
  public void close() {
    tower.close();
  }
}
