package dev.slipstream.job.refresher;

import dev.slipstream.encoder.EncoderFile;
import dev.slipstream.wire.Embedding;
import java.io.IOException;
import java.util.Collection;

/**
 * What {@link RefresherOperator} embeds, and with what: how an item comes to be of what its stream
 * tells, and the vectors of items by one encoder version at a time. {@link EncodingThread} opens
 * it, loads versions, embeds and closes; the task calls the rest.
 *
 * @param <T> what the stream tells of an item, and what is kept of it
 */
public interface ItemEmbedder<T> extends AutoCloseable {

  /**
   * Takes another version.
   *
   * @throws IOException if it is of no use here, saying why; then the one before is kept
   */
  void load(EncoderFile.Contents version) throws IOException;

  /** Whether the element is of use here. */
  boolean takes(T change);

  /**
   * What an item is after a change.
   *
   * @param before null if it was not known
   * @return what equals {@code before} if nothing is new, null if there is no such item any more
   */
  T after(T before, T change);

  /** Whether an item is to be embedded at once, and not with the next version. */
  boolean isNews(T before, T after);

  /** Ids of items that a sweep begins with, if they are known. */
  Collection<String> popular();

  /** One unit vector for each item, in their order. */
  float[][] embed(Collection<T> items);

  /** What an embedding says of its item: times but the embedding's, origin, content type, pair. */
  Embedding.Builder describe(T item);

  @Override
  void close();
}
