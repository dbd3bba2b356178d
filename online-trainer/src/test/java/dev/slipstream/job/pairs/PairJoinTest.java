package dev.slipstream.job.pairs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.slipstream.encoder.InputSpec;
import dev.slipstream.input.SampleInput;
import dev.slipstream.job.JobFixtures;
import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.view.Views;
import dev.slipstream.wire.AudioFeatures;
import dev.slipstream.wire.ImageFeatures;
import dev.slipstream.wire.ItemKey;
import dev.slipstream.wire.Origin;
import dev.slipstream.wire.Sample;
import dev.slipstream.wire.SamplePair;
import dev.slipstream.wire.TextFeatures;
import dev.slipstream.wire.Topics;
import dev.slipstream.wire.UnpairedSample;
import dev.slipstream.wire.UnpairedSample.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PairJoinTest {

  private static final PairConfig CONFIG =
      new PairConfig(Duration.ofMillis(100), Duration.ZERO, 1000);

  private KeyedOneInputStreamOperatorTestHarness<String, Sample, SamplePair> harness;

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  @Test
  void pairsBothModalitiesInWhicheverOrderTheyCome() throws Exception {
    start(CONFIG, null);

    process(image("a", 10), sound("b", 20), sound("a", 30), image("b", 120));

    assertThat(pairs())
        .extracting(p -> p.getFirst().getEventTimeMillis(), p -> p.getSecond().getEventTimeMillis())
        .containsExactly(tuple(10L, 30L), tuple(120L, 20L));
    assertThat(unpaired()).isEmpty();
  }

  @Test
  void takesThePairIdWhereThereIsOneAndElseTheItemId() throws Exception {
    start(CONFIG, null);

    process(paired(image("cat.png", 1), "cat"), paired(sound("cat.wav", 2), "cat"));
    process(paired(image("dog.png", 1), "dog"), sound("dog", 2));

    assertThat(pairs())
        .extracting(p -> p.getFirst().getItemId(), p -> p.getSecond().getItemId())
        .containsExactly(tuple("cat.png", "cat.wav"), tuple("dog.png", "dog"));
  }

  @Test
  void tellsWhichSamplesNeverFoundAPartner() throws Exception {
    start(CONFIG, null);

    process(image("alone", 10), image("far", 10), sound("far", 111));
    watermark(109);
    assertThat(unpaired()).isEmpty();
    watermark(110);
    watermark(211);

    assertThat(pairs()).isEmpty();
    assertThat(unpaired())
        .extracting(UnpairedSample::getItemId, UnpairedSample::getEventTimeMillis)
        .containsExactly(tuple("alone", 10L), tuple("far", 10L), tuple("far", 111L));
    assertThat(unpaired()).allMatch(u -> u.getReason() == Reason.NO_PARTNER);
    assertThat(unpaired().get(0).getOrigin()).isEqualTo(image("alone", 10).getOrigin());
    assertThat(unpaired().get(0).getPair()).isEqualTo("image-audio");
  }

  @Test
  void refusesSamplesThatComeTooLateUnlessTheirPartnerStillWaits() throws Exception {
    start(CONFIG, null);

    process(sound("waits", 160));
    watermark(200);
    process(image("late", 100), image("waits", 90), image("intime", 101));

    assertThat(pairs()).extracting(p -> p.getFirst().getItemId()).containsExactly("waits");
    assertThat(unpaired())
        .extracting(UnpairedSample::getItemId, UnpairedSample::getReason)
        .containsExactly(tuple("late", Reason.TOO_LATE));
  }

  @Test
  void ofTwoSamplesThatWaitTheLaterOneCounts() throws Exception {
    start(CONFIG, null);

    process(image("a", 10), image("a", 20), sound("a", 30), sound("a", 40));
    watermark(1000);

    assertThat(pairs())
        .extracting(p -> p.getFirst().getEventTimeMillis(), p -> p.getSecond().getEventTimeMillis())
        .containsExactly(tuple(20L, 30L));
    assertThat(unpaired())
        .extracting(UnpairedSample::getEventTimeMillis, UnpairedSample::getReason)
        .containsExactly(tuple(10L, Reason.REPLACED), tuple(40L, Reason.NO_PARTNER));
  }

  @Test
  void theOldestGiveUpWhereTooManyWait() throws Exception {
    start(new PairConfig(Duration.ofMillis(100), Duration.ZERO, 3), null);

    process(image("c", 3), image("a", 1), image("b", 2), image("d", 4), image("e", 5));
    process(sound("c", 6), sound("a", 7));

    assertThat(unpaired())
        .extracting(UnpairedSample::getItemId, UnpairedSample::getReason)
        .containsExactly(tuple("a", Reason.TOO_MANY), tuple("b", Reason.TOO_MANY));
    assertThat(pairs()).extracting(p -> p.getFirst().getItemId()).containsExactly("c");
  }

  @Test
  void aDeletionRemovesTheWaitingHalfOfItsModalityAndIsPassedOn() throws Exception {
    start(CONFIG, null);

    process(image("a", 10), image("b", 10), deletion(image("a", 11)), deletion(sound("b", 11)));
    process(sound("a", 12), sound("b", 12));
    watermark(1000);

    assertThat(pairs())
        .extracting(p -> p.getFirst().getDeleted(), p -> p.getSecond().getDeleted())
        .containsExactly(tuple(true, false), tuple(false, true), tuple(false, false));
    assertThat(pairs().get(2).getFirst().getItemId()).isEqualTo("b");
    assertThat(unpaired()).extracting(UnpairedSample::getItemId).containsExactly("a");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aDeletionNeedNotKnowWhichPairItsItemWaitsFor(boolean restored) throws Exception {
    start(CONFIG, null);
    process(paired(image("photo", 10), "cat"), paired(image("photo", 11), "dog"));
    process(paired(image("photo2", 10), "cow"), paired(sound("photo", 10), "hen"));
    if (restored) {
      OperatorSubtaskState checkpoint = harness.snapshot(1, 1);
      harness.close();
      start(CONFIG, checkpoint);
    }

    process(deletion(image("photo", 12)));
    process(paired(sound("meow", 13), "cat"), paired(sound("bark", 13), "dog"));
    process(paired(sound("moo", 13), "cow"), paired(image("chick", 13), "hen"));
    watermark(1000);

    assertThat(pairs())
        .extracting(p -> p.getFirst().getItemId(), p -> p.getSecond().getItemId())
        .containsExactly(tuple("photo", ""), tuple("photo2", "moo"), tuple("chick", "photo"));
    assertThat(unpaired())
        .extracting(UnpairedSample::getItemId)
        .containsExactlyInAnyOrder("meow", "bark");
  }

  @Test
  void leavesOtherModalitiesAndSamplesItCannotReadAlone() throws Exception {
    start(CONFIG, null);
    Sample text = sample("a", 1, Topics.RAW_TEXT).setText(TextFeatures.newBuilder()).build();
    Sample broken = sample("a", 1, Topics.RAW_IMAGE).setImage(ImageFeatures.newBuilder()).build();

    process(text, broken, deletion(text), sound("a", 2));

    assertThat(pairs()).isEmpty();
    assertThat(unpaired()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void everySampleEndsInOnePairOrUnpairedAlsoAcrossARestore(long seed) throws Exception {
    List<Sample> samples = new ArrayList<>();
    Random random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      String item = "item-" + random.nextInt(40);
      long time = 2L * i + random.nextInt(150);
      Sample sample = random.nextBoolean() ? image(item, time) : sound(item, time);
      Origin numbered = sample.getOrigin().toBuilder().setOffset(i).build();
      samples.add(sample.toBuilder().setOrigin(numbered).build());
    }
    PairConfig small = new PairConfig(Duration.ofMillis(100), Duration.ZERO, 12);
    start(small, null);
    feed(samples, 0, 300);
    List<SamplePair> unbroken = pairs();
    List<UnpairedSample> unbrokenRest = unpaired();
    harness.close();

    start(small, null);
    feed(samples, 0, 150);
    OperatorSubtaskState checkpoint = harness.snapshot(1, 1);
    List<SamplePair> found = pairs();
    List<UnpairedSample> rest = unpaired();
    feed(samples, 150, 170); // lost with the task
    harness.close();
    start(small, checkpoint);
    feed(samples, 150, 300);
    found.addAll(pairs());
    rest.addAll(unpaired());

    assertThat(found).isEqualTo(unbroken).isNotEmpty();
    assertThat(rest).isEqualTo(unbrokenRest).isNotEmpty();
    List<Long> ends =
        Stream.concat(
                found.stream()
                    .flatMap(p -> Stream.of(p.getFirst(), p.getSecond()))
                    .map(PairJoinTest::offset),
                rest.stream().map(u -> u.getOrigin().getOffset()))
            .sorted()
            .toList();
    assertThat(ends).isEqualTo(samples.stream().map(PairJoinTest::offset).sorted().toList());
  }

  private static long offset(Sample sample) {
    return sample.getOrigin().getOffset();
  }

  private void start(PairConfig config, OperatorSubtaskState checkpoint) throws Exception {
    harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new PairJoin("image-audio", config, () -> List.of(new Images(), new Sounds())),
            ItemKey::of,
            Types.STRING);
    JobFixtures.open(harness, SamplePair.class, checkpoint);
  }

  /** The watermark follows the samples at a distance of 20 ms; at the end it passes them all. */
  private void feed(List<Sample> samples, int from, int to) throws Exception {
    for (int i = from; i < to; i++) {
      process(samples.get(i));
      watermark(2L * i - 20);
    }
    if (to == samples.size()) {
      watermark(Long.MAX_VALUE);
    }
  }

  private void process(Sample... samples) throws Exception {
    for (Sample sample : samples) {
      harness.processElement(new StreamRecord<>(sample, sample.getEventTimeMillis()));
    }
  }

  private void watermark(long time) throws Exception {
    harness.processWatermark(time);
  }

  private List<SamplePair> pairs() {
    return new ArrayList<>(harness.extractOutputValues());
  }

  private List<UnpairedSample> unpaired() {
    List<UnpairedSample> samples = new ArrayList<>();
    var output = harness.getSideOutput(PairJoin.UNPAIRED);
    if (output != null) {
      output.forEach(record -> samples.add(record.getValue()));
    }
    return samples;
  }

  private static Sample image(String item, long time) {
    return sample(item, time, Topics.RAW_IMAGE)
        .setImage(ImageFeatures.newBuilder().setWidth(1))
        .build();
  }

  private static Sample sound(String item, long time) {
    return sample(item, time, Topics.RAW_AUDIO)
        .setAudio(AudioFeatures.newBuilder().setFrames(1))
        .build();
  }

  private static Sample.Builder sample(String item, long time, Topics.Topic topic) {
    return Sample.newBuilder()
        .setItemId(item)
        .setEventTimeMillis(time)
        .setOrigin(Origin.newBuilder().setTopic(topic.name()).setOffset(time));
  }

  private static Sample paired(Sample sample, String pair) {
    return sample.toBuilder().setPairId(pair).build();
  }

  private static Sample deletion(Sample sample) {
    return sample.toBuilder().clearFeatures().setDeleted(true).build();
  }

  private static final class Images extends Modality {
    Images() {
      super(Topics.RAW_IMAGE);
    }

    @Override
    public boolean takes(Sample sample) {
      return sample.hasImage();
    }

    @Override
    public String problem(Sample sample) {
      return sample.getImage().getWidth() == 0 ? "width: must be > 0" : null;
    }
  }

  private static final class Sounds extends Modality {
    Sounds() {
      super(Topics.RAW_AUDIO);
    }

    @Override
    public boolean takes(Sample sample) {
      return sample.hasAudio();
    }

    @Override
    public String problem(Sample sample) {
      return null;
    }
  }

  /** What the join asks of a modality. */
  private abstract static class Modality implements SampleInput {

    private final Topics.Topic topic;

    Modality(Topics.Topic topic) {
      this.topic = topic;
    }

    @Override
    public Topics.Topic topic() {
      return topic;
    }

    @Override
    public InputSpec spec() {
      throw new UnsupportedOperationException();
    }

    @Override
    public int rowBytes() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void write(Sample sample, byte[] values, int at) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Matrix plain(Device device, byte[] values, int rows) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Views views(long seed, String encoder) {
      throw new UnsupportedOperationException();
    }
  }
}
