package dev.slipstream.recommend;

import dev.slipstream.encoder.EncoderFile;
import dev.slipstream.encoder.InputSpec.Features;
import dev.slipstream.encoder.PlainFeatureSum;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Ranks as a published version of a learner would today: by the parameters of its files, with what
 * the learner now knows of users and items. It learns nothing and changes nothing. Computed in
 * plain Java, so that it can be asked at every test. Not thread-safe.
 */
public final class PublishedRanker implements Ranker {

  private final long version;
  private final RecommendMemory memory;
  private final ContextEmbedder context;
  private final PlainFeatureSum content;
  private final ItemSlots slots;
  private final ContentRows rows;
  private final Map<String, Known> items = new HashMap<>();

  /** An item's vector, and what it was made of. */
  private record Known(int[] words, float[] values, float[] vector) {}

  private PublishedRanker(
      long version,
      RecommendMemory memory,
      ContextEmbedder context,
      PlainFeatureSum content,
      ItemSlots slots,
      ContentRows rows) {
    this.version = version;
    this.memory = memory;
    this.context = context;
    this.content = content;
    this.slots = slots;
    this.rows = rows;
  }

  /**
   * The ranker of a version.
   *
   * @param memory of the learner, shared
   * @throws IllegalArgumentException if the files are none of such towers
   */
  static PublishedRanker of(
      EncoderFile.Contents context, EncoderFile.Contents content, RecommendMemory memory) {
    try {
      int vocabulary = ((Features) content.spec().input()).vocabulary();
      ItemSlots slots = ItemSlots.read(content.attachment(), vocabulary);
      return new PublishedRanker(
          content.version(),
          memory,
          ContextEmbedder.of(context),
          PlainFeatureSum.of(content.spec(), content.parameters()),
          slots,
          new ContentRows(content.spec(), slots.ids()));
    } catch (IOException e) {
      throw new IllegalArgumentException(content.encoder() + ": " + e.getMessage(), e);
    }
  }

  /** The version's number. */
  public long version() {
    return version;
  }

  @Override
  public float[] scores(Interaction asked, List<String> candidates) {
    Histories histories = memory.histories();
    List<Recent> recent =
        histories.newest(asked.user(), context.history()).stream()
            .map(met -> new Recent(vector(met.item()), met.taken()))
            .toList();
    float[] wanted = context.embed(asked.context(), asked.timeMillis(), recent);
    Set<String> met = new HashSet<>();
    histories.of(asked.user()).forEach(entry -> met.add(entry.item().id));
    float[] scores = new float[candidates.size()];
    for (int i = 0; i < scores.length; i++) {
      String id = candidates.get(i);
      float similarity = ContextEmbedder.dot(wanted, vector(memory.catalogue().get(id)));
      scores[i] = similarity + (met.contains(id) ? context.repeatOffset() : 0);
    }
    return scores;
  }

  /** Does nothing: the learner whose memory this shares takes it in. */
  @Override
  public void learn(Interaction interaction) {}

  private float[] vector(Item item) {
    Known known = items.get(item.id);
    if (known == null || known.words != item.words || known.values != item.values) {
      known = new Known(item.words, item.values, embed(item));
      items.put(item.id, known);
    }
    return known.vector;
  }

  private float[] embed(Item item) {
    float[] sum = new float[content.columns()];
    FeatureRow row = rows.row(slots.slots().getOrDefault(item.id, 0), item.words, item.values);
    for (int i = 0; i < row.ids().length; i++) {
      content.addId(row.ids()[i], row.weights()[i], sum);
    }
    if (item.values.length > 0) {
      content.addValues(item.values, 0, 1, sum);
    }
    content.addBias(sum);
    ContextEmbedder.scale(sum, ContextEmbedder.length(sum));
    return sum;
  }
}
