package dev.slipstream.job.pairs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipstream.encoder.EmbeddedOutput;
import dev.slipstream.encoder.EncoderFile;
import dev.slipstream.job.JobFixtures;
import dev.slipstream.job.TrainJob;
import dev.slipstream.job.learner.LearnerOperator;
import dev.slipstream.job.publication.VersionFiles;
import dev.slipstream.job.settings.JobSettings;
import dev.slipstream.job.settings.PairSettings;
import dev.slipstream.wire.EncoderAnnouncement;
import dev.slipstream.wire.Origin;
import dev.slipstream.wire.Sample;
import dev.slipstream.wire.SamplePair;
import dev.slipstream.wire.TextFeatures;
import dev.slipstream.wire.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The learner operator on pairs. */
class PairLearnerTest {

  private static final Map<String, String> SMALL =
      Map.of(
          "text-image/learner.batch-size", "8",
          "text-image.text/text.buckets", "64",
          "text-image.text/text.tokens", "4",
          "text-image.text/encoder.architecture", "word-attention");

  @TempDir Path directory;

  @Test
  void publishesBothTowersAsEncodersOfTheirOwn() throws Exception {
    try (var harness = start(directory, null)) {
      feed(harness, 0, 32);

      List<EncoderAnnouncement> published = harness.extractOutputValues();
      assertThat(published)
          .extracting(a -> a.getEncoder() + " " + a.getVersion())
          .containsExactly(
              "text-image.text 0", "text-image.image 0", "text-image.text 4", "text-image.image 4");
      assertThat(published.get(2).getLearnerSha256())
          .isEqualTo(published.get(3).getLearnerSha256());
      for (EncoderAnnouncement version : published) {
        EncoderFile.Contents file = VersionFiles.read(version);
        assertThat(file.encoder()).isEqualTo(version.getEncoder());
        assertThat(file.output()).isEqualTo(EmbeddedOutput.PROJECTION);
        assertThat(version.getEmbeddingSize()).isEqualTo(8);
      }
    }
  }

  @Test
  void goesOnInMidBatchBitForBit() throws Exception {
    List<EncoderAnnouncement> unbroken;
    try (var harness = start(directory.resolve("unbroken"), null)) {
      feed(harness, 0, 64);
      unbroken = harness.extractOutputValues();
    }

    OperatorSubtaskState checkpoint;
    try (var harness = start(directory.resolve("broken"), null)) {
      feed(harness, 0, 21);
      checkpoint = harness.snapshot(1, 1);
      feed(harness, 21, 40); // lost with the task
    }
    List<EncoderAnnouncement> restored;
    try (var harness = start(directory.resolve("broken"), checkpoint)) {
      feed(harness, 21, 64);
      restored = harness.extractOutputValues();
    }

    assertThat(restored)
        .extracting(EncoderAnnouncement::getSha256)
        .isEqualTo(unbroken.stream().skip(2).map(EncoderAnnouncement::getSha256).toList());
    assertThat(restored.get(2).getLearnerSha256()).isEqualTo(unbroken.get(4).getLearnerSha256());
  }

  @Test
  void publishesBothAgainIfOneFileWasLost() throws Exception {
    OperatorSubtaskState checkpoint;
    try (var harness = start(directory, null)) {
      feed(harness, 0, 1);
      checkpoint = harness.snapshot(1, 1);
    }
    try (Stream<Path> files = Files.list(directory.resolve("encoders"))) {
      for (Path file : files.filter(f -> f.toString().contains("image.image")).toList()) {
        Files.delete(file);
      }
    }

    try (var harness = start(directory, checkpoint)) {
      assertThat(harness.extractOutputValues())
          .extracting(EncoderAnnouncement::getEncoder)
          .containsExactly("text-image.text", "text-image.image");
    }
  }

  @Test
  void aPairWithADeletedHalfThatWaitsForItsBatchIsNotLearned() throws Exception {
    List<EncoderAnnouncement> clean;
    try (var harness = start(directory.resolve("clean"), null)) {
      feed(harness, 0, 32);
      clean = harness.extractOutputValues();
    }

    try (var harness = start(directory.resolve("deleted"), null)) {
      feed(harness, 0, 10);
      process(harness, pair(99));
      Sample gone = pair(99).getSecond().toBuilder().clearFeatures().setDeleted(true).build();
      process(harness, SamplePair.newBuilder().setSecond(gone).build());
      feed(harness, 10, 32);

      assertThat(harness.extractOutputValues().get(2).getLearnerSha256())
          .isEqualTo(clean.get(2).getLearnerSha256());
    }
  }

  @Test
  void aDeletedItemLeavesTheQueueOfItsModalityAndNoOther() throws Exception {
    try (var harness = start(directory, null)) {
      feed(harness, 0, 8);
      process(harness, deletion(pair(3).getSecond(), Topics.RAW_IMAGE));
      process(harness, deletion(pair(4).getFirst(), Topics.RAW_TEXT));
      feed(harness, 8, 16);
      harness.setProcessingTime(600);

      // Of texts against images: the batch's other seven, and seven in the queue of images.
      assertThat(harness.getSideOutput(LearnerOperator.PROGRESS))
          .extracting(told -> told.getValue().getNegatives())
          .containsExactly(14, 14);
    }
  }

  /** As the join passes on what a user sends, who knows the item's id alone. */
  private static SamplePair deletion(Sample sample, Topics.Topic topic) {
    Sample gone =
        Sample.newBuilder()
            .setItemId(sample.getItemId())
            .setDeleted(true)
            .setOrigin(Origin.newBuilder().setTopic(topic.name()))
            .build();
    SamplePair.Builder pair = SamplePair.newBuilder();
    return (topic.equals(Topics.RAW_TEXT) ? pair.setFirst(gone) : pair.setSecond(gone)).build();
  }

  private static OneInputStreamOperatorTestHarness<SamplePair, EncoderAnnouncement> start(
      Path directory, OperatorSubtaskState state) throws Exception {
    PairSettings pair =
        PairSettings.of(JobFixtures.plain(directory, Map.of()).with(SMALL), "text-image");
    JobSettings learner = JobSettings.of(() -> TrainJob.OPTIONS, pair.learner());
    JobSettings text = JobSettings.of(() -> TrainJob.OPTIONS, pair.towers().get(0));
    JobSettings image = JobSettings.of(() -> TrainJob.OPTIONS, pair.towers().get(1));
    return JobFixtures.start(
        new LearnerOperator<>(
            learner,
            SamplePair.class,
            () ->
                new PairLearner(
                    new PairSettings(
                        "text-image",
                        learner.settings(),
                        List.of(text.settings(), image.settings())))),
        SamplePair.class,
        state);
  }

  private static void feed(
      OneInputStreamOperatorTestHarness<SamplePair, EncoderAnnouncement> harness, int from, int to)
      throws Exception {
    for (int i = from; i < to; i++) {
      process(harness, pair(i));
    }
  }

  private static void process(
      OneInputStreamOperatorTestHarness<SamplePair, EncoderAnnouncement> harness, SamplePair pair)
      throws Exception {
    harness.processElement(new StreamRecord<>(pair));
  }

  private static SamplePair pair(int number) {
    Sample image = JobFixtures.sample(number);
    Sample text =
        Sample.newBuilder()
            .setItemId(image.getItemId())
            .setEventTimeMillis(image.getEventTimeMillis() - 1)
            .setOrigin(Origin.newBuilder().setTopic(Topics.RAW_TEXT.name()).setOffset(number))
            .setText(TextFeatures.newBuilder().addWords(number).addWords(7 * number))
            .build();
    return SamplePair.newBuilder().setFirst(text).setSecond(image).build();
  }
}
