package dev.slipstream.view;

import dev.slipstream.config.Option;
import dev.slipstream.config.Settings;
import java.util.List;

/**
 * How views differ from their text.
 *
 * @param keep share of the tokens a view has
 * @param shuffle share of views whose tokens are in random order
 */
public record TextViewConfig(double keep, double shuffle) {

  public static final Option<Double> KEEP =
      Option.ofDouble("text-view.keep", 0.5)
          .above(0.0)
          .atMost(1.0)
          .doc("Share of a text's tokens that each view keeps; up to a half, they share none.");

  public static final Option<Double> SHUFFLE =
      Option.ofDouble("text-view.shuffle", 1.0)
          .atLeast(0.0)
          .atMost(1.0)
          .doc("Share of views whose tokens are in random order; the others keep the text's.");

  public static final List<Option<?>> OPTIONS = List.of(KEEP, SHUFFLE);

  public TextViewConfig {
    KEEP.check(keep);
    SHUFFLE.check(shuffle);
  }

  /** Reads the options of this record. */
  public static TextViewConfig from(Settings settings) {
    return new TextViewConfig(settings.get(KEEP), settings.get(SHUFFLE));
  }
}
