package dev.slipstream.serving.http;

import dev.slipstream.config.Suggestion;
import dev.slipstream.memory.ItemHash;
import dev.slipstream.serving.catalogue.Catalogue;
import dev.slipstream.serving.catalogue.Generation;
import dev.slipstream.serving.catalogue.Item;
import dev.slipstream.serving.feedback.InteractionMemory;
import dev.slipstream.serving.http.Moments.Moment;
import dev.slipstream.serving.http.RecommendAnswer.Recommended;
import dev.slipstream.serving.http.RecommendQuery.Exploration;
import dev.slipstream.serving.index.Neighbor;
import dev.slipstream.serving.recommend.Choice;
import dev.slipstream.serving.recommend.Diversity;
import dev.slipstream.serving.recommend.EpsilonGreedy;
import dev.slipstream.serving.recommend.ThompsonSampling;
import dev.slipstream.serving.tower.Recommenders;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Items for a moment. Context tower and items are of one version; the answer is a function of the
 * query, that version and what is remembered of interactions, so that every process gives it.
 */
final class RecommendRoutes {

  private static final int DEFAULT_K = 10;

  /** Candidates for each place, where places are not given by score alone. */
  private static final int CANDIDATES = 5;

  private final Recommenders recommenders;
  private final InteractionMemory memory;
  private final Moments moments;
  private final Predicate<String> blocked;
  private final int maxK;

  RecommendRoutes(
      Recommenders recommenders,
      InteractionMemory memory,
      Moments moments,
      Predicate<String> blocked,
      int maxK) {
    this.recommenders = recommenders;
    this.memory = memory;
    this.moments = moments;
    this.blocked = blocked;
    this.maxK = maxK;
  }

  void addTo(Javalin app) {
    app.post("/v1/recommend", this::answer);
  }

  private void answer(Context ctx) {
    JsonBody body = JsonBody.of(ctx);
    body.answer(ctx, body.as(RecommendQuery.class).stream().map(this::recommend).toList());
  }

  private RecommendAnswer recommend(RecommendQuery query) {
    int k = Parameters.inRange("k", query.k(), DEFAULT_K, maxK);
    Moment moment = moments.read(query);
    Recommenders.Version version = version(query);
    Moments.check(moment, version.contexts().context());
    Past past = Past.of(query, moment.user(), memory, version);
    float[] wanted = version.contexts().embed(moment.context(), moment.timeMillis(), past.items());
    List<Neighbor> candidates = candidates(query, version, past, wanted, k);
    List<Choice> chosen = chosen(query, moment, version.items(), candidates, k);
    Reasons reasons =
        query.explain()
            ? new Reasons(
                version.contexts().explain(moment.context(), moment.timeMillis(), past.items()),
                past.recent())
            : null;
    return new RecommendAnswer(
        version.recommender(),
        version.items().version(),
        chosen.stream().map(choice -> recommended(choice, query, version, past, reasons)).toList());
  }

  /**
   * The version that answers: the one asked for, or the one served. While the context tower of that
   * is being read, the one served before answers, if it can.
   */
  private Recommenders.Version version(RecommendQuery query) {
    String name = name(query.recommender());
    Catalogue items =
        recommenders
            .items(name)
            .orElseThrow(() -> ProblemException.notReady("waiting for the first items of " + name));
    List<Generation> generations =
        query.version() == null
            ? Stream.concat(Stream.of(Versions.of(items, null)), items.held().stream()).toList()
            : List.of(Versions.of(items, query.version()));
    return generations.stream()
        .flatMap(generation -> recommenders.version(name, generation).stream())
        .findFirst()
        .orElseThrow(
            () ->
                ProblemException.notReady(
                    recommenders.problem(name, generations.get(0).version())));
  }

  private String name(String asked) {
    if (asked == null) {
      return recommenders
          .preferred()
          .orElseThrow(
              () ->
                  ProblemException.notReady(
                      "waiting for the first version of a recommender; one is learned where"
                          + " job.recommend is set"));
    }
    List<String> names = recommenders.names();
    if (!names.contains(asked)) {
      throw ProblemException.badParameter(
          "recommender: must be one of %s, was %s%s"
              .formatted(names, Parameters.shown(asked), Suggestion.of(asked, names)));
    }
    return asked;
  }

  /** By score, the best first; more than places where these are not given by score alone. */
  private List<Neighbor> candidates(
      RecommendQuery query, Recommenders.Version version, Past past, float[] wanted, int k) {
    boolean byScore = query.diversity() == 0 && query.exploration() == null;
    int count = byScore ? k : CANDIDATES * k;
    Predicate<String> answerable =
        query.filter().of(version.items(), query.exclude()).and(blocked.negate());
    List<Neighbor> found =
        version
            .items()
            .search(wanted, count, id -> !past.met().contains(id) && answerable.test(id));
    if (!query.keepsSeen()) {
      return found;
    }
    List<Neighbor> all = new ArrayList<>(found);
    for (String id : past.met()) {
      float[] vector = version.items().vector(id);
      if (vector != null && answerable.test(id)) {
        all.add(new Neighbor(id, Reasons.dot(wanted, vector) + version.contexts().repeatOffset()));
      }
    }
    return all.stream().sorted(Neighbor.BEST_FIRST).limit(count).toList();
  }

  private List<Choice> chosen(
      RecommendQuery query, Moment moment, Generation items, List<Neighbor> candidates, int k) {
    Exploration exploration = query.exploration();
    if (exploration == null) {
      List<Neighbor> chosen =
          query.diversity() == 0
              ? candidates
              : new Diversity(query.diversity()).choose(candidates, k, items::vector);
      return chosen.stream().map(item -> new Choice(item, false)).toList();
    }
    RandomGenerator random = random(exploration, moment, items.version());
    return exploration.epsilon() != null
        ? new EpsilonGreedy(exploration.epsilon()).choose(candidates, k, random)
        : new ThompsonSampling(exploration.thompson()).choose(candidates, k, memory::fared, random);
  }

  /** The same in every process: of the seed, else of user, version and context. */
  private static RandomGenerator random(Exploration exploration, Moment moment, long version) {
    return new SplittableRandom(
        exploration.seed() != null
            ? exploration.seed()
            : ItemHash.of(moment.user() + "\0" + version + "\0" + new TreeMap<>(moment.context())));
  }

  private Recommended recommended(
      Choice choice,
      RecommendQuery query,
      Recommenders.Version version,
      Past past,
      Reasons reasons) {
    String id = choice.item().id();
    Item item = version.items().item(id);
    float[] vector = version.items().vector(id); // null, as the item, if deleted meanwhile
    boolean repeat = past.met().contains(id);
    float offset = repeat ? version.contexts().repeatOffset() : 0;
    boolean thompson = query.exploration() != null && query.exploration().thompson() != null;
    return new Recommended(
        id,
        choice.item().similarity(),
        choice.item().similarity() - offset,
        item == null ? null : item.contentType(),
        query.exploration() == null ? null : choice.explored(),
        reasons == null || vector == null
            ? null
            : reasons.next(vector, repeat ? offset : null, thompson ? memory.fared(id) : null));
  }
}
