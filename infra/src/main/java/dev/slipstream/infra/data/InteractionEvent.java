package dev.slipstream.infra.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipstream.recommend.Interaction;
import dev.slipstream.wire.Topics;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An interaction as the JSON that ingest takes, under its item.
 *
 * @param interaction at time 0 if nobody says when; then it happens when it is sent
 */
public record InteractionEvent(Interaction interaction) implements Outgoing {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public String id() {
    return interaction.item();
  }

  @Override
  public Topics.Topic topic() {
    return Topics.RAW_INTERACTION;
  }

  @Override
  public String contentType() {
    return "application/json";
  }

  @Override
  public Optional<Instant> time() {
    return interaction.timeMillis() == 0
        ? Optional.empty()
        : Optional.of(Instant.ofEpochMilli(interaction.timeMillis()));
  }

  @Override
  public byte[] payload() {
    ObjectNode json = JSON.createObjectNode();
    if (!interaction.user().isEmpty()) {
      json.put("user", interaction.user());
    }
    json.put("item", interaction.item());
    if (!interaction.context().isEmpty()) {
      json.set("context", JSON.valueToTree(new TreeMap<>(interaction.context())));
    }
    json.put("feedback", interaction.feedback().name().toLowerCase(Locale.ROOT));
    json.put("weight", interaction.weight());
    try {
      return JSON.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of texts", e);
    }
  }
}
