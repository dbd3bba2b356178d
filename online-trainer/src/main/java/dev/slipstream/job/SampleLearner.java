package dev.slipstream.job;

import dev.slipstream.config.Settings;
import dev.slipstream.encoder.EmbeddedOutput;
import dev.slipstream.encoder.EncoderConfig;
import dev.slipstream.encoder.EncoderFile;
import dev.slipstream.input.Modalities;
import dev.slipstream.input.SampleInput;
import dev.slipstream.learner.Learner;
import dev.slipstream.learner.LearnerConfig;
import dev.slipstream.learner.MomentumLearner;
import dev.slipstream.learner.StepReport;
import dev.slipstream.memory.ItemHash;
import dev.slipstream.wire.Sample;
import java.util.List;

/** Learns one modality by itself. */
final class SampleLearner implements StreamLearner<Sample> {

  private final EncoderConfig encoder;
  private final SampleInput input;
  private final LearnerConfig config;
  private final MomentumLearner learner;

  SampleLearner(Settings settings) {
    encoder = EncoderConfig.from(settings);
    input = Modalities.input(settings);
    config = LearnerConfig.from(settings);
    learner = MomentumLearner.create(encoder, input, config);
  }

  @Override
  public String name() {
    return encoder.name();
  }

  @Override
  public List<String> encoders() {
    return List.of(encoder.name());
  }

  @Override
  public int batchSize() {
    return config.batchSize();
  }

  @Override
  public boolean isDeletion(Sample sample) {
    return sample.getDeleted();
  }

  @Override
  public void forget(Sample deletion, List<Sample> batch) {
    batch.removeIf(waiting -> SampleRows.isOf(waiting, deletion));
    if (SampleRows.isOf(input, deletion)) {
      learner.forget(ItemHash.of(deletion.getItemId()));
    }
  }

  @Override
  public boolean takes(Sample sample) {
    return input.takes(sample);
  }

  @Override
  public String problem(Sample sample) {
    return input.problem(sample);
  }

  @Override
  public long eventTime(Sample sample) {
    return sample.getEventTimeMillis();
  }

  @Override
  public StepReport learn(List<Sample> batch) {
    return learner.learn(SampleRows.of(input, batch));
  }

  @Override
  public Learner state() {
    return learner;
  }

  @Override
  public List<EncoderFile.Contents> versions() {
    return List.of(
        new EncoderFile.Contents(
            learner.spec(),
            encoder.name(),
            learner.steps(),
            learner.queryParameters(),
            EmbeddedOutput.REPRESENTATION,
            learner.whitening()));
  }
}
