package dev.slipstream.job.learner;

import dev.slipstream.encoder.Architectures;
import dev.slipstream.encoder.EncoderFile;
import dev.slipstream.encoder.EncoderSpec;
import dev.slipstream.encoder.InputSpec;
import dev.slipstream.learner.Learner;
import dev.slipstream.learner.StepReport;
import dev.slipstream.wire.Sample;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;

/** Each sample is a step, and its item's id says what is to happen. */
abstract class ScriptedLearner implements StreamLearner<Sample>, Learner {

  private static final EncoderSpec SPEC =
      Architectures.declare("feature-sum", new InputSpec.Features(2, 4, 0), 2, 1);

  private long steps;

  /** One step on an item. */
  abstract void learn(String item);

  @Override
  public StepReport learn(List<Sample> batch) {
    learn(batch.get(0).getItemId());
    steps++;
    return new StepReport(steps, steps, 1, 1, 0);
  }

  @Override
  public List<EncoderFile.Contents> versions() {
    float[] parameters = SPEC.initialParameters();
    Arrays.fill(parameters, (float) steps);
    return List.of(new EncoderFile.Contents(SPEC, name(), steps, parameters));
  }

  @Override
  public List<List<float[]>> outputs(List<Sample> elements) {
    return List.of(List.of());
  }

  @Override
  public String name() {
    return "scripted";
  }

  @Override
  public List<String> encoders() {
    return List.of(name());
  }

  @Override
  public int batchSize() {
    return 1;
  }

  @Override
  public boolean isDeletion(Sample sample) {
    return sample.getDeleted();
  }

  @Override
  public void forget(Sample deletion) {
    throw new AssertionError("nothing is deleted");
  }

  @Override
  public boolean isOf(Sample sample, Sample deletion) {
    return sample.getItemId().equals(deletion.getItemId());
  }

  @Override
  public String item(Sample sample) {
    return sample.getItemId();
  }

  @Override
  public boolean takes(Sample sample) {
    return true;
  }

  @Override
  public String problem(Sample sample) {
    return null;
  }

  @Override
  public long eventTime(Sample sample) {
    return 0;
  }

  @Override
  public Learner state() {
    return this;
  }

  @Override
  public long steps() {
    return steps;
  }

  @Override
  public long samplesSeen() {
    return steps;
  }

  @Override
  public void save(OutputStream stream) throws IOException {
    new DataOutputStream(stream).writeLong(steps);
  }

  @Override
  public void restore(InputStream stream) throws IOException {
    steps = new DataInputStream(stream).readLong();
  }

  @Override
  public void close() {}
}
