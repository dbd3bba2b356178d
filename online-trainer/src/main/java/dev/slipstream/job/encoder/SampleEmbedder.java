package dev.slipstream.job.encoder;

import dev.slipstream.encoder.EncoderFile;
import dev.slipstream.input.SampleInput;
import dev.slipstream.input.SampleVectors;
import dev.slipstream.job.refresher.ItemEmbedder;
import dev.slipstream.wire.Embedding;
import dev.slipstream.wire.Sample;
import java.io.IOException;
import java.util.Collection;
import java.util.List;

/** Samples of one modality; the newest of an item is what there is to embed. */
final class SampleEmbedder implements ItemEmbedder<Sample> {

  private final SampleInput input;
  private final SampleVectors encoder;

  /**
   * An embedder without a version yet.
   *
   * @param input makes the encoder's input of samples; no view is drawn
   */
  SampleEmbedder(String engine, int threads, SampleInput input) {
    this.encoder = SampleVectors.open(engine, threads, input);
    this.input = input;
  }

  @Override
  public void load(EncoderFile.Contents version) throws IOException {
    if (!version.spec().input().equals(input.spec())) {
      throw new IOException(
          "input: must be %s, was %s".formatted(input.spec(), version.spec().input()));
    }
    encoder.load(version);
  }

  /** The learner logs what is wrong with one that is not taken. */
  @Override
  public boolean takes(Sample sample) {
    return sample.getDeleted() || (input.takes(sample) && input.problem(sample) == null);
  }

  @Override
  public Sample after(Sample before, Sample change) {
    if (!change.getDeleted()) {
      return change;
    }
    boolean another = // modality's
        before == null || !before.getOrigin().getTopic().equals(change.getOrigin().getTopic());
    return another ? before : null;
  }

  @Override
  public boolean isNews(Sample before, Sample after) {
    return true;
  }

  /** Nobody says. */
  @Override
  public Collection<String> popular() {
    return List.of();
  }

  @Override
  public float[][] embed(Collection<Sample> samples) {
    return encoder.embed(samples);
  }

  @Override
  public Embedding.Builder describe(Sample sample) {
    return Embedding.newBuilder()
        .setEventTimeMillis(sample.getEventTimeMillis())
        .setOrigin(sample.getOrigin())
        .setContentType(sample.getContentType())
        .setPairId(sample.getPairId())
        .setListing(sample.getListing());
  }

  @Override
  public void close() {
    encoder.close();
  }
}
