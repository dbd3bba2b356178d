package dev.slipstream.job.recommender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.Message;
import dev.slipstream.job.JobFixtures;
import dev.slipstream.wire.Interaction;
import dev.slipstream.wire.ItemContent;
import dev.slipstream.wire.ItemKey;
import dev.slipstream.wire.Origin;
import dev.slipstream.wire.RecommendEvent;
import dev.slipstream.wire.Sample;
import dev.slipstream.wire.TextFeatures;
import dev.slipstream.wire.Topics;
import dev.slipstream.wire.UnpairedSample;
import dev.slipstream.wire.UnpairedSample.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InteractionJoinTest {

  private static final InteractionConfig CONFIG =
      new InteractionConfig(Duration.ofMillis(100), Duration.ZERO, 1000, 1, true);

  private KeyedTwoInputStreamOperatorTestHarness<String, Interaction, ItemContent, RecommendEvent>
      harness;

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  @Test
  void anInteractionComesBehindItsItemWhicheverCameFirst() throws Exception {
    start(CONFIG, null);

    process(text("a", 10), took("a", 1, 20), took("b", 2, 20), took("b", 3, 30), text("b", 90));

    assertThat(events()).containsExactly("item a", "a 1", "item b", "b 2", "b 3");
    assertThat(unpaired()).isEmpty();
  }

  @Test
  void whatModalitiesShareIsTheItem() throws Exception {
    start(CONFIG, null);

    process(took("shoe", 1, 10), text("shoe.txt", 10).toBuilder().setPairId("shoe").build());

    assertThat(events()).containsExactly("item shoe", "shoe 1");
  }

  @Test
  void aKnownItemIsNeverTooLate() throws Exception {
    start(CONFIG, null);
    process(text("a", 10));
    watermark(10_000);

    process(took("a", 1, 20), took("b", 2, 20));

    assertThat(events()).containsExactly("item a", "a 1");
    assertThat(unpaired())
        .extracting(UnpairedSample::getItemId, UnpairedSample::getReason)
        .containsExactly(tuple("b", Reason.TOO_LATE));
  }

  @Test
  void tellsWhichInteractionsNeverFoundTheirItem() throws Exception {
    start(CONFIG, null);

    process(took("a", 1, 10), took("a", 2, 50));
    watermark(109);
    assertThat(unpaired()).isEmpty();
    watermark(110);
    process(text("a", 120));

    assertThat(events()).containsExactly("item a", "a 2");
    assertThat(unpaired())
        .extracting(UnpairedSample::getEventTimeMillis, UnpairedSample::getReason)
        .containsExactly(tuple(10L, Reason.NO_PARTNER));
    assertThat(unpaired().get(0).getPair()).isEqualTo("recommend");
    assertThat(unpaired().get(0).getOrigin().getOffset()).isEqualTo(1);
  }

  @Test
  void theNewestAreGivenUpWhereTooManyWait() throws Exception {
    start(new InteractionConfig(Duration.ofMillis(100), Duration.ZERO, 2, 1, true), null);

    process(took("a", 1, 10), took("b", 2, 10), took("c", 3, 10), text("a", 10), took("c", 4, 10));

    assertThat(events()).containsExactly("item a", "a 1");
    assertThat(unpaired())
        .extracting(UnpairedSample::getItemId, UnpairedSample::getReason)
        .containsExactly(tuple("c", Reason.TOO_MANY));
  }

  @Test
  void anItemIsKnownUntilItsLastModalityIsDeleted() throws Exception {
    start(CONFIG, null);
    Sample image = sample("a", 10, Topics.RAW_IMAGE).build();

    process(text("a", 10), image, deletion(text("a", 11)), took("a", 1, 20));
    process(deletion(image), took("a", 2, 20), deletion(image));

    assertThat(events()).containsExactly("item a", "item a", "item a", "a 1", "gone a");
    assertThat(items())
        .extracting(ItemContent::getPartsCount)
        .as("parts")
        .containsExactly(1, 2, 1, 0);
  }

  @Test
  void whatSaysNothingNewIsNotPassedOn() throws Exception {
    start(CONFIG, null);

    process(text("a", 10), text("a", 10), took("a", 1, 20));

    assertThat(events()).containsExactly("item a", "a 1");
  }

  @Test
  void everyItemCountsWhereNoneIsRequired() throws Exception {
    start(new InteractionConfig(Duration.ofMillis(100), Duration.ZERO, 1, 1, false), null);

    process(took("a", 1, 10), took("b", 2, 10));

    assertThat(events()).containsExactly("a 1", "b 2");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void everyInteractionEndsOnceAlsoAcrossARestore(long seed) throws Exception {
    Random random = new Random(seed);
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      String item = "item-" + random.nextInt(60);
      long time = 2L * i + random.nextInt(150);
      messages.add(random.nextInt(8) == 0 ? text(item, time) : took(item, i, time));
    }
    InteractionConfig small =
        new InteractionConfig(Duration.ofMillis(100), Duration.ZERO, 30, 1, true);
    start(small, null);
    feed(messages, 0, 300);
    List<String> unbroken = events();
    List<UnpairedSample> unbrokenRest = unpaired();
    harness.close();

    start(small, null);
    feed(messages, 0, 150);
    OperatorSubtaskState checkpoint = harness.snapshot(1, 1);
    List<String> events = events();
    List<UnpairedSample> rest = unpaired();
    feed(messages, 150, 170); // lost with the task
    harness.close();
    start(small, checkpoint);
    // A restored task knows the watermark again with the next event.
    watermark(2L * 149 - 20);
    feed(messages, 150, 300);
    events.addAll(events());
    rest.addAll(unpaired());

    assertThat(events).isEqualTo(unbroken);
    assertThat(rest).isEqualTo(unbrokenRest).isNotEmpty();
    assertThat(events.size() + rest.size()).isEqualTo(messages.size());
  }

  private void start(InteractionConfig config, OperatorSubtaskState checkpoint) throws Exception {
    harness =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            new KeyedCoProcessOperator<>(new InteractionJoin("recommend", config)),
            Interaction::getItemId,
            ItemContent::getItemId,
            Types.STRING);
    JobFixtures.open(harness, RecommendEvent.class, checkpoint);
  }

  /** The watermark follows at a distance of 20 ms; at the end it passes them all. */
  private void feed(List<Message> messages, int from, int to) throws Exception {
    for (int i = from; i < to; i++) {
      process(messages.get(i));
      watermark(2L * i - 20);
    }
    if (to == messages.size()) {
      watermark(Long.MAX_VALUE);
    }
  }

  private void process(Message... messages) throws Exception {
    for (Message message : messages) {
      if (message instanceof Interaction interaction) {
        harness.processElement1(new StreamRecord<>(interaction));
      } else {
        Sample sample = (Sample) message;
        harness.processElement2(
            new StreamRecord<>(
                ItemContents.change(sample, 5).toBuilder()
                    .setItemId(ItemKey.of(sample)) // as ContentOwners does
                    .build()));
      }
    }
  }

  private void watermark(long time) throws Exception {
    harness.processBothWatermarks(new Watermark(time));
  }

  private List<String> events() {
    List<String> events = new ArrayList<>();
    for (RecommendEvent event : harness.extractOutputValues()) {
      ItemContent item = event.getItem();
      events.add(
          event.hasInteraction()
              ? event.getInteraction().getItemId() + " " + event.getInteraction().getEventId()
              : (item.getPartsCount() == 0 ? "gone " : "item ") + item.getItemId());
    }
    return events;
  }

  private List<ItemContent> items() {
    return harness.extractOutputValues().stream()
        .filter(RecommendEvent::hasItem)
        .map(RecommendEvent::getItem)
        .toList();
  }

  private List<UnpairedSample> unpaired() {
    List<UnpairedSample> samples = new ArrayList<>();
    var output = harness.getSideOutput(InteractionJoin.UNPAIRED);
    if (output != null) {
      output.forEach(record -> samples.add(record.getValue()));
    }
    return samples;
  }

  private static Interaction took(String item, int number, long time) {
    return Interaction.newBuilder()
        .setEventId("" + number)
        .setItemId(item)
        .setEventTimeMillis(time)
        .setOrigin(Origin.newBuilder().setTopic("raw.interaction").setOffset(number))
        .build();
  }

  private static Sample text(String item, long time) {
    return sample(item, time, Topics.RAW_TEXT).setText(TextFeatures.newBuilder()).build();
  }

  private static Sample.Builder sample(String item, long time, Topics.Topic topic) {
    return Sample.newBuilder()
        .setItemId(item)
        .setEventTimeMillis(time)
        .setOrigin(Origin.newBuilder().setTopic(topic.name()).setOffset(time));
  }

  private static Sample deletion(Sample sample) {
    return sample.toBuilder().clearFeatures().setDeleted(true).build();
  }
}
