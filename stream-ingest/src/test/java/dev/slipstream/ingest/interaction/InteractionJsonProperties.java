package dev.slipstream.ingest.interaction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.slipstream.ingest.Mutations;
import dev.slipstream.wire.Interaction;
import dev.slipstream.wire.RefusedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for any text, and for anything that is none. */
class InteractionJsonProperties {

  private static final byte[] GOOD =
      """
      {"id": "e1", "user": "ü\\u00fc", "item": "film-7", "time": "2026-02-28T23:00:00+01:00",
       "context": {"where": "train", "genres": ["drama", "crime"], "warm": 21.5, "alone": true},
       "feedback": "refused", "weight": 0.5, "dwell_millis": 5300}
      """
          .getBytes(UTF_8);

  private final InteractionJson reader = InteractionJson.of(InteractionLimits.ofDefaults(), 512);

  @Property(tries = 300)
  void whatAGeneratorWritesIsReadBack(
      @ForAll("texts") String item, @ForAll("contexts") Map<String, List<String>> context)
      throws Exception {
    Interaction.Builder read = reader.read(json(item, context));

    assertThat(read.getItemId()).isEqualTo(item);
    assertThat(
            read.getContextList().stream()
                .collect(Collectors.toMap(f -> f.getName(), f -> List.copyOf(f.getValuesList()))))
        .isEqualTo(context);
    assertThat(read.getContextList()).extracting(f -> f.getName()).isSorted();
  }

  @Property(tries = 2000)
  void aDamagedInteractionIsOneOrIsRefusedInASentence(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] json =
        switch (random.nextInt(3)) {
          case 0 -> Mutations.withNoise(GOOD, random.nextInt(GOOD.length), 8, random);
          case 1 -> Mutations.spliced(GOOD, GOOD, random);
          default -> {
            byte[] flipped = GOOD.clone();
            Mutations.flipBits(flipped, 0, GOOD.length, 1 + random.nextInt(4), random);
            yield flipped;
          }
        };

    try {
      Interaction.Builder read = reader.read(json);
      assertThat(read.getItemId()).isNotEmpty();
      assertThat(read.getWeight()).isPositive().isFinite();
      assertThat(Interaction.parseFrom(read.build().toByteArray())).isEqualTo(read.build());
    } catch (RefusedException e) {
      assertThat(e.getMessage()).endsWith(".").hasSizeLessThan(600);
      assertThat(e.getMessage()).doesNotContainPattern("\\p{Cntrl}");
    } catch (IOException e) {
      throw new AssertionError("must be read back", e);
    }
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings()
        .ofMinLength(1)
        .ofMaxLength(60)
        .filter(text -> UTF_8.newEncoder().canEncode(text));
  }

  @Provide
  Arbitrary<Map<String, List<String>>> contexts() {
    return Arbitraries.maps(texts(), texts().list().ofMinSize(1).ofMaxSize(4)).ofMaxSize(4);
  }

  private static byte[] json(String item, Map<String, List<String>> context) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("item", item);
      json.writeObjectFieldStart("context");
      for (Map.Entry<String, List<String>> field : context.entrySet()) {
        json.writeArrayFieldStart(field.getKey());
        for (String value : field.getValue()) {
          json.writeString(value);
        }
        json.writeEndArray();
      }
      json.writeEndObject();
      json.writeEndObject();
    }
    return out.toByteArray();
  }
}
