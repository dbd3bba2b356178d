package dev.slipstream.serving.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.slipstream.serving.catalogue.Generation;
import dev.slipstream.serving.catalogue.Item;
import dev.slipstream.wire.Listing;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which items may be answered.
 *
 * @param modalities {@code text}, {@code image}, {@code audio}; empty for all
 * @param contentTypes such as {@code image/png}; empty for all
 * @param tags of which an item must have one; empty for all
 * @param withoutTags of which an item must have none
 * @param unavailable whether items that are not to be had may be answered
 */
record ItemFilter(
    @JsonProperty("modalities") Set<String> modalities,
    @JsonProperty("contentTypes") Set<String> contentTypes,
    @JsonProperty("tags") Set<String> tags,
    @JsonProperty("withoutTags") Set<String> withoutTags,
    @JsonProperty("unavailable") boolean unavailable) {

  private static final Set<String> MODALITIES = Set.of("text", "image", "audio");
  static final ItemFilter ALL = new ItemFilter(null, null, null, null, false);

  ItemFilter {
    modalities = orNone(modalities);
    contentTypes = orNone(contentTypes);
    tags = orNone(tags);
    withoutTags = orNone(withoutTags);
    if (!MODALITIES.containsAll(modalities)) {
      throw new IllegalArgumentException(
          "filter.modalities: must be of "
              + List.of("audio", "image", "text")
              + ", was "
              + modalities);
    }
  }

  /** Says of an id whether a generation's item may be answered. */
  Predicate<String> of(Generation generation, Set<String> excluded) {
    return id -> !excluded.contains(id) && takes(generation.item(id));
  }

  private boolean takes(Item item) {
    if (item == null) { // deleted meanwhile
      return false;
    }
    String type = item.contentType();
    return (contentTypes.isEmpty() || contentTypes.contains(type))
        && (modalities.isEmpty() || modalities.contains(modality(type)))
        && takes(item.listing());
  }

  private boolean takes(Listing listing) {
    List<String> has = listing.getTagsList();
    return (unavailable || !listing.getUnavailable())
        && (tags.isEmpty() || has.stream().anyMatch(tags::contains))
        && (withoutTags.isEmpty() || has.stream().noneMatch(withoutTags::contains));
  }

  private static Set<String> orNone(Set<String> values) {
    return values == null ? Set.of() : Set.copyOf(values);
  }

  private static String modality(String contentType) {
    int slash = contentType.indexOf('/');
    return slash < 0 ? contentType : contentType.substring(0, slash);
  }
}
