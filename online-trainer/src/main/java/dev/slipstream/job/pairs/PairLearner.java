package dev.slipstream.job.pairs;

import dev.slipstream.encoder.EmbeddedOutput;
import dev.slipstream.encoder.EncoderConfig;
import dev.slipstream.encoder.EncoderFile;
import dev.slipstream.input.Batch;
import dev.slipstream.input.Modalities;
import dev.slipstream.input.SampleInput;
import dev.slipstream.job.encoder.SampleRows;
import dev.slipstream.job.learner.StreamLearner;
import dev.slipstream.job.settings.PairSettings;
import dev.slipstream.learner.CrossModalLearner;
import dev.slipstream.learner.Learner;
import dev.slipstream.learner.LearnerConfig;
import dev.slipstream.learner.PairBatch;
import dev.slipstream.learner.StepReport;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.memory.ItemHash;
import dev.slipstream.probe.Representations;
import dev.slipstream.wire.Sample;
import dev.slipstream.wire.SamplePair;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Learns across two modalities; what comes is what {@link PairJoin} gives. */
final class PairLearner implements StreamLearner<SamplePair> {

  private static final List<Function<SamplePair, Sample>> HALVES =
      List.of(SamplePair::getFirst, SamplePair::getSecond);

  private final String name;
  private final List<String> encoders;
  private final List<SampleInput> inputs;
  private final List<Map<String, String>> notes;
  private final int batchSize;
  private final CrossModalLearner learner;

  PairLearner(PairSettings settings) {
    name = settings.name();
    encoders = settings.towers().stream().map(tower -> tower.get(EncoderConfig.NAME)).toList();
    inputs = settings.towers().stream().map(Modalities::input).toList();
    notes = settings.towers().stream().map(Modalities::notes).toList();
    batchSize = LearnerConfig.from(settings.learner()).batchSize();
    learner = settings.createLearner();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<String> encoders() {
    return encoders;
  }

  @Override
  public int batchSize() {
    return batchSize;
  }

  @Override
  public boolean isDeletion(SamplePair pair) {
    return pair.getFirst().getDeleted() || pair.getSecond().getDeleted();
  }

  @Override
  public void forget(SamplePair deletion) {
    for (int side = 0; side < HALVES.size(); side++) {
      Sample gone = HALVES.get(side).apply(deletion);
      if (gone.getDeleted()) {
        learner.forget(side, ItemHash.of(gone.getItemId()));
      }
    }
  }

  @Override
  public boolean isOf(SamplePair pair, SamplePair deletion) {
    return HALVES.stream()
        .anyMatch(
            half ->
                half.apply(deletion).getDeleted()
                    && SampleRows.isOf(half.apply(pair), half.apply(deletion)));
  }

  @Override
  public String item(SamplePair pair) {
    return pair.getFirst().getItemId();
  }

  @Override
  public boolean takes(SamplePair pair) {
    return true;
  }

  /** The join lets no pair through that has a problem. */
  @Override
  public String problem(SamplePair pair) {
    return null;
  }

  @Override
  public long eventTime(SamplePair pair) {
    return Math.max(pair.getFirst().getEventTimeMillis(), pair.getSecond().getEventTimeMillis());
  }

  @Override
  public StepReport learn(List<SamplePair> batch) {
    return learner.learn(
        new PairBatch(
            SampleRows.of(inputs.get(0), batch.stream().map(SamplePair::getFirst).toList()),
            SampleRows.of(inputs.get(1), batch.stream().map(SamplePair::getSecond).toList())));
  }

  @Override
  public Learner state() {
    return learner;
  }

  /** Not whitened: that would turn each modality's vectors away from the other's. */
  @Override
  public List<EncoderFile.Contents> versions() {
    return IntStream.range(0, encoders.size())
        .mapToObj(
            side ->
                new EncoderFile.Contents(
                    learner.spec(side),
                    encoders.get(side),
                    learner.steps(),
                    learner.queryParameters(side),
                    EmbeddedOutput.PROJECTION,
                    Optional.empty(),
                    new byte[0],
                    notes.get(side)))
        .toList();
  }

  @Override
  public List<List<float[]>> outputs(List<SamplePair> pairs) {
    return IntStream.range(0, encoders.size())
        .mapToObj(side -> outputs(side, pairs.stream().map(HALVES.get(side)).toList()))
        .toList();
  }

  private List<float[]> outputs(int side, List<Sample> samples) {
    if (samples.isEmpty()) {
      return List.of();
    }
    Batch batch = SampleRows.of(inputs.get(side), samples);
    try (Matrix projections =
        Representations.projections(
            learner.queryEncoder(side), inputs.get(side), batch.values(), batch.rows())) {
      return SampleRows.vectors(projections);
    }
  }
}
