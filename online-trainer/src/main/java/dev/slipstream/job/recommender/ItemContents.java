package dev.slipstream.job.recommender;

import dev.slipstream.wire.ContentPart;
import dev.slipstream.wire.Embedding;
import dev.slipstream.wire.EmbeddingKey;
import dev.slipstream.wire.Interaction;
import dev.slipstream.wire.ItemContent;
import dev.slipstream.wire.ItemKey;
import dev.slipstream.wire.Listing;
import dev.slipstream.wire.Sample;
import dev.slipstream.wire.TextFeatures;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How an item's content comes to be of samples and embeddings: each is a change of one part. Pure
 * functions.
 */
final class ItemContents {

  /** Names the part of an item that is known by its interactions. */
  private static final String INTERACTIONS = "interactions";

  private ItemContents() {}

  /**
   * What a sample says: that there is such an item, or is not any more, and a text's words. A
   * deletion may not know whose it is; then the item's id is empty.
   *
   * @param words most words kept
   */
  static ItemContent change(Sample sample, int words) {
    ContentPart.Builder part =
        ContentPart.newBuilder()
            .setName(sample.getOrigin().getTopic())
            .setSampleId(sample.getItemId());
    if (sample.getDeleted()) {
      return ItemContent.newBuilder().addParts(part.setGone(true)).build();
    }
    TextFeatures text = sample.getText();
    part.setEventTimeMillis(sample.getEventTimeMillis())
        .setOrigin(sample.getOrigin())
        .setContentType(sample.getContentType())
        .setListing(sample.getListing())
        .addAllWords(text.getWordsList().subList(0, Math.min(words, text.getWordsCount())));
    return ItemContent.newBuilder().setItemId(ItemKey.of(sample)).addParts(part).build();
  }

  /** What an encoder says. */
  static ItemContent change(Embedding embedding) {
    String sample = embedding.getItemId();
    return ItemContent.newBuilder()
        .setItemId(ItemKey.of(embedding))
        .addParts(
            ContentPart.newBuilder()
                .setName(embedding.getEncoder())
                .setSampleId(sample)
                .setEventTimeMillis(embedding.getEventTimeMillis())
                .setOrigin(embedding.getOrigin())
                .setContentType(embedding.getContentType())
                .addAllVector(embedding.getVectorList()))
        .build();
  }

  /** That an encoder has no vector of a sample any more. */
  static ItemContent withdrawn(EmbeddingKey embedding) {
    return ItemContent.newBuilder()
        .addParts(
            ContentPart.newBuilder()
                .setName(embedding.encoder())
                .setSampleId(embedding.itemId())
                .setGone(true))
        .build();
  }

  /** That somebody met the item. */
  static ItemContent change(Interaction interaction) {
    return ItemContent.newBuilder()
        .setItemId(interaction.getItemId())
        .addParts(
            ContentPart.newBuilder()
                .setName(INTERACTIONS)
                .setSampleId(interaction.getItemId())
                .setEventTimeMillis(interaction.getEventTimeMillis()))
        .build();
  }

  /**
   * What an item is after a change.
   *
   * @param before null if it was not known
   * @param change one part
   * @return what equals {@code before} if nothing is new, null if nothing is left
   */
  static ItemContent after(ItemContent before, ItemContent change) {
    Map<String, ContentPart> parts = new TreeMap<>();
    if (before != null) {
      before.getPartsList().forEach(part -> parts.put(part.getName(), part));
    }
    ContentPart part = change.getParts(0);
    ContentPart held = parts.get(part.getName());
    if (part.getGone()) {
      if (held == null || !held.getSampleId().equals(part.getSampleId())) {
        return before; // another sample has taken its place
      }
      remove(held, parts);
    } else if (part.equals(held) || (held != null && part.getName().equals(INTERACTIONS))) {
      return before;
    } else {
      parts.put(part.getName(), part);
    }
    return parts.isEmpty()
        ? null
        : ItemContent.newBuilder()
            .setItemId(change.getItemId())
            .addAllParts(parts.values())
            .build();
  }

  /** With a sample go its vectors; with the last sample goes that the item was met. */
  private static void remove(ContentPart gone, Map<String, ContentPart> parts) {
    parts.remove(gone.getName());
    parts
        .values()
        .removeIf(
            part ->
                part.getVectorCount() > 0
                    && part.getSampleId().equals(gone.getSampleId())
                    && part.getOrigin().getTopic().equals(gone.getName()));
    if (parts.size() == 1) {
      parts.remove(INTERACTIONS);
    }
  }

  /**
   * Whether two states of an item are of the same samples: an encoder that sees them otherwise than
   * before makes no new item of it.
   */
  static boolean areOfTheSameSamples(ItemContent before, ItemContent after) {
    if (before.getPartsCount() != after.getPartsCount()) {
      return false;
    }
    for (int i = 0; i < before.getPartsCount(); i++) {
      ContentPart one = before.getParts(i);
      ContentPart other = after.getParts(i);
      if (!one.getName().equals(other.getName())
          || !one.getOrigin().equals(other.getOrigin())
          || one.getVectorCount() != other.getVectorCount()) {
        return false;
      }
    }
    return true;
  }

  /** The tags of all its samples; it is to be had if every one is. */
  static Listing listing(ItemContent item) {
    List<Listing> listings = item.getPartsList().stream().map(ContentPart::getListing).toList();
    return Listing.newBuilder()
        .addAllTags(
            listings.stream().flatMap(l -> l.getTagsList().stream()).sorted().distinct().toList())
        .setUnavailable(listings.stream().anyMatch(Listing::getUnavailable))
        .build();
  }

  /** The newest event that an item is known by. */
  static long eventTime(ItemContent item) {
    return item.getPartsList().stream().mapToLong(ContentPart::getEventTimeMillis).max().orElse(0);
  }
}
