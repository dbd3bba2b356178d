package dev.slipstream.serving.http;

import dev.slipstream.serving.catalogue.ServedEncoder;
import dev.slipstream.serving.catalogue.ServedEncoders;
import dev.slipstream.serving.embed.Content;
import dev.slipstream.serving.embed.ContentEmbedder;
import dev.slipstream.serving.embed.EmbeddingUnavailableException;
import dev.slipstream.serving.embed.UnusableContentException;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;

/** Vectors of contents that are no items, by the version that is served. */
final class EmbedRoutes {

  static final String PATH = "/v1/embed";

  private final ServedEncoders encoders;
  private final ContentEmbedder embedder;
  private final int maxBytes;

  /**
   * @param maxBytes most bytes of a body
   */
  EmbedRoutes(ServedEncoders encoders, ContentEmbedder embedder, int maxBytes) {
    this.encoders = encoders;
    this.embedder = embedder;
    this.maxBytes = maxBytes;
  }

  void addTo(Javalin app) {
    app.post(PATH, this::answer);
  }

  private void answer(Context ctx) {
    JsonBody body = JsonBody.of(ctx, maxBytes);
    List<Content> contents = new ArrayList<>();
    for (EmbedQuery query : body.as(EmbedQuery.class)) {
      ServedEncoder encoder = Parameters.encoder(query.encoder(), encoders);
      contents.add(
          new Content(
              encoder.name(),
              Versions.of(encoder, query.version()).version(),
              query.bytes(),
              query.declared()));
    }
    List<float[]> vectors = embedded(contents, body.isList());
    List<EmbedAnswer> answers = new ArrayList<>();
    for (int i = 0; i < vectors.size(); i++) {
      Content content = contents.get(i);
      answers.add(new EmbedAnswer(content.encoder(), content.version(), vectors.get(i)));
    }
    body.answer(ctx, answers);
  }

  private List<float[]> embedded(List<Content> contents, boolean list) {
    try {
      return embedder.embed(contents);
    } catch (EmbeddingUnavailableException e) {
      throw ProblemException.notReady(e.getMessage());
    } catch (UnusableContentException e) {
      String detail = (list ? "[" + e.index() + "]: " : "") + e.getMessage();
      throw switch (e.reason()) {
        case PAYLOAD_TOO_LARGE, TOO_MANY_PIXELS, TOO_LONG -> ProblemException.tooLarge(detail);
        case UNKNOWN_CONTENT_TYPE, CONTENT_TYPE_MISMATCH, UNSUPPORTED_ENCODING ->
            ProblemException.wrongType(detail);
        default -> ProblemException.badContent(detail);
      };
    }
  }

  private record EmbedAnswer(String encoder, long version, float[] vector) {}
}
