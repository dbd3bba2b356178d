package dev.slipstream.infra.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipstream.ingest.interaction.InteractionJson;
import dev.slipstream.ingest.interaction.InteractionLimits;
import dev.slipstream.recommend.Interaction;
import dev.slipstream.recommend.Interaction.Feedback;
import dev.slipstream.wire.RefusedException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InteractionEventTest {

  @Test
  void ingestReadsWhatIsSent() throws RefusedException {
    Interaction interaction =
        new Interaction(
            "r-1",
            "ü \"1\"",
            "film",
            1_700_000_000_000L,
            Map.of("where", List.of("train"), "genres", List.of("a", "b")),
            Feedback.REFUSED,
            0.25f);
    InteractionEvent event = new InteractionEvent(interaction);

    var read = InteractionJson.of(InteractionLimits.ofDefaults(), 512).read(event.payload());

    assertThat(event.id()).isEqualTo("film");
    assertThat(event.time()).contains(Instant.ofEpochMilli(1_700_000_000_000L));
    assertThat(read.getUser()).isEqualTo("ü \"1\"");
    assertThat(read.getItemId()).isEqualTo("film");
    assertThat(read.getFeedback()).isEqualTo(dev.slipstream.wire.Interaction.Feedback.REFUSED);
    assertThat(read.getWeight()).isEqualTo(0.25f);
    assertThat(read.getContextList())
        .extracting(field -> field.getName() + "=" + String.join("+", field.getValuesList()))
        .containsExactly("genres=a+b", "where=train");
  }

  @Test
  void withoutATimeOrAUserNeitherIsSaid() throws RefusedException {
    InteractionEvent event =
        new InteractionEvent(new Interaction("1", "", "a", 0, Map.of(), Feedback.TAKEN, 1));

    var read = InteractionJson.of(InteractionLimits.ofDefaults(), 512).read(event.payload());

    assertThat(event.time()).isEmpty();
    assertThat(read.getUser()).isEmpty();
    assertThat(read.getEventTimeMillis()).isEqualTo(InteractionJson.NO_TIME);
  }
}
