package dev.slipstream.ingest.interaction;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.slipstream.ingest.Payload;
import dev.slipstream.wire.ContextField;
import dev.slipstream.wire.DeadLetter.Reason;
import dev.slipstream.wire.Interaction;
import dev.slipstream.wire.Interaction.Feedback;
import dev.slipstream.wire.RefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * An interaction as producers write it, in strict JSON (RFC 8259) and UTF-8:
 *
 * <pre>
 * {"item": "film-7", "user": "u1", "time": "2026-03-01T12:00:00Z", "id": "e-1",
 *  "context": {"device": "phone", "temperature": 21.5, "genres": ["drama", "crime"]},
 *  "feedback": "taken", "weight": 1.0, "dwell_millis": 5300}
 * </pre>
 *
 * <p>Only the item must be there; a null is as good as nothing. A time is RFC 3339 or whole Unix
 * milliseconds; ids may be written as whole numbers. Everything else is refused with a sentence
 * that says where and why: nothing is guessed at. Takes time and memory proportional to the bytes.
 * Immutable and thread-safe.
 */
public final class InteractionJson {

  /** The event time of an interaction that says none. */
  public static final long NO_TIME = 0;

  private static final String FIELDS =
      "id, user, item, time, context, feedback, weight and dwell_millis";

  private static final int MAX_DEPTH = 8;
  private static final int MAX_DIGITS = 64;

  private final InteractionLimits limits;
  private final int maxIdBytes;
  private final JsonFactory factory;

  private InteractionJson(InteractionLimits limits, int maxIdBytes) {
    this.limits = limits;
    this.maxIdBytes = maxIdBytes;
    this.factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_DIGITS)
                    .maxStringLength(limits.maxBytes())
                    .maxNameLength(limits.maxBytes())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // A table of all names ever seen would grow with what strangers send.
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();
  }

  /**
   * A reader.
   *
   * @param maxIdBytes most bytes of an event's, a user's, and an item's id, in UTF-8
   */
  public static InteractionJson of(InteractionLimits limits, int maxIdBytes) {
    return new InteractionJson(limits, maxIdBytes);
  }

  /**
   * Reads an interaction.
   *
   * @return all but its origin; the event's id is empty and its time {@link #NO_TIME} where the
   *     JSON does not say them
   * @throws RefusedException if it is none; the sentence says why
   */
  public Interaction.Builder read(byte[] json) throws RefusedException {
    Payload.requireLength("interaction", json, limits.maxBytes());
    // The text and not the bytes: Jackson would take UTF-16 and UTF-32 as well.
    try (JsonParser parser = factory.createParser(text(json))) {
      return interaction(parser);
    } catch (JsonProcessingException e) {
      throw new RefusedException(
          Reason.CORRUPT,
          "The event is no strict JSON%s: %s."
              .formatted(place(e.getLocation()), RefusedException.shown(e.getOriginalMessage())));
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory", e);
    }
  }

  /**
   * Requires an id of 1 to so many bytes as are taken.
   *
   * @param what is named, for people
   * @return {@code id}
   */
  public String requireId(String what, String id) throws RefusedException {
    int bytes = utf8Length(what, id);
    if (bytes == 0 || bytes > maxIdBytes) {
      throw bad("The %s must have 1 to %d bytes, has %d.".formatted(what, maxIdBytes, bytes));
    }
    return id;
  }

  private Interaction.Builder interaction(JsonParser json) throws IOException, RefusedException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw bad("An event must be one interaction, a JSON object.");
    }
    Interaction.Builder interaction =
        Interaction.newBuilder().setFeedback(Feedback.TAKEN).setWeight(1);
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      if (json.nextToken() != JsonToken.VALUE_NULL) {
        set(name, json, interaction);
      }
    }
    if (json.nextToken() != null) {
      throw new RefusedException(Reason.CORRUPT, "Something follows the event's JSON object.");
    }
    if (interaction.getItemId().isEmpty()) {
      throw bad("The interaction names no item.");
    }
    return interaction;
  }

  private void set(String name, JsonParser json, Interaction.Builder interaction)
      throws IOException, RefusedException {
    switch (name) {
      case "id" -> interaction.setEventId(id(name, json));
      case "user" -> interaction.setUser(id(name, json));
      case "item" -> interaction.setItemId(id(name, json));
      case "time" -> interaction.setEventTimeMillis(time(json));
      case "context" -> interaction.addAllContext(context(json));
      case "feedback" -> interaction.setFeedback(feedback(json));
      case "weight" -> interaction.setWeight(weight(json));
      case "dwell_millis" -> interaction.setDwellMillis(dwell(json));
      default ->
          throw bad(
              ("The field %s is unknown; there are %s. What else is known of the moment belongs"
                      + " into the context.")
                  .formatted(RefusedException.shown(name), FIELDS));
    }
  }

  private String id(String name, JsonParser json) throws IOException, RefusedException {
    if (json.currentToken() != JsonToken.VALUE_STRING
        && json.currentToken() != JsonToken.VALUE_NUMBER_INT) {
      throw bad("The %s must be a text or a whole number, was %s.".formatted(name, shown(json)));
    }
    return requireId(name, json.getText());
  }

  private static long time(JsonParser json) throws IOException, RefusedException {
    try {
      return switch (json.currentToken()) {
        case VALUE_STRING ->
            requireSaid(OffsetDateTime.parse(json.getText()).toInstant().toEpochMilli());
        case VALUE_NUMBER_INT -> requireSaid(Long.parseLong(json.getText()));
        default -> throw badTime(json);
      };
    } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
      throw badTime(json);
    }
  }

  /** The one millisecond that stands for no time is as wrong as its neighbours. */
  private static long requireSaid(long millis) {
    return millis == NO_TIME ? 1 : millis;
  }

  private static RefusedException badTime(JsonParser json) throws IOException {
    return new RefusedException(
        Reason.BAD_EVENT_TIME,
        "The time must be RFC 3339 or whole Unix milliseconds, was " + shown(json) + ".");
  }

  private List<ContextField> context(JsonParser json) throws IOException, RefusedException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw bad("The context must be an object of fields, was %s.".formatted(shown(json)));
    }
    Map<String, ContextField> fields = new TreeMap<>(); // the same context has the same bytes
    int count = 0;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      requireLength("name of a context's field", name);
      if (name.isEmpty() || ++count > limits.maxFields()) {
        throw bad(
            "A context must have at most %d fields, each with a name."
                .formatted(limits.maxFields()));
      }
      List<String> values = values(RefusedException.shown(name), json);
      if (!values.isEmpty()) {
        fields.put(name, ContextField.newBuilder().setName(name).addAllValues(values).build());
      }
    }
    return List.copyOf(fields.values());
  }

  private List<String> values(String name, JsonParser json) throws IOException, RefusedException {
    List<String> values = new ArrayList<>();
    if (json.nextToken() != JsonToken.START_ARRAY) {
      addValue(name, json, values);
      return values;
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      addValue(name, json, values);
      if (values.size() > limits.maxValues()) {
        throw bad(
            "The context's %s must have at most %d values.".formatted(name, limits.maxValues()));
      }
    }
    return values;
  }

  private void addValue(String name, JsonParser json, List<String> values)
      throws IOException, RefusedException {
    switch (json.currentToken()) {
      case VALUE_NULL -> {}
      case VALUE_STRING, VALUE_TRUE, VALUE_FALSE, VALUE_NUMBER_INT -> {
        requireLength("context's " + name, json.getText());
        values.add(json.getText());
      }
      case VALUE_NUMBER_FLOAT -> {
        if (!Double.isFinite(Double.parseDouble(json.getText()))) {
          throw bad("The context's %s is too large a number: %s.".formatted(name, shown(json)));
        }
        values.add(json.getText());
      }
      default ->
          throw bad(
              "The context's %s must be a text, number, boolean or a list of them, was %s."
                  .formatted(name, shown(json)));
    }
  }

  private static Feedback feedback(JsonParser json) throws IOException, RefusedException {
    String said = json.currentToken() == JsonToken.VALUE_STRING ? json.getText() : "";
    return switch (said.toLowerCase(Locale.ROOT)) {
      case "taken" -> Feedback.TAKEN;
      case "seen" -> Feedback.SEEN;
      case "refused" -> Feedback.REFUSED;
      default ->
          throw bad("The feedback must be taken, seen or refused, was %s.".formatted(shown(json)));
    };
  }

  private static float weight(JsonParser json) throws IOException, RefusedException {
    if (json.currentToken().isNumeric()) {
      float weight = Float.parseFloat(json.getText());
      if (weight > 0 && weight < Float.POSITIVE_INFINITY) {
        return weight;
      }
    }
    throw bad("The weight must be a number, finite and > 0, was %s.".formatted(shown(json)));
  }

  private static long dwell(JsonParser json) throws IOException, RefusedException {
    if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
      try {
        long millis = Long.parseLong(json.getText());
        if (millis >= 0) {
          return millis;
        }
      } catch (NumberFormatException e) {
        // refused below
      }
    }
    throw bad("The dwell_millis must be whole milliseconds >= 0, was %s.".formatted(shown(json)));
  }

  private void requireLength(String what, String text) throws RefusedException {
    int bytes = utf8Length(what, text);
    if (bytes > limits.maxValueBytes()) {
      throw bad(
          "The %s must have at most %d bytes, has %d."
              .formatted(what, limits.maxValueBytes(), bytes));
    }
  }

  /** Refuses half of a pair of surrogates, which JSON can write and UTF-8 cannot. */
  private static int utf8Length(String what, String text) throws RefusedException {
    try {
      return UTF_8.newEncoder().encode(CharBuffer.wrap(text)).remaining();
    } catch (CharacterCodingException e) {
      throw new RefusedException(
          Reason.CORRUPT,
          "The %s holds half of a character (an unpaired surrogate)."
              .formatted(RefusedException.shown(what)));
    }
  }

  private static String text(byte[] json) throws RefusedException {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
    } catch (CharacterCodingException e) {
      throw new RefusedException(Reason.CORRUPT, "The event is not UTF-8 text.");
    }
  }

  /** The value at hand as a sentence may quote it. */
  private static String shown(JsonParser json) throws IOException {
    return switch (json.currentToken()) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "a list";
      case VALUE_STRING -> '"' + RefusedException.shown(json.getText()) + '"';
      default -> RefusedException.shown(json.getText());
    };
  }

  private static String place(JsonLocation location) {
    return location == null
        ? ""
        : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
  }

  private static RefusedException bad(String sentence) {
    return new RefusedException(Reason.BAD_INTERACTION, sentence);
  }
}
