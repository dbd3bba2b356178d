package dev.slipstream.serving.http;

import dev.slipstream.serving.catalogue.Catalogue;
import dev.slipstream.serving.catalogue.Generation;
import dev.slipstream.serving.catalogue.ServedEncoder;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;

/** Which generation answers a request; there is one for each. */
final class Versions {

  private Versions() {}

  /**
   * The version asked for, which may have been served until a while ago, or the one that is.
   *
   * @param version null for the one served
   * @throws ProblemException if nothing is served yet, or that version not any more
   */
  static Generation of(ServedEncoder encoder, Long version) {
    return of(encoder.catalogue(), version);
  }

  /** That of a catalogue. */
  static Generation of(Catalogue catalogue, Long version) {
    Generation served =
        catalogue
            .served()
            .orElseThrow(() -> ProblemException.notReady("waiting for the first encoder version"));
    if (version == null) {
      return served;
    }
    return catalogue
        .pinned(version)
        .orElseThrow(
            () ->
                ProblemException.versionGone(
                    "version: must be "
                        + served.version()
                        + ", which is served, or the one before for a while, was "
                        + version));
  }

  /** That which the query parameter {@code version} names, else the one that is served. */
  static Generation of(Context ctx, ServedEncoder encoder) {
    String text = ctx.queryParam("version");
    if (text == null) {
      return of(encoder, null);
    }
    try {
      return of(encoder, Long.valueOf(text));
    } catch (NumberFormatException e) {
      throw ProblemException.badParameter(
          "version: must be a whole number, was " + Parameters.shown(text));
    }
  }

  /**
   * Tags an answer by what it is made of. If the client has it already, it is told so and gets no
   * answer.
   *
   * @return whether the client has it
   */
  static boolean isKnown(Context ctx, ServedEncoder encoder, Generation generation) {
    String tag =
        "W/\"%s-%d-%d\"".formatted(encoder.name(), generation.version(), generation.changes());
    ctx.header("Cache-Control", "private, no-cache").header("ETag", tag);
    boolean known = tag.equals(ctx.header("If-None-Match"));
    if (known) {
      ctx.status(HttpStatus.NOT_MODIFIED);
    }
    return known;
  }

  /** Why a generation has no vector of an item. */
  static ProblemException missing(String id, ServedEncoder encoder, Generation generation) {
    return ProblemException.unknownItem(
        encoder.catalogue().knows(id)
            ? "item " + id + " has no vector of encoder version " + generation.version() + " yet"
            : "encoder " + encoder.name() + " has no item " + id);
  }
}
