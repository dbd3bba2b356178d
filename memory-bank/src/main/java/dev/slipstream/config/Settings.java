package dev.slipstream.config;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The values of a set of known options. Later sources win: defaults, file, environment, command
 * line. Every value is checked when it is added, so a {@code Settings} in hand is valid. Immutable
 * and thread-safe.
 *
 * <p>A key may be {@code scope/key}: its value then holds within {@linkplain #within that scope}
 * alone.
 */
public final class Settings {

  /** Ends the scope of a key. */
  private static final char SCOPE = '/';

  private final Map<String, Option<?>> known;
  private final Map<String, String> values;

  private Settings(Map<String, Option<?>> known, Map<String, String> values) {
    this.known = known;
    this.values = values;
  }

  /**
   * All defaults of the options given.
   *
   * @throws IllegalArgumentException if two different options share a key
   */
  public static Settings defaults(Collection<? extends Option<?>> options) {
    Map<String, Option<?>> byKey = new LinkedHashMap<>();
    for (Option<?> option : options) {
      Option<?> other = byKey.putIfAbsent(option.key(), option);
      if (other != null && other != option) {
        throw new IllegalArgumentException(option.key() + ": declared twice");
      }
    }
    return new Settings(byKey, Map.of());
  }

  /**
   * These settings with some values replaced.
   *
   * @throws IllegalArgumentException if a key is unknown (one that looks alike is suggested) or a
   *     value breaks its option's rule
   */
  public Settings with(Map<String, String> more) {
    Map<String, String> merged = new TreeMap<>(values);
    more.forEach(
        (key, text) -> {
          int scope = key.indexOf(SCOPE) + 1;
          Option<?> option = known.get(key.substring(scope));
          if (option == null) {
            throw new IllegalArgumentException(
                key
                    + ": unknown option"
                    + Suggestion.of(key.substring(scope), known.keySet(), key.substring(0, scope)));
          }
          option.parse(text);
          merged.put(key, text);
        });
    return new Settings(known, merged);
  }

  /** These settings where they are set, the values given elsewhere. */
  public Settings over(Map<String, String> beneath) {
    return defaults(known.values()).with(beneath).with(values);
  }

  /** These settings as far as some of their options go; in all scopes. */
  public Settings only(Collection<? extends Option<?>> options) {
    Settings some = defaults(options);
    Map<String, String> kept = new TreeMap<>(values);
    kept.keySet().removeIf(key -> !some.known.containsKey(key.substring(key.indexOf(SCOPE) + 1)));
    return some.with(kept);
  }

  /** The scopes any value is set in, sorted. */
  public Set<String> scopes() {
    Set<String> scopes = new TreeSet<>();
    values.keySet().stream()
        .filter(key -> key.indexOf(SCOPE) >= 0)
        .forEach(key -> scopes.add(key.substring(0, key.indexOf(SCOPE))));
    return scopes;
  }

  /** The values set in a scope, by key without the scope. */
  public Map<String, String> setWithin(String scope) {
    Map<String, String> found = new TreeMap<>();
    values.forEach(
        (key, text) -> {
          if (key.startsWith(scope + SCOPE)) {
            found.put(key.substring(scope.length() + 1), text);
          }
        });
    return found;
  }

  /** These settings as they are within a scope; no value has a scope any more. */
  public Settings within(String scope) {
    Map<String, String> plain = new TreeMap<>(values);
    plain.keySet().removeIf(key -> key.indexOf(SCOPE) >= 0);
    return new Settings(known, plain).with(setWithin(scope));
  }

  /** These settings with one value replaced. */
  public <T> Settings with(Option<T> option, T value) {
    return with(Map.of(option.key(), option.show(option.check(value))));
  }

  /**
   * These settings with the values of a properties file in UTF-8.
   *
   * @throws UncheckedIOException if the file cannot be read
   * @throws IllegalArgumentException naming the file, if a key or value in it is wrong
   */
  public Settings withFile(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
      Map<String, String> more = new TreeMap<>();
      properties.stringPropertyNames().forEach(k -> more.put(k, properties.getProperty(k)));
      return with(more);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be read", e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * These settings with what the environment says; see {@link Option#environmentName}. Variables
   * that name no option are not looked at.
   *
   * @throws IllegalArgumentException naming the variable, if its value breaks the option's rule
   */
  public Settings withEnvironment(Map<String, String> environment) {
    Settings result = this;
    for (Option<?> option : known.values()) {
      String text = environment.get(option.environmentName());
      if (text != null) {
        try {
          result = result.with(Map.of(option.key(), text));
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(option.environmentName() + ": " + e.getMessage(), e);
        }
      }
    }
    return result;
  }

  /**
   * The value of an option: what was set, else its default.
   *
   * @throws IllegalArgumentException if the option is not one of these settings' own
   */
  public <T> T get(Option<T> option) {
    if (!known.containsKey(option.key())) {
      throw new IllegalArgumentException(option.key() + ": not an option of these settings");
    }
    String text = values.get(option.key());
    return text == null ? option.defaultValue() : option.parse(text);
  }

  /** The value of an option as {@link #with(Map)} takes it, be it set or the default. */
  public <T> String text(Option<T> option) {
    return option.show(get(option));
  }

  /** The options known here, in the order they were declared. */
  public Collection<Option<?>> options() {
    return known.values();
  }

  /** Only what differs from the defaults by having been set, by key. */
  public Map<String, String> overrides() {
    return Map.copyOf(values);
  }
}
