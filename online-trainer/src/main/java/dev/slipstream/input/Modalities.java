package dev.slipstream.input;

import dev.slipstream.config.Option;
import dev.slipstream.config.Settings;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** The modalities an encoder can learn, by name. */
public final class Modalities {

  /**
   * How a modality is learned.
   *
   * @param input reads its options
   * @param recipe values of options that hold for it unless they are set
   */
  private record Modality(Function<Settings, SampleInput> input, Map<String, String> recipe) {}

  private static final Map<String, Modality> ALL =
      Map.of(
          "image", new Modality(ImageInput::from, Map.of()),
          "text", new Modality(TextInput::from, TextInput.RECIPE),
          "audio", new Modality(AudioInput::from, AudioInput.RECIPE));

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

  /** What holds for a modality where nothing is set, by option key. */
  public static Map<String, String> recipe(String modality) {
    return ALL.get(modality).recipe();
  }

  /** The settings, with the recipe of their modality beneath them. */
  public static Settings withRecipe(Settings settings) {
    return settings.over(recipe(settings.get(MODALITY)));
  }
}
