package dev.slipstream.serving.http;

import dev.slipstream.serving.catalogue.Generation;
import dev.slipstream.serving.catalogue.ServedEncoder;
import dev.slipstream.serving.catalogue.ServedEncoders;
import dev.slipstream.serving.index.Neighbor;
import dev.slipstream.serving.recommend.Diversity;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.util.List;
import java.util.function.Predicate;

/** Items like an item, or like a vector. Each query is answered from one generation alone. */
final class SimilarRoutes {

  private static final int DEFAULT_K = 10;

  /** Candidates for each place of an answer whose items should differ. */
  private static final int CANDIDATES = 5;

  private final ServedEncoders encoders;
  private final Predicate<String> blocked;
  private final int maxK;

  SimilarRoutes(ServedEncoders encoders, Predicate<String> blocked, int maxK) {
    this.encoders = encoders;
    this.blocked = blocked;
    this.maxK = maxK;
  }

  void addTo(Javalin app) {
    app.post("/v1/similar", this::answer);
  }

  private void answer(Context ctx) {
    JsonBody body = JsonBody.of(ctx);
    body.answer(ctx, body.as(SimilarQuery.class).stream().map(this::similar).toList());
  }

  private SimilarAnswer similar(SimilarQuery query) {
    int k = Parameters.inRange("k", query.k(), DEFAULT_K, maxK);
    ServedEncoder encoder = Parameters.encoder(query.encoder(), encoders);
    Generation generation = Versions.of(encoder, query.version());
    Predicate<String> answerable =
        query.filter().of(generation, query.exclude()).and(blocked.negate());
    float[] vector = vector(query, encoder, generation);
    List<Neighbor> found =
        found(query, generation, vector, k, id -> !id.equals(query.item()) && answerable.test(id));
    return new SimilarAnswer(
        encoder.name(),
        generation.version(),
        found.stream().map(near -> Near.of(near, generation)).toList());
  }

  private static List<Neighbor> found(
      SimilarQuery query,
      Generation generation,
      float[] vector,
      int k,
      Predicate<String> answerable) {
    if (query.diversity() == 0) {
      return generation.search(vector, k, answerable);
    }
    Diversity diversity = new Diversity(query.diversity());
    return diversity.choose(
        generation.search(vector, CANDIDATES * k, answerable), k, generation::vector);
  }

  private static float[] vector(SimilarQuery query, ServedEncoder encoder, Generation generation) {
    if (query.item() == null) {
      return UnitVector.of(query.vector(), generation.width());
    }
    float[] vector = generation.vector(query.item());
    if (vector == null) {
      throw Versions.missing(query.item(), encoder, generation);
    }
    return vector;
  }

  private record SimilarAnswer(String encoder, long version, List<Near> items) {}
}
