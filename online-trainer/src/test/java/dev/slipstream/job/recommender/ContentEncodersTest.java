package dev.slipstream.job.recommender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.slipstream.config.Settings;
import dev.slipstream.job.TrainJob;
import dev.slipstream.wire.ContentPart;
import dev.slipstream.wire.ItemContent;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContentEncodersTest {

  private static final Settings SETTINGS =
      Settings.defaults(TrainJob.OPTIONS)
          .with(
              Map.of(
                  "job.encoders", "photos, captions",
                  "captions/encoder.modality", "text",
                  "captions/embedding.size", "20",
                  "photos/embedding.fit-samples", "96",
                  "job.pairs", "text-image",
                  "text-image/encoder.projection", "6"));

  @Test
  void areAllOfTheJobEachAsWideAsItsEmbeddingsBecome() {
    ContentEncoders all = ContentEncoders.from(SETTINGS);

    assertThat(all.names())
        .containsExactly("photos", "captions", "text-image.text", "text-image.image");
    assertThat(all.values()).isEqualTo(96 / 4 + 20 + 6 + 6);
  }

  @Test
  void areThoseNamedInTheirOrder() {
    ContentEncoders named =
        ContentEncoders.from(SETTINGS.with(Map.of("recommend.content", "captions,photos")));

    assertThat(named.names()).containsExactly("captions", "photos");
    assertThat(ContentEncoders.from(SETTINGS.with(Map.of("recommend.content", "none"))).values())
        .isZero();
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> ContentEncoders.from(SETTINGS.with(Map.of("recommend.content", "sounds"))))
        .withMessage(
            "recommend.content: must be all, none or of [photos, captions, text-image.text,"
                + " text-image.image], was sounds");
  }

  @Test
  void theirVectorsLieSideBySideAndWiderOnesAreLeftOut() {
    ContentEncoders named =
        ContentEncoders.from(
            SETTINGS.with(
                Map.of("recommend.content", "text-image.text,captions,text-image.image")));
    ItemContent item =
        ItemContent.newBuilder()
            .addParts(part("text-image.text", 7))
            .addParts(part("captions", 20))
            .addParts(part("raw.text", 0).addWords(255))
            .addParts(part("text-image.image", 5))
            .build();

    var content = named.of(item);

    assertThat(content.words()).containsExactly("ff");
    assertThat(content.values()).hasSize(6 + 20 + 6);
    for (int i = 0; i < content.values().length; i++) {
      assertThat(content.values()[i]).isEqualTo(i < 6 || i == 31 ? 0 : 1);
    }
  }

  private static ContentPart.Builder part(String name, int columns) {
    List<Float> ones = Collections.nCopies(columns, 1f);
    return ContentPart.newBuilder().setName(name).addAllVector(ones);
  }
}
