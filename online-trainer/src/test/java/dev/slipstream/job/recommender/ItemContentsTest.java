package dev.slipstream.job.recommender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipstream.wire.ContentPart;
import dev.slipstream.wire.Embedding;
import dev.slipstream.wire.EmbeddingKey;
import dev.slipstream.wire.Interaction;
import dev.slipstream.wire.ItemContent;
import dev.slipstream.wire.Listing;
import dev.slipstream.wire.Origin;
import dev.slipstream.wire.Sample;
import dev.slipstream.wire.TextFeatures;
import java.util.List;
import org.junit.jupiter.api.Test;

class ItemContentsTest {

  private static final Sample TEXT =
      Sample.newBuilder()
          .setItemId("shoe.txt")
          .setPairId("shoe")
          .setEventTimeMillis(5)
          .setContentType("text/plain")
          .setOrigin(Origin.newBuilder().setTopic("raw.text").setOffset(3))
          .setText(TextFeatures.newBuilder().addAllWords(List.of(1, 2, 3)))
          .build();

  private static final Embedding VECTOR =
      Embedding.newBuilder()
          .setItemId("shoe.png")
          .setPairId("shoe")
          .setEncoder("photos")
          .setEventTimeMillis(7)
          .setOrigin(Origin.newBuilder().setTopic("raw.image").setOffset(9))
          .addVector(1)
          .build();

  @Test
  void isMadeOfWhatEveryModalitySays() {
    ItemContent item = after(ItemContents.change(TEXT, 2), ItemContents.change(VECTOR));

    assertThat(item.getItemId()).isEqualTo("shoe");
    assertThat(item.getPartsList())
        .extracting(ContentPart::getName)
        .containsExactly("photos", "raw.text");
    assertThat(item.getParts(1).getWordsList()).containsExactly(1, 2);
    assertThat(ItemContents.eventTime(item)).isEqualTo(7);
  }

  @Test
  void withASampleGoWhatEncodersSaidOfIt() {
    Sample image =
        TEXT.toBuilder()
            .setItemId("shoe.png")
            .setOrigin(Origin.newBuilder().setTopic("raw.image").setOffset(9))
            .clearFeatures()
            .build();
    Sample deletion = image.toBuilder().setDeleted(true).clearPairId().build();

    ItemContent item =
        after(
            ItemContents.change(TEXT, 5),
            ItemContents.change(image, 5),
            ItemContents.change(VECTOR),
            ItemContents.change(deletion, 5));

    assertThat(item.getPartsList()).extracting(ContentPart::getName).containsExactly("raw.text");
  }

  @Test
  void anotherSamplesWithdrawalLeavesWhatTookItsPlace() {
    ItemContent item = after(ItemContents.change(VECTOR));

    assertThat(ItemContents.after(item, ItemContents.withdrawn(new EmbeddingKey("photos", "old"))))
        .isEqualTo(item);
    assertThat(
            ItemContents.after(
                item, ItemContents.withdrawn(new EmbeddingKey("photos", "shoe.png"))))
        .isNull();
  }

  @Test
  void thatItWasMetIsNewOnceAndGoesWithTheLastSample() {
    Interaction first = Interaction.newBuilder().setItemId("shoe").setEventTimeMillis(1).build();
    ItemContent met = after(ItemContents.change(first));

    assertThat(
            ItemContents.after(
                met, ItemContents.change(first.toBuilder().setEventTimeMillis(2).build())))
        .isEqualTo(met);
    assertThat(
            after(
                ItemContents.change(first),
                ItemContents.change(TEXT, 5),
                ItemContents.change(TEXT.toBuilder().setDeleted(true).build(), 5)))
        .isNull();
  }

  @Test
  void isListedAsAllItsSamplesAre() {
    Listing red = Listing.newBuilder().addTags("red").build();
    Listing gone = Listing.newBuilder().addTags("new").addTags("red").setUnavailable(true).build();
    Sample image =
        TEXT.toBuilder()
            .setOrigin(Origin.newBuilder().setTopic("raw.image"))
            .clearText()
            .setListing(gone)
            .build();
    ItemContent text = after(ItemContents.change(TEXT.toBuilder().setListing(red).build(), 5));
    ItemContent both = ItemContents.after(text, ItemContents.change(image, 5));

    assertThat(ItemContents.listing(text)).isEqualTo(red);
    assertThat(ItemContents.listing(both)).isEqualTo(gone);
  }

  @Test
  void anEncodersNextVersionIsOfTheSameSamples() {
    ItemContent one = after(ItemContents.change(VECTOR));
    Embedding next = VECTOR.toBuilder().setVersion(9).setVector(0, -1).build();
    Embedding other =
        VECTOR.toBuilder().setOrigin(VECTOR.getOrigin().toBuilder().setOffset(10)).build();

    assertThat(ItemContents.after(one, ItemContents.change(next))).isNotEqualTo(one);
    assertThat(areSame(one, ItemContents.change(next))).isTrue();
    assertThat(areSame(one, ItemContents.change(other))).isFalse();
    assertThat(areSame(one, ItemContents.change(TEXT, 5))).isFalse();
  }

  private static boolean areSame(ItemContent before, ItemContent change) {
    return ItemContents.areOfTheSameSamples(before, ItemContents.after(before, change));
  }

  private static ItemContent after(ItemContent... changes) {
    ItemContent item = null;
    for (ItemContent change : changes) {
      item = ItemContents.after(item, change);
    }
    return item;
  }
}
