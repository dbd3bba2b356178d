package dev.slipstream.serving.page;

import io.javalin.Javalin;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The page and that of the API: a few files of the jar, held in memory. */
public final class Page {

  /** Serves the page at the root, the API's at {@code /api} and as OpenAPI 3.1. */
  public void addTo(Javalin app) {
    add(app, "/", "index.html", "text/html; charset=utf-8");
    add(app, "/page.css", "page.css", "text/css; charset=utf-8");
    add(app, "/page.js", "page.js", "text/javascript; charset=utf-8");
    add(app, "/chart.js", "chart.js", "text/javascript; charset=utf-8");
    add(app, "/grid.js", "grid.js", "text/javascript; charset=utf-8");
    add(app, "/api", "api.html", "text/html; charset=utf-8");
    add(app, "/api.css", "api.css", "text/css; charset=utf-8");
    add(app, "/api.js", "api.js", "text/javascript; charset=utf-8");
    add(app, "/openapi.json", "openapi.json", "application/json");
    add(app, "/icon.svg", "icon.svg", "image/svg+xml");
  }

  private static void add(Javalin app, String path, String file, String contentType) {
    byte[] bytes = read(file);
    app.get(path, ctx -> answer(ctx, bytes, contentType));
  }

  private static void answer(Context ctx, byte[] bytes, String contentType) {
    ctx.header("Cache-Control", "no-cache").contentType(contentType).result(bytes);
  }

  private static byte[] read(String file) {
    try (InputStream in = Page.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + ": must be in the jar, was not");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be read", e);
    }
  }
}
