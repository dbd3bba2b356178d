package dev.slipstream.serving.http;

import dev.slipstream.serving.catalogue.Generation;
import dev.slipstream.serving.catalogue.Item;
import dev.slipstream.serving.index.Neighbor;

/**
 * An item found, as clients see it.
 *
 * @param contentType null if it was deleted meanwhile
 */
record Near(String id, float similarity, String contentType) {

  static Near of(Neighbor neighbor, Generation generation) {
    Item item = generation.item(neighbor.id());
    return new Near(neighbor.id(), neighbor.similarity(), item == null ? null : item.contentType());
  }
}
