package dev.slipstream.serving.http;

import dev.slipstream.serving.catalogue.Generation;
import dev.slipstream.serving.catalogue.Item;
import dev.slipstream.serving.catalogue.ServedEncoder;
import dev.slipstream.serving.catalogue.ServedEncoders;
import dev.slipstream.serving.content.ContentStore;
import dev.slipstream.serving.content.ContentUnavailableException;
import dev.slipstream.serving.index.Neighbor;
import dev.slipstream.wire.Origin;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Everything about items. Each request is answered from one generation alone. */
final class ItemRoutes {

  private static final int DEFAULT_K = 10;
  private static final int DEFAULT_SAMPLE = 10;
  private static final int MAX_SAMPLE = 100;
  // No SVG or HTML: they can carry scripts.
  private static final Map<String, String> SENT_AS =
      Map.ofEntries(
          Map.entry("image/png", "image/png"),
          Map.entry("image/jpeg", "image/jpeg"),
          Map.entry("image/gif", "image/gif"),
          Map.entry("image/bmp", "image/bmp"),
          Map.entry("image/webp", "image/webp"),
          Map.entry("text/plain", "text/plain;charset=utf-8"),
          Map.entry("text/markdown", "text/plain;charset=utf-8"),
          Map.entry("audio/wav", "audio/wav"),
          Map.entry("audio/aiff", "audio/aiff"),
          Map.entry("audio/flac", "audio/flac"),
          Map.entry("audio/ogg", "audio/ogg"),
          Map.entry("audio/mpeg", "audio/mpeg"));

  private final ServedEncoders encoders;
  private final ContentStore pictures;
  private final int maxK;

  ItemRoutes(ServedEncoders encoders, ContentStore pictures, int maxK) {
    this.encoders = encoders;
    this.pictures = pictures;
    this.maxK = maxK;
  }

  void addTo(Javalin app) {
    app.get("/v1/items", this::sample);
    app.get("/v1/items/{id}", this::known);
    app.get("/v1/items/{id}/neighbors", this::neighbors);
    app.get("/v1/items/{id}/embedding", this::embedding);
    app.get("/v1/items/{id}/content", this::content);
  }

  private void sample(Context ctx) {
    int count = Parameters.number(ctx, "random", DEFAULT_SAMPLE, MAX_SAMPLE);
    ServedEncoder encoder = Parameters.encoder(ctx, encoders);
    Generation generation = Versions.of(ctx, encoder);
    ctx.json(new SampleAnswer(encoder.name(), generation.version(), generation.sample(count)));
  }

  private void known(Context ctx) {
    String id = ctx.pathParam("id");
    ServedEncoder encoder = Parameters.encoder(ctx, encoders);
    Generation generation = Versions.of(ctx, encoder);
    Item item = item(id, encoder, generation);
    if (Versions.isKnown(ctx, encoder, generation)) {
      return;
    }
    ctx.json(
        new ItemAnswer(
            id,
            encoder.name(),
            generation.version(),
            Instant.ofEpochMilli(item.eventTimeMillis()).toString(),
            Instant.ofEpochMilli(item.embedTimeMillis()).toString(),
            item.contentType(),
            item.listing().getTagsList(),
            !item.listing().getUnavailable()));
  }

  private void neighbors(Context ctx) {
    int k = Parameters.number(ctx, "k", DEFAULT_K, maxK);
    ServedEncoder encoder = Parameters.encoder(ctx, encoders);
    Generation generation = Versions.of(ctx, encoder);
    String id = ctx.pathParam("id");
    Item item = item(id, encoder, generation);
    if (Versions.isKnown(ctx, encoder, generation)) {
      return; // before the search, which is the long part
    }
    List<Neighbor> neighbors = generation.neighbors(id, k);
    if (neighbors == null) {
      throw Versions.missing(id, encoder, generation);
    }
    ctx.json(
        new NeighborsAnswer(
            id,
            encoder.name(),
            generation.version(),
            item.contentType(),
            k,
            neighbors.stream().map(n -> Near.of(n, generation)).toList()));
  }

  private void embedding(Context ctx) {
    ServedEncoder encoder = Parameters.encoder(ctx, encoders);
    Generation generation = Versions.of(ctx, encoder);
    String id = ctx.pathParam("id");
    Item item = item(id, encoder, generation);
    float[] vector = generation.vector(id);
    if (vector == null) {
      throw Versions.missing(id, encoder, generation);
    }
    if (Versions.isKnown(ctx, encoder, generation)) {
      return;
    }
    ctx.json(
        new EmbeddingAnswer(
            id,
            encoder.name(),
            generation.version(),
            Instant.ofEpochMilli(item.eventTimeMillis()).toString(),
            Instant.ofEpochMilli(item.embedTimeMillis()).toString(),
            item.contentType(),
            vector));
  }

  private void content(Context ctx) {
    String id = ctx.pathParam("id");
    ServedEncoder encoder = Parameters.encoder(ctx, encoders);
    Item item = item(id, encoder, Versions.of(ctx, encoder));
    String sentAs = SENT_AS.get(item.contentType());
    if (sentAs == null) {
      throw ProblemException.notShown("item " + id + " is " + item.contentType());
    }
    String tag = tag(item.origin());
    ctx.header("Cache-Control", "private, max-age=3600").header("ETag", tag);
    if (tag.equals(ctx.header("If-None-Match"))) {
      ctx.status(HttpStatus.NOT_MODIFIED);
      return;
    }
    ctx.result(fetch(id, item.origin())).contentType(sentAs);
  }

  private byte[] fetch(String id, Origin origin) {
    try {
      return pictures
          .fetch(id, origin)
          .orElseThrow(
              () ->
                  ProblemException.noContent(
                      "the picture of item " + id + " is no longer in the stream"));
    } catch (ContentUnavailableException e) {
      throw ProblemException.contentUnavailable(e.getMessage() + "; try again");
    }
  }

  private static String tag(Origin origin) {
    return "\"" + origin.getPartition() + "-" + origin.getOffset() + "\"";
  }

  private static Item item(String id, ServedEncoder encoder, Generation generation) {
    Item item = generation.item(id);
    if (item == null) {
      throw Versions.missing(id, encoder, generation);
    }
    return item;
  }

  private record SampleAnswer(String encoder, long version, List<String> items) {}

  private record NeighborsAnswer(
      String id, String encoder, long version, String contentType, int k, List<Near> neighbors) {}

  private record ItemAnswer(
      String id,
      String encoder,
      long version,
      String eventTime,
      String embedTime,
      String contentType,
      List<String> tags,
      boolean available) {}

  private record EmbeddingAnswer(
      String id,
      String encoder,
      long version,
      String eventTime,
      String embedTime,
      String contentType,
      float[] vector) {}
}
