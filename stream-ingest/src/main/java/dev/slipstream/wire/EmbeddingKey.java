package dev.slipstream.wire;

/**
 * Key of a record on {@code embeddings}: {@code encoder/item}, so that compaction keeps the newest
 * vector of every encoder. An encoder's name holds no slash; an item's id may.
 *
 * @param encoder its name
 * @param itemId whose vector it is
 */
public record EmbeddingKey(String encoder, String itemId) {

  private static final char SEPARATOR = '/';

  /** The key an embedding is written under. */
  public static String of(Embedding embedding) {
    return new EmbeddingKey(embedding.getEncoder(), embedding.getItemId()).toString();
  }

  /**
   * Takes a key apart.
   *
   * @throws IllegalArgumentException if it names no encoder
   */
  public static EmbeddingKey parse(String key) {
    int separator = key.indexOf(SEPARATOR);
    if (separator < 1) {
      throw new IllegalArgumentException(
          "key: must be ENCODER/ITEM, was " + RefusedException.shown(key));
    }
    return new EmbeddingKey(key.substring(0, separator), key.substring(separator + 1));
  }

  @Override
  public String toString() {
    return encoder + SEPARATOR + itemId;
  }
}
