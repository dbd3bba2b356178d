package dev.slipstream.ingest.interaction;

import dev.slipstream.config.Option;
import dev.slipstream.config.Settings;
import java.util.List;

/**
 * Which interactions are taken.
 *
 * @param maxBytes most bytes of the JSON
 * @param maxFields most fields of a context
 * @param maxValues most values of a field
 * @param maxValueBytes most bytes of a value, and of a field's name, in UTF-8
 */
public record InteractionLimits(int maxBytes, int maxFields, int maxValues, int maxValueBytes) {

  public static final Option<Integer> MAX_BYTES =
      Option.ofInt("ingest.max-interaction-bytes", 64 << 10)
          .atLeast(1)
          .atMost(512 << 10)
          .unit("bytes")
          .doc("Longest interaction, as JSON.");
  public static final Option<Integer> MAX_FIELDS =
      Option.ofInt("ingest.max-context-fields", 64)
          .atLeast(0)
          .atMost(1024)
          .unit("fields")
          .doc("Most fields of an interaction's context.");
  public static final Option<Integer> MAX_VALUES =
      Option.ofInt("ingest.max-context-values", 64)
          .atLeast(1)
          .atMost(4096)
          .unit("values")
          .doc("Most values of one field of a context.");
  public static final Option<Integer> MAX_VALUE_BYTES =
      Option.ofInt("ingest.max-context-value-bytes", 256)
          .atLeast(1)
          .atMost(4096)
          .unit("bytes")
          .doc("Longest value, and longest name, of a field of a context, in UTF-8.");

  /** All options of this record. */
  public static final List<Option<?>> OPTIONS =
      List.of(MAX_BYTES, MAX_FIELDS, MAX_VALUES, MAX_VALUE_BYTES);

  public InteractionLimits {
    MAX_BYTES.check(maxBytes);
    MAX_FIELDS.check(maxFields);
    MAX_VALUES.check(maxValues);
    MAX_VALUE_BYTES.check(maxValueBytes);
  }

  /** The options' defaults. */
  public static InteractionLimits ofDefaults() {
    return from(Settings.defaults(OPTIONS));
  }

  /** Reads the options. */
  public static InteractionLimits from(Settings settings) {
    return new InteractionLimits(
        settings.get(MAX_BYTES),
        settings.get(MAX_FIELDS),
        settings.get(MAX_VALUES),
        settings.get(MAX_VALUE_BYTES));
  }
}
