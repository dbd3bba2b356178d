package dev.slipstream.serving.http;

import io.javalin.http.Context;

/** Reads query parameters. */
final class Parameters {

  private Parameters() {}

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
    String shown = text.length() <= 40 ? text : text.substring(0, 40) + "…";
    throw ProblemException.badParameter(
        name + ": must be a whole number from 1 to " + most + ", was " + shown);
  }
}
