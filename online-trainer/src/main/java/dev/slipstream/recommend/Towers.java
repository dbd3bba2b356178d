package dev.slipstream.recommend;

import dev.slipstream.encoder.Architectures;
import dev.slipstream.encoder.Encoder;
import dev.slipstream.encoder.Encoder.Mode;
import dev.slipstream.encoder.EncoderSpec;
import dev.slipstream.encoder.Engine;
import dev.slipstream.encoder.FeatureSum;
import dev.slipstream.encoder.InputSpec;
import dev.slipstream.encoder.ParameterLayout.Kind;
import dev.slipstream.encoder.ParameterLayout.Slice;
import dev.slipstream.loss.Choices;
import dev.slipstream.loss.DivergedException;
import dev.slipstream.loss.RankingLoss;
import dev.slipstream.loss.UnitRows;
import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Scope;
import dev.slipstream.optimizer.Optimizer;
import dev.slipstream.optimizer.OptimizerConfig;
import dev.slipstream.state.StateFormat;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Context tower and content tower with their optimisers: the arithmetic of the learner.
 *
 * <p>The user's recent items come into the context as vectors of the content tower, pooled in three
 * ways (see {@link RecentPools}). As the context tower is linear in them, its gradient goes on into
 * the content tower: what follows what is learned by one set of item vectors. They start as if a
 * context were the mean of its items, so that even the first recommendations are like what was
 * taken. Not thread-safe.
 */
final class Towers implements AutoCloseable {

  private static final int POOLS = RecentPools.COUNT;

  /** Items embedded at a time. */
  private static final int EMBEDDED_ROWS = 4096;

  private static final float START = 1;

  /** The last column of what every item is the sum of, the others' being a third of that long. */
  private static final float POLE = 1;

  /** The offset of repeats stays within this many nats. */
  private static final double MOST_OFFSET = 20;

  private final RecommendConfig config;
  private final Device device;
  private final RecentPools pools;
  private final Encoder context;
  private final Encoder content;
  private final Optimizer contextOptimizer;
  private final Optimizer contentOptimizer;
  private final int contextLength;
  private final ContentRows contentRows;
  private double repeatOffset;

  Towers(Engine engine, EncoderSpec contextSpec, EncoderSpec contentSpec, RecommendConfig config) {
    this.config = config;
    this.device = engine.device();
    this.pools = pools(config);
    this.context = engine.create(contextSpec);
    this.content = engine.create(contentSpec);
    this.contextOptimizer = optimizer(contextSpec);
    this.contentOptimizer = optimizer(contentSpec);
    this.contextLength = ((InputSpec.Features) contextSpec.input()).length();
    this.contentRows = new ContentRows(contentSpec, config.ids());
    content.parameters().set(contentStart());
    context.parameters().set(contextStart());
  }

  /** The context tower's declaration, of contexts of so many ids. */
  static EncoderSpec declareContext(RecommendConfig config, int length, long seed) {
    int values = config.context().recent() ? pools(config).columns() : 0;
    return Architectures.declare(
        FeatureSum.NAME,
        new InputSpec.Features(length, 1 + config.buckets(), values),
        config.dimensions(),
        seed);
  }

  /** The content tower's declaration: see {@link ContentRows}. */
  static EncoderSpec declareContent(RecommendConfig config, int values, long seed) {
    return Architectures.declare(
        FeatureSum.NAME,
        ContentRows.input(config.ids(), config.words(), config.buckets(), values),
        config.dimensions(),
        seed + 1);
  }

  private static RecentPools pools(RecommendConfig config) {
    return new RecentPools(config.dimensions(), config.recency());
  }

  Encoder context() {
    return context;
  }

  Encoder content() {
    return content;
  }

  /** What is added to the logit of an item that the user met before, nats. */
  double repeatOffset() {
    return repeatOffset;
  }

  /**
   * One step of both towers.
   *
   * @param choices at least one
   * @param candidates every choice's item and whatever it is told from, each once
   * @param offsets of the candidates' logits
   * @param alsoRight items that are equivalent to a choice's own
   * @param alsoTaken items that its user took besides
   * @return the loss, nats
   * @throws DivergedException if it is not finite; nothing has changed then
   */
  double step(
      List<Choice> choices,
      Collection<Item> candidates,
      float[] offsets,
      Function<Choice, Collection<Item>> alsoRight,
      Function<Choice, Collection<Item>> alsoTaken) {
    Map<Item, Integer> rows = new LinkedHashMap<>();
    candidates.forEach(item -> rows.put(item, rows.size()));
    int told = rows.size();
    for (Choice choice : choices) {
      choice.recent().forEach(met -> rows.putIfAbsent(met.item(), rows.size()));
    }
    try (Scope step = device.scope()) {
      UnitRows items = UnitRows.of(forward(List.copyOf(rows.keySet()), Mode.TRAIN));
      Matrix pooling = pooling(choices.stream().map(Choice::recent).toList(), rows);
      UnitRows contexts = UnitRows.of(forward(choices, pooled(pooling, items.rows())));
      RankingLoss.Result result =
          config
              .loss()
              .evaluate(
                  contexts.rows(),
                  choices(
                      choices,
                      items.rows().rowRange(0, told),
                      rows,
                      offsets,
                      alsoRight,
                      alsoTaken));
      if (!Double.isFinite(result.value())) {
        throw new DivergedException(
            "loss: must be finite, was "
                + result.value()
                + "; lower recommend.learning-rate or raise recommend.temperature");
      }
      Matrix ofContext = contexts.backward(result.contextGradient());
      Matrix ofItems = handOn(pooling, ofContext, items.rows());
      ofItems.rowRange(0, told).addInPlace(result.candidateGradient());
      Matrix learned = learnedColumns();
      context.backward(ofContext.multiply(learned));
      content.backward(items.backward(ofItems).multiply(learned));
      contextOptimizer.apply(context.parameters(), context.gradients());
      contentOptimizer.apply(content.parameters(), content.gradients());
      repeatOffset -= result.repeatGradient();
      repeatOffset = Math.max(-MOST_OFFSET, Math.min(MOST_OFFSET, repeatOffset));
      return result.value();
    }
  }

  /** Gives each item its vector as the content tower now is. */
  void embed(List<Item> items, long step) {
    List<float[]> vectors = vectors(items);
    for (int i = 0; i < items.size(); i++) {
      items.get(i).vector = vectors.get(i);
      items.get(i).embeddedAt = step;
    }
  }

  /** The unit vectors of items as the content tower now is. */
  List<float[]> vectors(List<Item> items) {
    List<float[]> vectors = new ArrayList<>(items.size());
    for (int from = 0; from < items.size(); from += EMBEDDED_ROWS) {
      List<Item> part = items.subList(from, Math.min(items.size(), from + EMBEDDED_ROWS));
      try (Scope scope = device.scope()) {
        float[] values = UnitRows.of(forward(part, Mode.INFER)).rows().toArray();
        int d = config.dimensions();
        for (int i = 0; i < part.size(); i++) {
          vectors.add(Arrays.copyOfRange(values, i * d, (i + 1) * d));
        }
      }
    }
    return vectors;
  }

  /** The unit vector of a context, D values; the recent items have vectors. */
  float[] embed(FeatureRow row, List<Met> recent) {
    float[] pooled =
        config.context().recent()
            ? pools.pooled(
                recent.stream().map(met -> new Recent(met.item().vector, met.taken())).toList())
            : new float[0];
    try (Scope scope = device.scope()) {
      float[] values = new float[2 * contextLength + pooled.length];
      row.write(values, 0);
      System.arraycopy(pooled, 0, values, 2 * contextLength, pooled.length);
      Matrix input = device.of(values, 1, values.length);
      return UnitRows.of(context.forward(input, Mode.INFER).projection()).rows().toArray();
    }
  }

  /** Lets the vectors of ids begin anew, as those of new items do. */
  void reset(List<Integer> slots) {
    if (slots.isEmpty()) {
      return;
    }
    float[] initial = contentStart();
    Slice table = table();
    overwrite(content.parameters(), table, slots, initial);
    float[] rest = new float[initial.length];
    contentOptimizer.vectors().forEach(vector -> overwrite(vector, table, slots, rest));
  }

  void save(DataOutputStream out) throws IOException {
    out.writeDouble(repeatOffset);
    out.writeLong(contextOptimizer.updates());
    out.writeLong(contentOptimizer.updates());
    for (Matrix vector : vectors().toList()) {
      StateFormat.writeVector(out, vector);
    }
  }

  void restore(DataInputStream in) throws IOException {
    repeatOffset = in.readDouble();
    contextOptimizer.updates(StateFormat.readCount(in, "updates"));
    contentOptimizer.updates(StateFormat.readCount(in, "updates"));
    for (Matrix vector : vectors().toList()) {
      vector.set(StateFormat.readVector(in, "a vector", vector.cols()));
    }
  }

  @Override
  public void close() {
    contextOptimizer.close();
    contentOptimizer.close();
    context.close();
    content.close();
  }

  /** Everything learned, in the order it is saved in, live. */
  private Stream<Matrix> vectors() {
    return Stream.of(
            List.of(context.parameters(), content.parameters()),
            contextOptimizer.vectors(),
            contentOptimizer.vectors())
        .flatMap(List::stream);
  }

  private Optimizer optimizer(EncoderSpec spec) {
    OptimizerConfig adam =
        new OptimizerConfig(
            OptimizerConfig.Kind.ADAM,
            config.learningRate(),
            config.weightDecay(),
            0,
            OptimizerConfig.BETA1.defaultValue(),
            OptimizerConfig.BETA2.defaultValue(),
            OptimizerConfig.EPSILON.defaultValue());
    return Optimizer.create(adam, device, spec.layout().trainableMask());
  }

  /** {@code [1, D]}: 0 at the last column, which stays as it starts. */
  private Matrix learnedColumns() {
    float[] learned = new float[config.dimensions()];
    Arrays.fill(learned, 0, learned.length - 1, 1);
    return device.of(learned, 1, learned.length);
  }

  /** The content tower's first parameters: every item begins near one vector, the pole. */
  private float[] contentStart() {
    float[] start = withoutLastColumn(content.spec());
    Slice table = table();
    int rows = table.shape().get(1);
    int last = config.dimensions() - 1;
    start[table.from() + last * rows + contentRows.common()] = POLE;
    return start;
  }

  /** The context tower's first parameters: as if it were the mean of its items. */
  private float[] contextStart() {
    float[] start = withoutLastColumn(context.spec());
    if (config.context().recent()) {
      Slice map = valuesMap();
      int d = config.dimensions();
      Arrays.fill(start, map.from(), map.from() + map.size(), 0);
      for (int i = 0; i < d - 1; i++) {
        int row = map.from() + i * POOLS * d;
        start[row + RecentPools.TAKEN * d + i] = START;
        start[row + RecentPools.NEWEST * d + i] = START;
      }
    }
    return start;
  }

  /** Every slice of a tower has a row for each column of its vectors, one after the other. */
  private float[] withoutLastColumn(EncoderSpec tower) {
    float[] start = tower.initialParameters();
    for (Slice slice : tower.layout().slices()) {
      int end = slice.from() + slice.size();
      Arrays.fill(start, end - slice.size() / config.dimensions(), end, 0);
    }
    return start;
  }

  /** The vectors of the content tower's ids, {@code [D, vocabulary]}. */
  private Slice table() {
    return content.spec().layout().slices().stream()
        .filter(slice -> slice.kind() == Kind.TABLE)
        .findFirst()
        .orElseThrow();
  }

  private Slice valuesMap() {
    return context.spec().layout().of(FeatureSum.VALUES_MAP).stream()
        .filter(slice -> slice.kind() == Kind.WEIGHT)
        .findFirst()
        .orElseThrow();
  }

  private Matrix forward(List<Item> items, Mode mode) {
    float[] rows = new float[items.size() * contentRows.columns()];
    for (int i = 0; i < items.size(); i++) {
      Item item = items.get(i);
      contentRows.write(item.slot, item.words, item.values, rows, i * contentRows.columns());
    }
    Matrix input = device.of(rows, items.size(), contentRows.columns());
    return content.forward(input, mode).projection();
  }

  /** Contexts with their recent items pooled, {@code [N, POOLS * D]} on the host. */
  private Matrix forward(List<Choice> choices, float[] pooled) {
    int values = pooled.length / choices.size();
    int columns = 2 * contextLength + values;
    float[] rows = new float[choices.size() * columns];
    for (int i = 0; i < choices.size(); i++) {
      choices.get(i).context().write(rows, i * columns);
      System.arraycopy(pooled, i * values, rows, i * columns + 2 * contextLength, values);
    }
    Matrix input = device.of(rows, choices.size(), columns);
    return context.forward(input, Mode.TRAIN).projection();
  }

  /**
   * {@code [POOLS * N, U]}: what each context's pools weigh each item; row {@code POOLS * i + j}.
   */
  private Matrix pooling(List<List<Met>> recent, Map<Item, Integer> rows) {
    float[] weights = new float[recent.size() * POOLS * rows.size()];
    for (int i = 0; i < recent.size(); i++) {
      for (int age = 0; age < recent.get(i).size(); age++) {
        Met met = recent.get(i).get(age);
        for (int pool = 0; pool < POOLS; pool++) {
          weights[(i * POOLS + pool) * rows.size() + rows.get(met.item())] +=
              pools.weight(met.taken(), age, pool);
        }
      }
    }
    return device.of(weights, recent.size() * POOLS, rows.size());
  }

  private float[] pooled(Matrix pooling, Matrix items) {
    return config.context().recent() ? pooling.matmul(items).toArray() : new float[0];
  }

  /** The gradient of the items' vectors, {@code [U, D]}, by way of the contexts. */
  private Matrix handOn(Matrix pooling, Matrix ofContext, Matrix items) {
    if (!config.context().recent()) {
      return device.zeros(items.rows(), items.cols());
    }
    Slice map = valuesMap();
    int d = config.dimensions();
    Matrix weights =
        context
            .parameters()
            .reshape(context.parameters().cols(), 1)
            .rowRange(map.from(), map.from() + map.size())
            .reshape(d, POOLS * d);
    Matrix ofPooled = ofContext.matmul(weights).reshape(ofContext.rows() * POOLS, d);
    return pooling.transposedMatmul(ofPooled);
  }

  private Choices choices(
      List<Choice> choices,
      Matrix candidates,
      Map<Item, Integer> rows,
      float[] offsets,
      Function<Choice, Collection<Item>> alsoRight,
      Function<Choice, Collection<Item>> alsoTaken) {
    int n = choices.size();
    int[][] positives = new int[n][];
    int[][] neutrals = new int[n][];
    int[][] repeats = new int[n][];
    int[][] refused = new int[n][];
    float[] weights = new float[n];
    for (int i = 0; i < n; i++) {
      Choice choice = choices.get(i);
      Stream<Item> right =
          Stream.concat(Stream.of(choice.item()), alsoRight.apply(choice).stream());
      positives[i] = rowsOf(right, rows, candidates.rows());
      neutrals[i] = rowsOf(alsoTaken.apply(choice).stream(), rows, candidates.rows());
      repeats[i] = rowsOf(choice.recent().stream().map(Met::item), rows, candidates.rows());
      refused[i] = refused(choice, positives[i], rows, candidates.rows());
      weights[i] = choice.weight();
    }
    return new Choices(
        candidates,
        offsets,
        positives,
        neutrals,
        repeats,
        (float) repeatOffset,
        refused,
        (float) StrictMath.log(Math.max(1, config.refusedShare() * candidates.rows())),
        weights);
  }

  /** What the user turned down lately, unless it is right now. */
  private static int[] refused(
      Choice choice, int[] positives, Map<Item, Integer> rows, int candidates) {
    Stream<Item> items = choice.recent().stream().filter(Met::refused).map(Met::item);
    return Arrays.stream(rowsOf(items, rows, candidates))
        .filter(row -> Arrays.stream(positives).noneMatch(right -> right == row))
        .toArray();
  }

  /** Rows of the items that are candidates, each once. */
  private static int[] rowsOf(Stream<Item> items, Map<Item, Integer> rows, int candidates) {
    return items
        .mapToInt(item -> rows.getOrDefault(item, candidates))
        .filter(row -> row < candidates)
        .distinct()
        .toArray();
  }

  /** Sets the columns of a table. */
  private static void overwrite(Matrix vector, Slice table, List<Integer> ids, float[] from) {
    float[] values = vector.toArray();
    int columns = table.shape().get(1);
    for (int row = table.from(); row < table.from() + table.size(); row += columns) {
      for (int id : ids) {
        values[row + id] = from[row + id];
      }
    }
    vector.set(values);
  }
}
