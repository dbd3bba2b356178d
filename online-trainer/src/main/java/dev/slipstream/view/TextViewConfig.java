package dev.slipstream.view;

import dev.slipstream.config.Option;
import dev.slipstream.config.Settings;
import java.util.List;

/**
 * How views differ from their text.
 *
 * @param keep share of the tokens a view has
 */
public record TextViewConfig(double keep) {

  public static final Option<Double> KEEP =
      Option.ofDouble("text-view.keep", 0.5)
          .above(0.0)
          .atMost(1.0)
          .doc("Share of a text's tokens that each view keeps; up to a half, they share none.");

  public static final List<Option<?>> OPTIONS = List.of(KEEP);

  public TextViewConfig {
    KEEP.check(keep);
  }

  /** Reads the options of this record. */
  public static TextViewConfig from(Settings settings) {
    return new TextViewConfig(settings.get(KEEP));
  }
}
