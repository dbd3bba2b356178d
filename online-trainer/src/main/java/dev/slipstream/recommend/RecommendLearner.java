package dev.slipstream.recommend;

import dev.slipstream.config.Option;
import dev.slipstream.config.Settings;
import dev.slipstream.encoder.Encoder;
import dev.slipstream.encoder.EncoderConfig;
import dev.slipstream.encoder.EncoderFile;
import dev.slipstream.encoder.EncoderSpec;
import dev.slipstream.encoder.Engines;
import dev.slipstream.learner.Learner;
import dev.slipstream.learner.LearnerConfig;
import dev.slipstream.recommend.Interaction.Feedback;
import dev.slipstream.view.ViewRandom;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The recommender: learns online, from interactions in the order of the stream, which item a
 * context takes, by two towers into one space; see {@link Towers}.
 *
 * <p>An interaction is part of its user's history at once. Towers change after each {@code
 * recommend.batch-size} interactions, by count and never by time: the same interactions in the same
 * order give the same bits, and so does a learner restored in their midst. Items are best told
 * ({@link #item}) before they are met; an item nobody told is known by its id alone, one nobody
 * took by its content alone. Not thread-safe.
 *
 * <pre>{@code
 * try (RecommendLearner learner = RecommendLearner.create(settings, 0)) {
 *   learner.item("1", Content.ofWords(List.of("toy", "story")));
 *   float[] scores = learner.scores(interaction, items);
 *   learner.learn(interaction);
 *   learner.save(out);
 * }
 * }</pre>
 */
public final class RecommendLearner implements Ranker, Learner {

  /** Everything {@link #create} reads. */
  public static final List<Option<?>> OPTIONS =
      Stream.of(
              RecommendConfig.OPTIONS,
              List.of(EncoderConfig.ENGINE, EncoderConfig.THREADS, LearnerConfig.SEED))
          .<Option<?>>flatMap(List::stream)
          .toList();

  private final RecommendConfig config;
  private final int contentValues;
  private final ContextFeatures features;
  private final Towers towers;
  private final long random;
  private final RecommendMemory memory;

  /** Items as {@link #scores} was last asked for. */
  private List<String> ranked = List.of();

  private List<Item> rankedItems = List.of();
  private long resolvedAt;
  private double loss;
  private int negatives;

  private RecommendLearner(
      RecommendConfig config,
      int contentValues,
      ContextFeatures features,
      Towers towers,
      long random) {
    this.config = config;
    this.contentValues = contentValues;
    this.features = features;
    this.towers = towers;
    this.random = random;
    this.memory = new RecommendMemory(config);
  }

  /**
   * A new learner.
   *
   * @param settings of {@link #OPTIONS}
   * @param contentValues columns of {@link Content#values}, 0 if items have words alone
   * @throws IllegalStateException if the engine does not run here, saying why
   */
  public static RecommendLearner create(Settings settings, int contentValues) {
    RecommendConfig config = RecommendConfig.from(settings);
    long seed = settings.get(LearnerConfig.SEED);
    ContextFeatures features = new ContextFeatures(config.context(), config.buckets());
    // Declared before the engine is opened: see Tower.
    EncoderSpec context = Towers.declareContext(config, features.length(), seed);
    EncoderSpec content = Towers.declareContent(config, contentValues, seed);
    Towers towers =
        new Towers(
            Engines.open(settings.get(EncoderConfig.ENGINE), settings.get(EncoderConfig.THREADS)),
            context,
            content,
            config);
    return new RecommendLearner(
        config, contentValues, features, towers, ViewRandom.stream(seed, "recommend"));
  }

  /**
   * Tells what an item is, or what it has become.
   *
   * @throws IllegalArgumentException if its values are not of the columns this was created for
   */
  public void item(String id, Content content) {
    if (content.values().length != contentValues && content.values().length != 0) {
      throw new IllegalArgumentException(
          "values: must be %d, was %d".formatted(contentValues, content.values().length));
    }
    Item item = memory.catalogue().meet(id);
    item.words = ContentRows.hash(content.words(), config.words(), config.buckets());
    item.values = content.values();
    item.group = content.group();
    item.embeddedAt = -1;
  }

  /** Forgets an item; histories keep that something was met. */
  public void forget(String id) {
    memory.catalogue().remove(id);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Cosines of the context with the items' vectors, which are at most {@code
   * recommend.refresh-steps} steps old, and the learned offset of items that the user met before.
   *
   * @throws IllegalArgumentException if a number of the context is none
   */
  @Override
  public float[] scores(Interaction context, List<String> items) {
    resolve(items);
    List<Met> recent = newest(context.user());
    refresh(rankedItems);
    refresh(recent.stream().map(Met::item).distinct().toList());
    float[] wanted = towers.embed(features.row(context.context(), context.timeMillis()), recent);
    float repeat = repeatOffset();
    Set<Item> met = new HashSet<>();
    memory.histories().of(context.user()).forEach(entry -> met.add(entry.item()));
    float[] scores = new float[items.size()];
    for (int i = 0; i < scores.length; i++) {
      Item item = rankedItems.get(i);
      scores[i] = ContextEmbedder.dot(wanted, item.vector) + (met.contains(item) ? repeat : 0);
    }
    return scores;
  }

  @Override
  public void learn(Interaction interaction) {
    FeatureRow row = features.row(interaction.context(), interaction.timeMillis());
    Item item = memory.catalogue().meet(interaction.item());
    item.metMillis = Math.max(item.metMillis, interaction.timeMillis());
    boolean taken = interaction.feedback() == Feedback.TAKEN;
    double counts = counts(interaction.feedback());
    if (counts > 0) {
      if (item.slot == 0) {
        memory.catalogue().giveSlot(item);
        item.embeddedAt = -1;
      }
      List<Met> recent = newest(interaction.user());
      float weight = (float) (interaction.weight() * counts);
      Choice choice =
          new Choice(interaction.user(), row, recent, item, weight, interaction.timeMillis());
      memory.pending().add(choice);
    }
    memory
        .histories()
        .add(interaction.user(), new Met(item, taken, interaction.feedback() == Feedback.REFUSED));
    memory.accept(interaction.timeMillis());
    if (memory.seen() % config.batchSize() == 0) {
      learnPending();
    }
  }

  /** Interactions taken in. */
  @Override
  public long samplesSeen() {
    return memory.seen();
  }

  @Override
  public long steps() {
    return memory.steps();
  }

  /** The last step's loss, nats; 0 before the first. */
  public double loss() {
    return loss;
  }

  /** Items that the last step told each of its choices from; 0 before the first. */
  public int negatives() {
    return negatives;
  }

  /**
   * The unit vectors of items as the content tower now is, in the order of their ids. An item
   * nobody told has that of no content. Changes nothing.
   */
  public List<float[]> vectors(List<String> ids) {
    return towers.vectors(items(ids));
  }

  /**
   * What {@link ContentEmbedder} needs beside the content tower, for its version's file: who has a
   * vector of its own, those first that the newest choices took most often.
   */
  public byte[] contentTable() {
    Map<String, Integer> taken = new HashMap<>();
    memory.replay().forEach(choice -> taken.merge(choice.item().id, 1, Integer::sum));
    List<Item> withSlots =
        memory.catalogue().items().stream()
            .filter(item -> item.slot != 0)
            .sorted(Comparator.comparing(item -> -taken.getOrDefault(item.id, 0)))
            .toList();
    return ItemSlots.of(config.ids(), withSlots).toBytes();
  }

  /** The context tower, to publish; it lives as long as the learner. */
  public Encoder contextTower() {
    return towers.context();
  }

  /** What the context tower's file must say besides: see {@link ContextEmbedder}. */
  public Map<String, String> contextNotes() {
    return ContextEmbedder.notes(config, repeatOffset());
  }

  /** The content tower, to publish; it lives as long as the learner. */
  public Encoder contentTower() {
    return towers.content();
  }

  /**
   * Ranks by a version of this learner that was published, with what the learner now remembers.
   *
   * @param context the version's context tower
   * @param content its content tower
   * @throws IllegalArgumentException if these are other encoders
   */
  public PublishedRanker published(EncoderFile.Contents context, EncoderFile.Contents content) {
    return PublishedRanker.of(context, content, memory);
  }

  @Override
  public void save(OutputStream stream) throws IOException {
    DataOutputStream out = new DataOutputStream(stream);
    RecommendState.write(out, config, towers, memory);
    out.flush();
  }

  @Override
  public void restore(InputStream stream) throws IOException {
    RecommendState.read(new DataInputStream(stream), config, towers, memory);
  }

  /**
   * Takes back what was learned since an earlier state. Which items there are, and what each is,
   * stays as it is now: nobody would tell it again.
   *
   * @param earlier what {@link #save} wrote then
   * @param forgotten items of {@link #forget} since: nothing learned of them comes back
   * @throws IOException as {@link #restore} does
   */
  public void goBack(InputStream earlier, List<String> forgotten) throws IOException {
    List<Item> items = List.copyOf(memory.catalogue().items());
    restore(earlier);
    forgotten.forEach(this::forget);
    memory.catalogue().know(items);
  }

  @Override
  public void close() {
    towers.close();
  }

  private void learnPending() {
    List<Choice> batch = List.copyOf(memory.pending());
    if (!config.idExpiry().isZero()) {
      memory.catalogue().expire(memory.newestMillis() - config.idExpiry().toMillis());
    }
    towers.reset(memory.catalogue().drainFreed());
    for (int i = 0; i < config.stepsPerBatch(); i++) {
      List<Choice> choices = new ArrayList<>(batch);
      int replayable = memory.replay().size();
      for (int j = 0; j < config.replayed() && replayable > 0; j++) {
        choices.add(
            memory
                .replay()
                .get((int) (draw(0, j) * replayable))
                .faded(memory.newestMillis(), config.halfLife()));
      }
      if (!choices.isEmpty()) {
        loss = step(choices);
        memory.stepped();
      }
    }
    memory.remember();
  }

  private double step(List<Choice> choices) {
    Map<Item, Integer> times = new LinkedHashMap<>();
    choices.forEach(choice -> times.merge(choice.item(), 1, Integer::sum));
    choices.stream()
        .flatMap(choice -> choice.recent().stream())
        .filter(Met::refused)
        .forEach(met -> times.merge(met.item(), 1, Integer::sum));
    memory.queue().forEach(item -> times.merge(item, 1, Integer::sum));
    List<Item> known =
        memory.catalogue().items().stream()
            .filter(item -> item.metMillis != Long.MIN_VALUE)
            .toList();
    for (int j = 0; j < config.sampled() && !known.isEmpty(); j++) {
      times.putIfAbsent(known.get((int) (draw(1, j) * known.size())), 1);
    }
    negatives = times.size() - 1;
    float[] offsets = new float[times.size()];
    int k = 0;
    for (int count : times.values()) {
      offsets[k++] = (float) ((1 - config.logQ()) * StrictMath.log(count));
    }
    Map<String, List<Item>> groups = new HashMap<>();
    times.keySet().stream()
        .filter(item -> !item.group.isEmpty())
        .forEach(item -> groups.computeIfAbsent(item.group, g -> new ArrayList<>()).add(item));
    return towers.step(
        choices,
        times.keySet(),
        offsets,
        choice -> groups.getOrDefault(choice.item().group, List.of()),
        this::alsoTaken);
  }

  /** What an interaction counts as, of one in which the item was taken. */
  private double counts(Feedback feedback) {
    return switch (feedback) {
      case TAKEN -> 1;
      case SEEN -> config.seenWeight();
      case REFUSED -> 0;
    };
  }

  /** What else the user chose, as far as the stream has told, but for what is a repeat. */
  private Collection<Item> alsoTaken(Choice choice) {
    Set<Item> others = new LinkedHashSet<>();
    memory.histories().of(choice.user()).stream()
        .filter(met -> chosen(met) && !met.item().equivalent(choice.item()))
        .forEach(met -> others.add(met.item()));
    choice.recent().forEach(met -> others.remove(met.item()));
    return others;
  }

  private boolean chosen(Met met) {
    return met.taken() || (!met.refused() && config.seenWeight() > 0);
  }

  private double draw(int purpose, int position) {
    return ViewRandom.at(random, memory.steps(), purpose, position).next();
  }

  /** What the context takes in of a user's past. */
  private List<Met> newest(String user) {
    return config.context().recent()
        ? memory.histories().newest(user, config.history())
        : List.of();
  }

  /** The offset of repeats, of a cosine. */
  private float repeatOffset() {
    return (float) (towers.repeatOffset() * config.loss().temperature());
  }

  private void resolve(List<String> items) {
    long changes = memory.catalogue().changes();
    if (items == ranked && items.size() == rankedItems.size() && changes == resolvedAt) {
      return;
    }
    resolvedAt = changes;
    rankedItems = items(items);
    ranked = items;
  }

  private List<Item> items(List<String> ids) {
    return ids.stream().map(memory.catalogue()::get).toList();
  }

  private void refresh(List<Item> items) {
    long steps = memory.steps();
    List<Item> stale =
        items.stream()
            .filter(item -> item.embeddedAt < 0 || item.embeddedAt + config.refreshSteps() <= steps)
            .toList();
    towers.embed(stale, steps);
  }
}
