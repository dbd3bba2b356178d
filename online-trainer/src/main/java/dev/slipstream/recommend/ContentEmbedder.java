package dev.slipstream.recommend;

import dev.slipstream.encoder.EncoderFile;
import dev.slipstream.encoder.InputSpec;
import dev.slipstream.encoder.VersionEncoder;
import java.io.IOException;
import java.util.Collection;
import java.util.List;

/**
 * Makes items' vectors with a published version of the content tower: the vectors that the learner
 * itself had at that step. An item the version never saw is embedded by its content alone. Used by
 * the thread that opened it; not thread-safe.
 */
public final class ContentEmbedder implements AutoCloseable {

  private final VersionEncoder encoder;
  private ItemSlots slots;
  private ContentRows rows;
  private int values;

  private ContentEmbedder(VersionEncoder encoder) {
    this.encoder = encoder;
  }

  /**
   * An item to embed.
   *
   * @param id the item's
   * @param content what is known of it; its values are as many as the version takes, or none
   */
  public record Subject(String id, Content content) {}

  /**
   * One without a version yet; parameters and errors as those of {@link VersionEncoder#open}.
   *
   * @param engine as {@code encoder.engine} names it
   * @param threads CPU threads; 0 takes one for each core
   */
  public static ContentEmbedder open(String engine, int threads) {
    return new ContentEmbedder(VersionEncoder.open(engine, threads));
  }

  /**
   * Takes another version.
   *
   * @throws IOException if it is no content tower's, saying what is wrong; then the one before is
   *     kept
   */
  public void load(EncoderFile.Contents version) throws IOException {
    if (!(version.spec().input() instanceof InputSpec.Features input)) {
      throw new IOException("input: must be features, was " + version.spec().input());
    }
    ItemSlots read = ItemSlots.read(version.attachment(), input.vocabulary());
    encoder.load(version);
    slots = read;
    rows = new ContentRows(version.spec(), read.ids());
    values = input.values();
  }

  /** The items with a vector of their own, popular ones first. */
  public Collection<String> popular() {
    return slots.slots().keySet();
  }

  /** How many values the version takes. */
  public int values() {
    return values;
  }

  /**
   * One unit vector for each item, in their order, {@code [N][D]}.
   *
   * @throws IllegalArgumentException if one's values are not as many as the version takes
   */
  public float[][] embed(List<Subject> items) {
    float[] flat = new float[items.size() * rows.columns()];
    for (int i = 0; i < items.size(); i++) {
      Subject item = items.get(i);
      Content content = item.content();
      if (content.values().length != values && content.values().length != 0) {
        throw new IllegalArgumentException(
            "values: must be %d, was %d".formatted(values, content.values().length));
      }
      rows.write(
          slots.slots().getOrDefault(item.id(), 0),
          ContentRows.hash(content.words(), rows.words(), rows.buckets()),
          content.values(),
          flat,
          i * rows.columns());
    }
    return encoder.embed(device -> device.of(flat, items.size(), rows.columns()));
  }

  @Override
  public void close() {
    encoder.close();
  }
}
