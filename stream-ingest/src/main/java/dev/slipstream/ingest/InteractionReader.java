package dev.slipstream.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipstream.ingest.interaction.InteractionJson;
import dev.slipstream.wire.DeadLetter.Reason;
import dev.slipstream.wire.Interaction;
import dev.slipstream.wire.Origin;
import dev.slipstream.wire.RefusedException;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.Record;

/**
 * From an event of {@code raw.interaction} to an interaction. What headers say counts more than
 * what its JSON says; an event without an id has its place in Kafka for one, without a time its
 * record's timestamp.
 */
final class InteractionReader implements EventReader {

  private final InteractionJson json;

  private InteractionReader(InteractionJson json) {
    this.json = json;
  }

  static InteractionReader of(IngestConfig config) {
    return new InteractionReader(InteractionJson.of(config.interactions(), config.maxKeyBytes()));
  }

  @Override
  public Result read(Record<byte[], byte[]> record, Origin origin, long nowMillis)
      throws RefusedException {
    Attributes attributes = Attributes.of(record.headers());
    requireJson(attributes.contentType());
    if (record.value() == null) {
      throw new RefusedException(
          Reason.EMPTY_PAYLOAD, "The event has no value; an interaction cannot be deleted.");
    }
    Interaction.Builder interaction = json.read(record.value());
    if (attributes.id().isPresent()) {
      interaction.setEventId(json.requireId("header ce_id", attributes.id().get()));
    } else if (interaction.getEventId().isEmpty()) {
      interaction.setEventId(
          origin.getTopic() + "-" + origin.getPartition() + "-" + origin.getOffset());
    }
    if (attributes.source().isPresent()) {
      interaction.setSource(json.requireId("header ce_source", attributes.source().get()));
    }
    interaction.setEventTimeMillis(time(attributes, interaction, record.timestamp(), nowMillis));
    interaction.setOrigin(origin);
    return new Result(interaction.getItemId().getBytes(UTF_8), interaction.build());
  }

  private static void requireJson(Optional<String> declared) throws RefusedException {
    Optional<String> said = Payload.said(declared);
    if (said.isPresent() && !said.get().toLowerCase(Locale.ROOT).contains("json")) {
      throw new RefusedException(
          Reason.UNKNOWN_CONTENT_TYPE,
          "The content type must be application/json, was "
              + RefusedException.shown(said.get())
              + ".");
    }
  }

  private static long time(
      Attributes attributes, Interaction.Builder interaction, long timestamp, long nowMillis)
      throws RefusedException {
    if (attributes.timeMillis().isPresent()) {
      return EventTime.require(attributes.timeMillis().get(), nowMillis, "time of its headers");
    }
    return interaction.getEventTimeMillis() == InteractionJson.NO_TIME
        ? EventTime.require(timestamp, nowMillis, "record's timestamp")
        : EventTime.require(interaction.getEventTimeMillis(), nowMillis, "interaction's time");
  }
}
