package dev.slipstream.serving.http;

import dev.slipstream.recommend.ContextEmbedder;
import dev.slipstream.serving.http.RecommendAnswer.Part;
import dev.slipstream.serving.http.RecommendAnswer.Why;
import dev.slipstream.serving.recommend.Feedback;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Says of the items of one answer, from above to below, why they are in it. */
final class Reasons {

  private final ContextEmbedder.Explained context;
  private final List<Past.Known> recent;
  private final List<float[]> above = new ArrayList<>();

  /**
   * @param recent the items {@code context} was made with, the newest first
   */
  Reasons(ContextEmbedder.Explained context, List<Past.Known> recent) {
    this.context = context;
    this.recent = recent;
  }

  /**
   * The next item's reasons.
   *
   * @param vector the item's
   * @param repeat null for an item the user did not meet
   * @param fared null if it was not looked at
   */
  Why next(float[] vector, Float repeat, Feedback fared) {
    Map<String, Float> fields = new LinkedHashMap<>();
    context.fields().forEach((name, part) -> fields.put(name, dot(part, vector)));
    float always = fields.remove("");
    List<Part> items = new ArrayList<>();
    for (int i = 0; i < recent.size(); i++) {
      Past.Known item = recent.get(i);
      items.add(
          new Part(
              item.id(), dot(context.recent().get(i), vector), dot(item.item().vector(), vector)));
    }
    Float likeAbove =
        above.stream().map(other -> dot(other, vector)).max(Float::compare).orElse(null);
    above.add(vector);
    return new Why(
        always,
        fields,
        items,
        repeat,
        likeAbove,
        fared == null ? null : fared.taken(),
        fared == null ? null : fared.passed());
  }

  static float dot(float[] a, float[] b) {
    float sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
