package dev.slipstream.serving.http;

import io.javalin.Javalin;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The description of this interface for programs: OpenAPI 3.1. People read it at {@code /api}. */
final class ApiDocument {

  private static final String FILE = "openapi.json";

  private final byte[] document = read();

  void addTo(Javalin app) {
    app.get(
        "/openapi.json",
        ctx ->
            ctx.header("Cache-Control", "no-cache")
                .contentType("application/json")
                .result(document));
  }

  private static byte[] read() {
    try (InputStream in = ApiDocument.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException(FILE + ": must be in the jar, was not");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(FILE + ": cannot be read", e);
    }
  }
}
