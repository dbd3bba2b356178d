package dev.slipstream.serving.http;

import dev.slipstream.serving.catalogue.ServedEncoder;
import dev.slipstream.serving.catalogue.ServedEncoders;
import io.javalin.http.Context;

/** Reads query parameters. */
final class Parameters {

  private Parameters() {}

  /** The one named by the query parameter "encoder", else the preferred one. */
  static ServedEncoder encoder(Context ctx, ServedEncoders encoders) {
    String name = ctx.queryParam("encoder");
    if (name == null) {
      return encoders.preferred();
    }
    return encoders
        .find(name)
        .orElseThrow(
            () ->
                ProblemException.badParameter(
                    "encoder: must be one of " + encoders.names() + ", was " + shown(name)));
  }

  /** The whole number in a query parameter, or its default. */
  static int number(Context ctx, String name, int defaultValue, int most) {
    String text = ctx.queryParam(name);
    if (text == null) {
      return Math.min(defaultValue, most);
    }
    try {
      int value = Integer.parseInt(text);
      if (value >= 1 && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // told below, like a number out of range
    }
    throw ProblemException.badParameter(
        name + ": must be a whole number from 1 to " + most + ", was " + shown(text));
  }

  private static String shown(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }
}
