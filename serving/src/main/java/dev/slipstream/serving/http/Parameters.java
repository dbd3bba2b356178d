package dev.slipstream.serving.http;

import dev.slipstream.serving.catalogue.ServedEncoder;
import dev.slipstream.serving.catalogue.ServedEncoders;
import io.javalin.http.Context;

/** Reads query parameters. */
final class Parameters {

  private Parameters() {}

  /** The one named by the query parameter "encoder", else the preferred one. */
  static ServedEncoder encoder(Context ctx, ServedEncoders encoders) {
    return encoder(ctx.queryParam("encoder"), encoders);
  }

  /** The one of this name; the preferred one if it is null. */
  static ServedEncoder encoder(String name, ServedEncoders encoders) {
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
      return inRange(name, Integer.parseInt(text), defaultValue, most);
    } catch (NumberFormatException e) {
      throw outOfRange(name, text, most);
    }
  }

  /** A whole number of a body, or its default where it is null. */
  static int inRange(String name, Integer value, int defaultValue, int most) {
    if (value == null) {
      return Math.min(defaultValue, most);
    }
    if (value < 1 || value > most) {
      throw outOfRange(name, value.toString(), most);
    }
    return value;
  }

  private static ProblemException outOfRange(String name, String found, int most) {
    return ProblemException.badParameter(
        name + ": must be a whole number from 1 to " + most + ", was " + shown(found));
  }

  /** A client's text, cut for a message. */
  static String shown(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }
}
