package dev.slipstream.infra.evaluate.recommend;

import dev.slipstream.recommend.ContextConfig.Kind;
import dev.slipstream.recommend.Interaction;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Guesses what kind the fields of recorded interactions are: of several words if one has several; a
 * number if all are and there are fractions or many different ones; else one of some words. With
 * times, the hour and the weekday are fields too, and the user's recent items always are.
 */
public final class ContextKinds {

  /** Whole numbers up to so many are names rather than amounts: of weekdays, shops, versions. */
  private static final int MOST_NAMES = 32;

  private final Set<String> different = new HashSet<>();
  private boolean several;
  private boolean words;
  private boolean fractions;

  private ContextKinds() {}

  /** The context that recorded interactions have, as the option {@code recommend.context}. */
  public static String of(List<Interaction> interactions) {
    Map<String, ContextKinds> fields = new LinkedHashMap<>();
    boolean times = false;
    for (Interaction interaction : interactions) {
      interaction
          .context()
          .forEach(
              (field, values) ->
                  fields.computeIfAbsent(field, unused -> new ContextKinds()).take(values));
      times |= interaction.timeMillis() != 0;
    }
    Map<String, Kind> kinds = new LinkedHashMap<>();
    fields.keySet().stream().sorted().forEach(field -> kinds.put(field, fields.get(field).kind()));
    if (times) {
      kinds.putIfAbsent("hour", Kind.HOUR);
      kinds.putIfAbsent("weekday", Kind.WEEKDAY);
    }
    kinds.putIfAbsent("recent", Kind.RECENT);
    return kinds.entrySet().stream()
        .map(field -> field.getKey() + ":" + field.getValue())
        .collect(Collectors.joining(","));
  }

  private void take(List<String> values) {
    several |= values.size() > 1;
    for (String value : values) {
      try {
        double number = Double.parseDouble(value);
        fractions |= number != Math.rint(number);
        words |= !Double.isFinite(number);
      } catch (NumberFormatException e) {
        words = true;
      }
      if (different.size() <= MOST_NAMES) {
        different.add(value);
      }
    }
  }

  private Kind kind() {
    if (several) {
      return Kind.MULTI;
    }
    boolean amount = fractions || different.size() > MOST_NAMES;
    return !words && amount ? Kind.NUMERIC : Kind.CATEGORICAL;
  }
}
