package dev.slipstream.infra.data;

import java.util.List;
import java.util.Optional;

/**
 * One item in several modalities.
 *
 * @param id stable name, the same in every part
 * @param label the class, where the set tells one
 * @param parts one for each modality
 */
public record PairItem(String id, Optional<String> label, List<Item> parts) {

  public PairItem {
    parts = List.copyOf(parts);
  }

  /** The part of a modality, if there is one. */
  public Optional<Item> part(Modality modality) {
    return parts.stream().filter(part -> part.modality() == modality).findFirst();
  }
}
