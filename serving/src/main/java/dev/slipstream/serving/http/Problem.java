package dev.slipstream.serving.http;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.javalin.http.Context;

/**
 * An error as clients see it: {@code application/problem+json}, RFC 9457.
 *
 * @param type {@code urn:slipstream:problem:…}, or {@code about:blank} where the status says all
 * @param title what kind of problem, the same every time
 * @param status the HTTP status
 * @param detail what happened this time and what to do
 * @param instance path of the request
 */
record Problem(String type, String title, int status, String detail, String instance) {

  static final String MEDIA_TYPE = "application/problem+json";

  /** Answers a request with this problem. */
  @JsonIgnore
  void writeTo(Context ctx) {
    ctx.removeHeader("ETag").header("Cache-Control", "no-store");
    ctx.status(status).contentType(MEDIA_TYPE);
    ctx.result(ctx.jsonMapper().toJsonString(this, Problem.class));
  }
}
