package dev.slipstream.learner;

import dev.slipstream.encoder.Encoder;
import dev.slipstream.encoder.EncoderSpec;
import dev.slipstream.encoder.Engine;
import dev.slipstream.input.Batch;
import dev.slipstream.input.SampleInput;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.objective.MomentumTower;
import dev.slipstream.optimizer.Optimizer;
import dev.slipstream.state.StateFormat;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * What a learner holds of one encoder: query and key encoder and optimiser, and how they are saved.
 * Not thread-safe.
 */
final class Tower implements AutoCloseable {

  private final EncoderSpec spec;
  private final String configurationHash;
  private final LearnerConfig config;
  private final SampleInput input;
  private final Encoder queryEncoder;
  private final Encoder keyEncoder;
  private final Optimizer optimizer;
  private final MomentumTower objective;

  /**
   * A tower at step 0.
   *
   * @param spec declared before the engine was opened: the first declaration of a process loads
   *     ND4J, which sets the threads of libtorch's loops to its own liking, and the engine then
   *     sets them to what was asked for
   * @param name of the encoder
   */
  Tower(Engine engine, EncoderSpec spec, String name, SampleInput input, LearnerConfig config) {
    this.spec = spec;
    this.configurationHash = DigestUtils.sha256Hex(spec.configuration().toJson());
    this.config = config;
    this.input = input;
    this.queryEncoder = engine.create(spec);
    this.keyEncoder = engine.create(spec);
    this.optimizer =
        Optimizer.create(config.optimizer(), engine.device(), spec.layout().trainableMask());
    this.objective =
        new MomentumTower(
            input.views(config.seed(), name),
            queryEncoder,
            keyEncoder,
            optimizer,
            config.keyMomentum());
  }

  EncoderSpec spec() {
    return spec;
  }

  SampleInput input() {
    return input;
  }

  Encoder queryEncoder() {
    return queryEncoder;
  }

  /** Columns of {@link #features}. */
  int featureSize() {
    return spec.positions() == 1 ? spec.projectionSize() : spec.representationSize();
  }

  /**
   * What the key encoder makes of samples as they are: projections, or representations where a
   * projection is of positions; {@code [N, featureSize]}.
   */
  Matrix features(Batch batch) {
    Matrix plain = input.plain(queryEncoder.parameters().device(), batch.values(), batch.rows());
    Encoder.Output output = keyEncoder.forward(plain, Encoder.Mode.INFER);
    return spec.positions() == 1 ? output.projection() : output.representation();
  }

  /** What an objective works on. */
  MomentumTower objective() {
    return objective;
  }

  /**
   * Checks the size of a batch.
   *
   * @throws IllegalArgumentException if it is empty or its rows are of another size
   */
  void requireRows(Batch batch) {
    long expected = (long) batch.rows() * input.rowBytes();
    if (batch.rows() < 1 || batch.values().length != expected) {
      throw new IllegalArgumentException(
          "batch: must be 1 or more rows of %s, %d bytes for %d rows, was %d bytes"
              .formatted(spec.input(), expected, batch.rows(), batch.values().length));
    }
  }

  /** Writes what the state belongs to. */
  void describe(DataOutputStream out) throws IOException {
    StateFormat.writeText(out, spec.name());
    StateFormat.writeText(out, configurationHash);
    StateFormat.writeText(out, optimizerName());
  }

  /**
   * Reads what {@link #describe} wrote.
   *
   * @throws IOException if it was another tower's
   */
  void requireDescribed(DataInputStream in) throws IOException {
    requireSame("encoder.architecture", spec.name(), StateFormat.readText(in));
    requireSame("the encoder's configuration", configurationHash, StateFormat.readText(in));
    requireSame("learner.optimizer", optimizerName(), StateFormat.readText(in));
  }

  /** Writes both encoders and the optimiser. */
  void save(DataOutputStream out) throws IOException {
    StateFormat.writeVector(out, queryEncoder.parameters());
    StateFormat.writeVector(out, keyEncoder.parameters());
    optimizer.save(out);
  }

  /** Replaces everything by what {@link #save} wrote. */
  void restore(DataInputStream in) throws IOException {
    for (Encoder encoder : List.of(queryEncoder, keyEncoder)) {
      Matrix parameters = encoder.parameters();
      parameters.set(StateFormat.readVector(in, "an encoder", parameters.cols()));
    }
    optimizer.restore(in);
  }

  @Override
  public void close() {
    optimizer.close();
    keyEncoder.close();
    queryEncoder.close();
  }

  private String optimizerName() {
    return config.optimizer().kind().name().toLowerCase(Locale.ROOT);
  }

  static void requireSame(String name, String ours, String saved) throws IOException {
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
