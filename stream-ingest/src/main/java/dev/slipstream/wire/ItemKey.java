package dev.slipstream.wire;

/** What the samples of one item share, whatever their modality. */
public final class ItemKey {

  private ItemKey() {}

  /** The pair's id, else the sample's own. */
  public static String of(Sample sample) {
    return of(sample.getPairId(), sample.getItemId());
  }

  /** Of the sample that an embedding is of. */
  public static String of(Embedding embedding) {
    return of(embedding.getPairId(), embedding.getItemId());
  }

  private static String of(String pair, String item) {
    return pair.isEmpty() ? item : pair;
  }
}
