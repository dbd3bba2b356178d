package dev.slipstream.recommend;

import dev.slipstream.config.Option;
import dev.slipstream.config.Settings;
import dev.slipstream.config.Suggestion;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Settings of a recommender with some values replaced, written {@code
 * loss=n-pairs;learning-rate=0.002}: keys of {@link RecommendLearner#OPTIONS}, those that begin
 * with {@code recommend.} also without it.
 */
public final class Variant {

  private static final String PREFIX = "recommend.";

  private Variant() {}

  /**
   * The settings so changed.
   *
   * @throws IllegalArgumentException if that is no such list, a key is none of a recommender's, or
   *     a value breaks its option's rule; or if it declares a field of the context that the
   *     settings do not, as nobody checks what comes for it
   */
  public static Settings of(Settings settings, String text) {
    Map<String, String> values = new TreeMap<>();
    Arrays.stream(text.split(";", -1))
        .map(String::strip)
        .filter(Predicate.not(String::isEmpty))
        .forEach(
            pair -> {
              int equals = pair.indexOf('=');
              if (equals < 1) {
                throw new IllegalArgumentException(
                    "challenger: must be KEY=VALUE with ; between, was " + text);
              }
              values.put(key(pair.substring(0, equals).strip()), pair.substring(equals + 1));
            });
    Settings changed = settings.with(values);
    Map<String, ContextConfig.Kind> known = ContextConfig.from(settings).fields();
    ContextConfig.from(changed)
        .fields()
        .forEach(
            (name, kind) -> {
              if (known.get(name) != kind) {
                throw new IllegalArgumentException(
                    "challenger: context must be of fields of recommend.context, was %s:%s"
                        .formatted(name, kind));
              }
            });
    return changed;
  }

  private static String key(String name) {
    List<String> keys = RecommendLearner.OPTIONS.stream().map(Option::key).toList();
    return keys.stream()
        .filter(key -> key.equals(name) || key.equals(PREFIX + name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "challenger: %s is no option of a recommender%s"
                        .formatted(name, Suggestion.of(PREFIX + name, keys))));
  }
}
