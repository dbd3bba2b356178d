package dev.slipstream.learner;

import dev.slipstream.encoder.Encoder;
import dev.slipstream.encoder.EncoderConfig;
import dev.slipstream.encoder.EncoderSpec;
import dev.slipstream.encoder.Engine;
import dev.slipstream.encoder.Engines;
import dev.slipstream.encoder.Whitening;
import dev.slipstream.input.SampleInput;
import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Scope;
import dev.slipstream.memory.queue.ContrastiveQueue;
import dev.slipstream.objective.MocoObjective;
import dev.slipstream.probe.Representations;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * The momentum learner (MoCo v2: Chen et al. 2020, arXiv:2003.04297): a query encoder learned by
 * gradient, a key encoder that follows it as an exponential moving average, and a queue of keys as
 * negatives. Its whole state can be saved and restored; the same state and the same batches give
 * the same bits on the CPU. Not thread-safe.
 *
 * <pre>{@code
 * try (MomentumLearner learner = MomentumLearner.create(encoderConfig, input, learnerConfig)) {
 *   StepReport report = learner.learn(batch);
 *   learner.save(out);
 * }
 * }</pre>
 */
public final class MomentumLearner implements AutoCloseable {

  /** With fewer directions than this, representations are better left as they are. */
  private static final int LEAST_DIRECTIONS = 16;

  private final EncoderSpec spec;
  private final String configurationHash;
  private final LearnerConfig config;
  private final Device device;
  private final SampleInput input;
  private final Encoder queryEncoder;
  private final Encoder keyEncoder;
  private final Optimizer optimizer;
  private final ContrastiveQueue queue;
  private final MocoObjective objective;
  private final RecentRows recent;
  private long steps;
  private long samplesSeen;

  private MomentumLearner(
      Engine engine, EncoderSpec spec, String name, SampleInput input, LearnerConfig config) {
    this.spec = spec;
    this.configurationHash = DigestUtils.sha256Hex(spec.configuration().toJson());
    this.config = config;
    this.device = engine.device();
    this.input = input;
    this.queryEncoder = engine.create(spec);
    this.keyEncoder = engine.create(spec);
    this.optimizer = Optimizer.create(config.optimizer(), device, spec.layout().trainableMask());
    this.queue = new ContrastiveQueue(device, config.queue().capacity(), spec.projectionSize());
    int rowBytes = input.rowBytes();
    this.recent = new RecentRows(config.embedding().keptSamples(rowBytes), rowBytes);
    this.objective =
        new MocoObjective(
            input.views(config.seed(), name),
            queryEncoder,
            keyEncoder,
            queue,
            config.loss(),
            optimizer,
            config.keyMomentum());
  }

  /**
   * A new learner at step 0, its encoder initialised from {@link LearnerConfig#seed}.
   *
   * @param input what it learns from
   * @throws IllegalArgumentException if the architecture does not take that input
   * @throws IllegalStateException if the engine does not run here, saying why
   */
  public static MomentumLearner create(
      EncoderConfig encoder, SampleInput input, LearnerConfig config) {
    EncoderSpec spec = encoder.declare(input.spec(), config.seed());
    Engine engine = Engines.open(encoder.engine(), encoder.threads());
    return new MomentumLearner(engine, spec, encoder.name(), input, config);
  }

  /**
   * Learns from a batch: {@link LearnerConfig#stepsPerBatch} steps with new views each.
   *
   * @param batch any number of rows, not only {@link LearnerConfig#batchSize}
   * @return the last step's loss
   * @throws IllegalArgumentException if the batch is empty or its rows are of another size
   * @throws IllegalStateException if learning diverged, naming the step and what to change
   */
  public StepReport learn(Batch batch) {
    requireRows(batch);
    MocoObjective.Outcome outcome = null;
    for (int i = 0; i < config.stepsPerBatch(); i++) {
      try (Scope step = device.scope()) {
        boolean last = i == config.stepsPerBatch() - 1;
        outcome = objective.step(batch.values(), batch.eventTimes(), batch.items(), steps, last);
      }
      steps++;
    }
    samplesSeen += batch.rows();
    recent.add(batch);
    return new StepReport(
        steps, samplesSeen, outcome.loss(), outcome.negatives(), outcome.positiveSimilarity());
  }

  /** Removes what is kept of an item: its keys, and its rows among the newest. */
  public void forget(long item) {
    queue.forget(item);
    recent.forget(item);
  }

  /** Steps taken. */
  public long steps() {
    return steps;
  }

  /** Samples taken in. */
  public long samplesSeen() {
    return samplesSeen;
  }

  /** What is learned. */
  public EncoderSpec spec() {
    return spec;
  }

  /** The query encoder itself, to encode with between steps; it lives as long as the learner. */
  public Encoder queryEncoder() {
    return queryEncoder;
  }

  /** The query encoder's parameters, a copy, in DL4J's order. */
  public float[] queryParameters() {
    return queryEncoder.parameters().toArray();
  }

  /**
   * The whitening of the query encoder's representations, fitted now on the newest samples; empty
   * if the settings want none or too few samples were seen.
   */
  public Optional<Whitening> whitening() {
    int size =
        Whitening.directions(recent.rows(), spec.representationSize(), config.embedding().size());
    if (size < LEAST_DIRECTIONS) {
      return Optional.empty();
    }
    try (Matrix representations =
        Representations.of(queryEncoder, input, recent.values(), recent.rows())) {
      return Optional.of(Whitening.fit(representations, size));
    }
  }

  /**
   * Writes the whole state: both encoders, optimiser, queue with pointer and ages, newest samples,
   * counters.
   */
  public void save(OutputStream stream) throws IOException {
    DataOutputStream out = new DataOutputStream(stream);
    out.write(StateFormat.MAGIC);
    out.writeInt(StateFormat.VERSION);
    StateFormat.writeText(out, spec.name());
    StateFormat.writeText(out, configurationHash);
    StateFormat.writeText(out, optimizerName());
    out.writeLong(steps);
    out.writeLong(samplesSeen);
    out.writeLong(optimizer.updates());
    for (Matrix vector : vectors()) {
      StateFormat.writeVector(out, vector);
    }
    queue.save(out);
    recent.save(out);
    out.write(StateFormat.END);
    out.flush();
  }

  /**
   * Replaces the whole state. Reads no byte beyond it; does not close the stream.
   *
   * @throws IOException if the state was saved with another architecture or optimiser, or is
   *     damaged; the learner must then not be used
   */
  public void restore(InputStream stream) throws IOException {
    DataInputStream in = new DataInputStream(stream);
    StateFormat.requireMark(in, StateFormat.MAGIC, "beginning");
    int version = in.readInt();
    if (version != StateFormat.VERSION) {
      throw StateFormat.damaged("version", "" + StateFormat.VERSION, version);
    }
    requireSame("encoder.architecture", spec.name(), StateFormat.readText(in));
    requireSame("the encoder's configuration", configurationHash, StateFormat.readText(in));
    requireSame("learner.optimizer", optimizerName(), StateFormat.readText(in));
    long savedSteps = StateFormat.readCount(in, "steps");
    long savedSamples = StateFormat.readCount(in, "samples");
    long savedUpdates = StateFormat.readCount(in, "updates");
    for (Matrix vector : vectors()) {
      vector.set(StateFormat.readVector(in, "a vector", vector.cols()));
    }
    queue.restore(in);
    recent.restore(in);
    StateFormat.requireMark(in, StateFormat.END, "end");
    optimizer.updates(savedUpdates);
    steps = savedSteps;
    samplesSeen = savedSamples;
  }

  /** SHA-256 of what {@link #save} writes, hex. */
  public String sha256() {
    MessageDigest digest = DigestUtils.getSha256Digest();
    try {
      save(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
    } catch (IOException e) {
      throw new UncheckedIOException("sha256: a digest cannot fail", e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  @Override
  public void close() {
    queue.close();
    optimizer.close();
    keyEncoder.close();
    queryEncoder.close();
  }

  /** Everything learned, in the order it is saved in, live. */
  private List<Matrix> vectors() {
    List<Matrix> vectors = new ArrayList<>();
    vectors.add(queryEncoder.parameters());
    vectors.add(keyEncoder.parameters());
    vectors.addAll(optimizer.vectors());
    return vectors;
  }

  private String optimizerName() {
    return config.optimizer().kind().name().toLowerCase(Locale.ROOT);
  }

  private void requireRows(Batch batch) {
    long expected = (long) batch.rows() * input.rowBytes();
    if (batch.rows() < 1 || batch.values().length != expected) {
      throw new IllegalArgumentException(
          "batch: must be 1 or more rows of "
              + spec.input()
              + ", "
              + expected
              + " bytes for "
              + batch.rows()
              + " rows, was "
              + batch.values().length
              + " bytes");
    }
  }

  private static void requireSame(String name, String ours, String saved) throws IOException {
    if (!ours.equals(saved)) {
      throw new IOException(
          "learner state: was saved with "
              + name
              + " "
              + saved
              + ", but this learner has "
              + ours
              + "; use the same settings or start anew");
    }
  }
}
