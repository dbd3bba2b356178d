package dev.slipstream.input;

import dev.slipstream.config.Option;
import dev.slipstream.config.Settings;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** The modalities an encoder can learn, by name. */
public final class Modalities {

  /**
   * How a modality is learned.
   *
   * @param input reads its options
   * @param options those
   * @param recipe values of options that hold for it unless they are set
   */
  private record Modality(
      Function<Settings, SampleInput> input, List<Option<?>> options, Map<String, String> recipe) {}

  private static final Map<String, Modality> ALL =
      Map.of(
          "image", new Modality(ImageInput::from, ImageInput.OPTIONS, Map.of()),
          "text", new Modality(TextInput::from, TextInput.OPTIONS, TextInput.RECIPE),
          "audio", new Modality(AudioInput::from, AudioInput.OPTIONS, AudioInput.RECIPE));

  public static final Option<String> MODALITY =
      Option.ofString("encoder.modality", "image")
          .must(ALL::containsKey, "one of " + names())
          .doc("What the encoder learns from; its recipe sets what is not set otherwise.");

  /** The option above and those of every modality. */
  public static final List<Option<?>> OPTIONS =
      Stream.of(List.of(MODALITY), ImageInput.OPTIONS, TextInput.OPTIONS, AudioInput.OPTIONS)
          .<Option<?>>flatMap(List::stream)
          .toList();

  private Modalities() {}

  /** The names, sorted. */
  public static List<String> names() {
    return ALL.keySet().stream().sorted().toList();
  }

  /** How samples of the modality set are learned from. */
  public static SampleInput input(Settings settings) {
    return ALL.get(settings.get(MODALITY)).input().apply(settings);
  }

  /** The modality set and its options' values, by key: what makes the same input of a sample. */
  public static Map<String, String> notes(Settings settings) {
    Map<String, String> notes = new TreeMap<>();
    notes.put(MODALITY.key(), settings.text(MODALITY));
    ALL.get(settings.get(MODALITY))
        .options()
        .forEach(option -> notes.put(option.key(), settings.text(option)));
    return notes;
  }

  /**
   * The settings that {@link #notes} were made of.
   *
   * @throws IllegalArgumentException if they name no modality, or an option that is not known
   */
  public static Settings settings(Map<String, String> notes) {
    if (!notes.containsKey(MODALITY.key())) {
      throw new IllegalArgumentException(MODALITY.key() + ": must be said, was not");
    }
    return Settings.defaults(OPTIONS).with(notes);
  }

  /** What holds for a modality where nothing is set, by option key. */
  public static Map<String, String> recipe(String modality) {
    return ALL.get(modality).recipe();
  }

  /** The settings, with the recipe of their modality beneath them. */
  public static Settings withRecipe(Settings settings) {
    return settings.over(recipe(settings.get(MODALITY)));
  }
}
