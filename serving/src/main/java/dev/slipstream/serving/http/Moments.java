package dev.slipstream.serving.http;

import dev.slipstream.ingest.EventTime;
import dev.slipstream.ingest.interaction.InteractionJson;
import dev.slipstream.recommend.ContextConfig;
import dev.slipstream.wire.ContextField;
import dev.slipstream.wire.Interaction;
import dev.slipstream.wire.RefusedException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the moments that are asked about, by the rules of interactions. */
final class Moments {

  private final InteractionJson rules;

  Moments(InteractionJson rules) {
    this.rules = rules;
  }

  /**
   * Who asks, when, and where.
   *
   * @param user empty for nobody in particular
   */
  record Moment(String user, long timeMillis, Map<String, List<String>> context) {}

  /**
   * The moment of a query; one that says no time is now.
   *
   * @throws ProblemException if it breaks a rule of interactions
   */
  Moment read(RecommendQuery query) {
    long now = System.currentTimeMillis();
    try {
      Interaction.Builder said = rules.read(JsonBody.bytes(query.moment()));
      Map<String, List<String>> context = new HashMap<>();
      for (ContextField field : said.getContextList()) {
        context.put(field.getName(), field.getValuesList());
      }
      long time = said.getEventTimeMillis();
      return new Moment(
          said.getUser(),
          time == InteractionJson.NO_TIME ? now : EventTime.require(time, now, "time"),
          context);
    } catch (RefusedException e) {
      throw ProblemException.badBody(e.getMessage());
    }
  }

  /**
   * Checks a moment's context.
   *
   * @throws ProblemException if a field is not declared, or has no such value
   */
  static void check(Moment moment, ContextConfig declared) {
    try {
      declared.check(moment.context());
    } catch (IllegalArgumentException e) {
      throw ProblemException.badBody(e.getMessage());
    }
  }
}
