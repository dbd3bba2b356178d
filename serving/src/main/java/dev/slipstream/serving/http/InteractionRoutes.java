package dev.slipstream.serving.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipstream.ingest.EventTime;
import dev.slipstream.ingest.interaction.InteractionJson;
import dev.slipstream.serving.feedback.FeedbackUnavailableException;
import dev.slipstream.serving.feedback.InteractionLog;
import dev.slipstream.serving.feedback.InteractionLog.Entry;
import dev.slipstream.wire.Interaction;
import dev.slipstream.wire.RefusedException;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Takes interactions to Kafka. They are checked by ingest's own rules first, so that whoever sends
 * a wrong one hears of it; of a list, none is written unless all are right.
 */
final class InteractionRoutes {

  private static final String ID = "id";

  private final InteractionLog log;
  private final InteractionJson rules;

  InteractionRoutes(InteractionLog log, InteractionJson rules) {
    this.log = log;
    this.rules = rules;
  }

  void addTo(Javalin app) {
    app.post("/v1/interactions", this::accept);
  }

  private void accept(Context ctx) {
    JsonBody body = JsonBody.of(ctx);
    List<Entry> entries = new ArrayList<>();
    List<Accepted> accepted = new ArrayList<>();
    for (ObjectNode interaction : body.objects()) {
      if (!interaction.hasNonNull(ID)) {
        interaction.put(ID, UUID.randomUUID().toString());
      }
      byte[] json = JsonBody.bytes(interaction);
      Interaction.Builder read = checked(json, entries.size(), body);
      entries.add(new Entry(read.getUser(), json));
      accepted.add(new Accepted(read.getEventId()));
    }
    try {
      log.append(entries);
    } catch (FeedbackUnavailableException e) {
      throw ProblemException.feedbackUnavailable(
          e.getMessage() + "; try again with the same ids, which count once");
    }
    ctx.status(HttpStatus.ACCEPTED);
    body.answer(ctx, accepted);
  }

  private Interaction.Builder checked(byte[] json, int index, JsonBody body) {
    try {
      Interaction.Builder interaction = rules.read(json);
      if (interaction.getEventTimeMillis() != InteractionJson.NO_TIME) {
        EventTime.require(
            interaction.getEventTimeMillis(), System.currentTimeMillis(), "interaction's time");
      }
      return interaction;
    } catch (RefusedException e) {
      throw ProblemException.badBody(
          body.isList() ? "[" + index + "]: " + e.getMessage() : e.getMessage());
    }
  }

  private record Accepted(String id) {}
}
