package dev.slipstream.job.recommender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipstream.job.JobFixtures;
import dev.slipstream.wire.ContentPart;
import dev.slipstream.wire.EmbeddingKey;
import dev.slipstream.wire.ItemContent;
import dev.slipstream.wire.Origin;
import dev.slipstream.wire.Sample;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ContentOwnersTest {

  private KeyedOneInputStreamOperatorTestHarness<String, ItemContent, ItemContent> harness;

  @BeforeEach
  void open() throws Exception {
    harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(new ContentOwners()),
            change -> change.getParts(0).getSampleId(),
            Types.STRING);
    harness.setup(JobFixtures.serializer(ItemContent.class));
    harness.open();
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  @Test
  void aDeletionThatNamesNoPairFindsIt() throws Exception {
    tell(sample("shoe"));
    tell(deletion());

    assertThat(harness.extractOutputValues())
        .extracting(ItemContentOutcome::of)
        .containsExactly("shoe raw.image", "shoe -raw.image");
    assertThat(harness.numKeyedStateEntries()).isZero();
  }

  @Test
  void aSampleThatJoinsAnotherPairLeavesTheFirst() throws Exception {
    tell(sample("shoe"));
    tell(sample("boot"));

    assertThat(harness.extractOutputValues())
        .extracting(ItemContentOutcome::of)
        .containsExactly("shoe raw.image", "shoe -raw.image", "boot raw.image");
  }

  @Test
  void whatWasNeverToldIsNotWithdrawn() throws Exception {
    tell(deletion());
    tell(sample("shoe"));
    tell(ItemContents.withdrawn(new EmbeddingKey("photos", "a.png")));

    assertThat(harness.extractOutputValues()).hasSize(1);
  }

  private void tell(ItemContent change) throws Exception {
    harness.processElement(new StreamRecord<>(change));
  }

  private static ItemContent sample(String pair) {
    return ItemContents.change(image().setPairId(pair).build(), 5);
  }

  private static ItemContent deletion() {
    return ItemContents.change(image().setDeleted(true).build(), 5);
  }

  private static Sample.Builder image() {
    return Sample.newBuilder()
        .setItemId("a.png")
        .setOrigin(Origin.newBuilder().setTopic("raw.image"));
  }

  private static final class ItemContentOutcome {
    static String of(ItemContent change) {
      ContentPart part = change.getParts(0);
      return change.getItemId() + " " + (part.getGone() ? "-" : "") + part.getName();
    }
  }
}
