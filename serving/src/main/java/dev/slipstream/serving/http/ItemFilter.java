package dev.slipstream.serving.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.slipstream.serving.catalogue.Generation;
import dev.slipstream.serving.catalogue.Item;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which items may be answered.
 *
 * @param modalities {@code text}, {@code image}, {@code audio}; empty for all
 * @param contentTypes such as {@code image/png}; empty for all
 */
record ItemFilter(
    @JsonProperty("modalities") Set<String> modalities,
    @JsonProperty("contentTypes") Set<String> contentTypes) {

  private static final Set<String> MODALITIES = Set.of("text", "image", "audio");
  static final ItemFilter ALL = new ItemFilter(Set.of(), Set.of());

  ItemFilter {
    modalities = modalities == null ? Set.of() : Set.copyOf(modalities);
    contentTypes = contentTypes == null ? Set.of() : Set.copyOf(contentTypes);
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
        && (modalities.isEmpty() || modalities.contains(modality(type)));
  }

  private static String modality(String contentType) {
    int slash = contentType.indexOf('/');
    return slash < 0 ? contentType : contentType.substring(0, slash);
  }
}
