package dev.slipstream.learner;

import dev.slipstream.config.Option;
import dev.slipstream.encoder.Encoder;
import dev.slipstream.encoder.EncoderConfig;
import dev.slipstream.encoder.EncoderSpec;
import dev.slipstream.encoder.Engine;
import dev.slipstream.encoder.Engines;
import dev.slipstream.input.SampleInput;
import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Scope;
import dev.slipstream.memory.queue.ContrastiveQueue;
import dev.slipstream.objective.CrossModalObjective;
import dev.slipstream.objective.Outcome;
import dev.slipstream.state.StateFormat;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.function.Function;

/**
 * Learns across two modalities of the same items (CLIP: Radford et al. 2021, arXiv:2103.00020): a
 * tower for each, whose projections share one space; see {@link CrossModalObjective}. Its whole
 * state can be saved and restored; the same state and the same batches give the same bits on the
 * CPU. Not thread-safe.
 *
 * <pre>{@code
 * try (CrossModalLearner learner = CrossModalLearner.create(texts, images, learnerConfig)) {
 *   StepReport report = learner.learn(pairs);
 *   learner.save(out);
 * }
 * }</pre>
 */
public final class CrossModalLearner implements Learner {

  private final LearnerConfig config;
  private final Device device;
  private final List<Tower> towers;
  private final List<ContrastiveQueue> queues;
  private final CrossModalObjective objective;
  private long steps;
  private long pairsSeen;

  private CrossModalLearner(Device device, Tower first, Tower second, LearnerConfig config) {
    this.config = config;
    this.device = device;
    this.towers = List.of(first, second);
    this.queues =
        towers.stream()
            .map(
                tower ->
                    new ContrastiveQueue(
                        device, config.queue().capacity(), tower.spec().projectionSize()))
            .toList();
    this.objective =
        new CrossModalObjective(
            first.objective(), queues.get(0), second.objective(), queues.get(1), config.loss());
  }

  /**
   * One modality's part.
   *
   * @param encoder what is learned; both towers must have the same projection and run on the same
   *     engine
   * @param input what it learns from
   */
  public record Modality(EncoderConfig encoder, SampleInput input) {

    private EncoderSpec declare(LearnerConfig config) {
      return encoder.declare(input.spec(), config.seed());
    }
  }

  /**
   * A new learner at step 0, its encoders initialised from {@link LearnerConfig#seed}.
   *
   * @throws IllegalArgumentException if the towers do not fit each other, or an architecture does
   *     not take its input
   * @throws IllegalStateException if the engine does not run here, saying why
   */
  public static CrossModalLearner create(Modality first, Modality second, LearnerConfig config) {
    requireSame(EncoderConfig.PROJECTION, first, second, EncoderConfig::projectionSize);
    requireSame(EncoderConfig.ENGINE, first, second, EncoderConfig::engine);
    requireSame(EncoderConfig.THREADS, first, second, EncoderConfig::threads);
    EncoderSpec firstSpec = first.declare(config);
    EncoderSpec secondSpec = second.declare(config);
    Engine engine = Engines.open(first.encoder().engine(), first.encoder().threads());
    return new CrossModalLearner(
        engine.device(),
        new Tower(engine, firstSpec, first.encoder().name(), first.input(), config),
        new Tower(engine, secondSpec, second.encoder().name(), second.input(), config),
        config);
  }

  /**
   * Learns from a batch: {@link LearnerConfig#stepsPerBatch} steps with new views each.
   *
   * @param batch any number of rows, not only {@link LearnerConfig#batchSize}
   * @return the last step's loss; samples are pairs
   * @throws IllegalArgumentException if the batch is empty or its rows are of another size
   * @throws IllegalStateException if learning diverged, naming the step and what to change
   */
  public StepReport learn(PairBatch batch) {
    towers.get(0).requireRows(batch.first());
    towers.get(1).requireRows(batch.second());
    Outcome outcome = null;
    for (int i = 0; i < config.stepsPerBatch(); i++) {
      boolean last = i == config.stepsPerBatch() - 1;
      try (Scope step = device.scope()) {
        outcome = objective.step(batch.first(), batch.second(), steps, last);
      }
      steps++;
    }
    pairsSeen += batch.rows();
    return new StepReport(
        steps, pairsSeen, outcome.loss(), outcome.negatives(), outcome.positiveSimilarity());
  }

  /** Removes the keys of an item of the first (0) or second (1) modality. */
  public void forget(int tower, long item) {
    queues.get(tower).forget(item);
  }

  @Override
  public long steps() {
    return steps;
  }

  /** Pairs taken in. */
  @Override
  public long samplesSeen() {
    return pairsSeen;
  }

  /** What is learned of the first (0) or second (1) modality. */
  public EncoderSpec spec(int tower) {
    return towers.get(tower).spec();
  }

  /** A query encoder itself, to encode with between steps; it lives as long as the learner. */
  public Encoder queryEncoder(int tower) {
    return towers.get(tower).queryEncoder();
  }

  /** The parameters of a query encoder, a copy, in DL4J's order. */
  public float[] queryParameters(int tower) {
    return queryEncoder(tower).parameters().toArray();
  }

  /** Writes the whole state: encoders, optimisers, queues, counters. */
  @Override
  public void save(OutputStream stream) throws IOException {
    DataOutputStream out = new DataOutputStream(stream);
    StateFormat.writeBeginning(out);
    for (Tower tower : towers) {
      tower.describe(out);
    }
    out.writeLong(steps);
    out.writeLong(pairsSeen);
    for (Tower tower : towers) {
      tower.save(out);
    }
    for (ContrastiveQueue queue : queues) {
      queue.save(out);
    }
    out.write(StateFormat.END);
    out.flush();
  }

  @Override
  public void restore(InputStream stream) throws IOException {
    DataInputStream in = new DataInputStream(stream);
    StateFormat.requireBeginning(in);
    for (Tower tower : towers) {
      tower.requireDescribed(in);
    }
    long savedSteps = StateFormat.readCount(in, "steps");
    long savedPairs = StateFormat.readCount(in, "pairs");
    for (Tower tower : towers) {
      tower.restore(in);
    }
    for (ContrastiveQueue queue : queues) {
      queue.restore(in);
    }
    StateFormat.requireMark(in, StateFormat.END, "end");
    steps = savedSteps;
    pairsSeen = savedPairs;
  }

  @Override
  public void close() {
    queues.forEach(ContrastiveQueue::close);
    towers.forEach(Tower::close);
  }

  private static <T> void requireSame(
      Option<T> option, Modality first, Modality second, Function<EncoderConfig, T> value) {
    T ours = value.apply(first.encoder());
    T theirs = value.apply(second.encoder());
    if (!ours.equals(theirs)) {
      throw new IllegalArgumentException(
          "%s: must be the same for %s and %s, was %s and %s"
              .formatted(
                  option.key(), first.encoder().name(), second.encoder().name(), ours, theirs));
    }
  }
}
