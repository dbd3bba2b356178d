package dev.slipstream.serving.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Reads a request's JSON: one object, or a list of them, which is answered by a list in the same
 * order. Strict: no field that is not known, none twice, no text where a number belongs.
 */
final class JsonBody {

  /** Most bytes of most bodies. */
  static final int MAX_BYTES = 1 << 20;

  /** Most objects of a list. */
  static final int MAX_BATCH = 256;

  private static final int MAX_DEPTH = 16;
  private static final int MAX_NUMBER = 64;
  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(MAX_NUMBER)
                          .maxStringLength(Integer.MAX_VALUE) // as long as the body may be
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .withCoercionConfig(
              LogicalType.Textual,
              text ->
                  text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
          .build();

  private final boolean list;
  private final List<ObjectNode> objects;

  private JsonBody(boolean list, List<ObjectNode> objects) {
    this.list = list;
    this.objects = objects;
  }

  /** {@link #of(Context, int)} of an ordinary length. */
  static JsonBody of(Context ctx) {
    return of(ctx, MAX_BYTES);
  }

  /**
   * Reads a request's body.
   *
   * @param maxBytes of it
   * @throws ProblemException if it is not JSON of one object or a list of some
   */
  static JsonBody of(Context ctx, int maxBytes) {
    JsonNode body = read(ctx, maxBytes);
    if (!body.isArray()) {
      return new JsonBody(false, List.of(object(body)));
    }
    if (body.isEmpty() || body.size() > MAX_BATCH) {
      throw ProblemException.badBody(
          "body: must be a list of 1 to " + MAX_BATCH + " objects, was of " + body.size());
    }
    List<ObjectNode> objects = new ArrayList<>(body.size());
    body.forEach(one -> objects.add(object(one)));
    return new JsonBody(true, objects);
  }

  /** Whether it was a list, be it of one. */
  boolean isList() {
    return list;
  }

  /** One or more. */
  List<ObjectNode> objects() {
    return objects;
  }

  /**
   * The objects as what they describe.
   *
   * @throws ProblemException if one is not what {@code type} describes, saying where
   */
  <T> List<T> as(Class<T> type) {
    return objects.stream().map(one -> as(one, type)).toList();
  }

  /** Answers with one, or with a list where the request was one. */
  void answer(Context ctx, List<?> answers) {
    ctx.json(list ? answers : answers.get(0));
  }

  private static byte[] bytes(InputStream in, int most) throws IOException {
    byte[] bytes = in.readNBytes(most + 1); // a body may come in chunks, of unknown length
    if (bytes.length > most) {
      throw ProblemException.tooLarge("body: must be <= " + most + " bytes");
    }
    return bytes;
  }

  /** JSON of an object. */
  static byte[] bytes(JsonNode node) {
    try {
      return JSON.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("a tree in memory", e);
    }
  }

  private static ObjectNode object(JsonNode node) {
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw ProblemException.badBody("body: must be an object or a list of objects");
  }

  private static JsonNode read(Context ctx, int maxBytes) {
    String type = ctx.contentType();
    if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
      throw ProblemException.wrongType(
          "Content-Type: must be application/json, was " + (type == null ? "missing" : type));
    }
    try (InputStream in = ctx.bodyInputStream();
        JsonParser parser = JSON.createParser(bytes(in, maxBytes))) {
      JsonNode body = JSON.readTree(parser);
      if (body == null || parser.nextToken() != null) {
        throw ProblemException.badBody("body: must be one JSON object or a list of them");
      }
      return body;
    } catch (JsonProcessingException e) {
      throw ProblemException.badBody(
          "body: must be JSON: "
              + e.getOriginalMessage()
              + (e.getLocation() == null ? "" : " at byte " + e.getLocation().getByteOffset()));
    } catch (IOException e) {
      throw ProblemException.badBody("body: cannot be read");
    }
  }

  private static <T> T as(JsonNode node, Class<T> type) {
    try {
      return JSON.treeToValue(node, type);
    } catch (UnrecognizedPropertyException e) {
      throw ProblemException.badBody(
          "%s: must be one of %s"
              .formatted(path(e), new TreeSet<>(names(e.getKnownPropertyIds()))));
    } catch (MismatchedInputException e) {
      throw ProblemException.badBody("%s: must be %s".formatted(path(e), kind(e.getTargetType())));
    } catch (JsonProcessingException e) {
      throw ProblemException.badBody(
          e.getCause() instanceof IllegalArgumentException refused
              ? refused.getMessage()
              : "body: must be as /openapi.json says");
    }
  }

  private static List<String> names(Collection<Object> properties) {
    return properties.stream().map(Object::toString).toList();
  }

  private static String path(JsonMappingException e) {
    String path =
        e.getPath().stream()
            .map(at -> at.getFieldName() == null ? "[" + at.getIndex() + "]" : at.getFieldName())
            .collect(Collectors.joining("."));
    return path.isEmpty() ? "body" : path;
  }

  private static String kind(Class<?> type) {
    if (type == null) {
      return "of another kind";
    }
    if (type == Integer.class || type == Long.class || type == int.class || type == long.class) {
      return "a whole number";
    }
    if (type == Double.class
        || type == Float.class
        || type == double.class
        || type == float.class) {
      return "a number";
    }
    if (type == Boolean.class || type == boolean.class) {
      return "true or false";
    }
    if (type == String.class) {
      return "a text";
    }
    return type.isArray() || Collection.class.isAssignableFrom(type)
        ? "a list"
        : Map.class.isAssignableFrom(type) || type.isRecord() ? "an object" : "of another kind";
  }
}
