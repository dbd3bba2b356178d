package dev.slipstream.infra.cli;

import dev.slipstream.config.Option;
import dev.slipstream.config.Settings;
import dev.slipstream.input.Modalities;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Options written for people: as text for a terminal, as Markdown for the documentation. */
final class OptionTable {

  private OptionTable() {}

  /** Each option on a few lines, with the value in force. */
  static String text(Settings settings) {
    StringBuilder text = new StringBuilder();
    for (Option<?> option : settings.options()) {
      text.append(option.key()).append(" = ").append(value(settings, option));
      if (settings.overrides().containsKey(option.key())) {
        text.append("   (default ").append(shown(option.defaultText())).append(')');
      }
      text.append("\n    ").append(option.doc());
      text.append("\n    must be ").append(option.rule());
      if (!option.unit().isEmpty()) {
        text.append("; unit: ").append(option.unit());
      }
      text.append("\n    environment: ").append(option.environmentName()).append("\n\n");
    }
    return text.toString();
  }

  /** The page {@code configuration.md}. */
  static String markdown(List<Option<?>> options) {
    StringBuilder text = new StringBuilder(HEAD);
    for (Option<?> option : options) {
      text.append("| `").append(option.key());
      text.append("` | ").append(cell(shown(option.defaultText())));
      text.append(" | ").append(cell(option.unit()));
      text.append(" | ").append(cell(option.rule()));
      text.append(" | ").append(cell(option.doc()));
      text.append(" | `").append(option.environmentName()).append("` |\n");
    }
    text.append(SEVERAL);
    for (String modality : Modalities.names()) {
      Map<String, String> recipe = new TreeMap<>(Modalities.recipe(modality));
      if (!recipe.isEmpty()) {
        text.append("\n### ").append(modality).append("\n\n");
        recipe.forEach((key, value) -> text.append("- `" + key + " = " + value + "`\n"));
      }
    }
    return text.toString();
  }

  private static final String HEAD =
      """
      # Configuration

      Written by `infra/slipstream config --markdown`; a test fails when it is stale. Later sources win:
      defaults, file (`--config FILE`, one `key=value` on a line), environment, command line
      (`--set key=value`).

      | key | default | unit | must be | meaning | environment |
      |---|---|---|---|---|---|
      """;

  private static final String SEVERAL =
      """

      ## Several encoders

      `job.encoders` names encoders that are learned at once; an option is set for one of them by its name in front. In a
      file for `--config`:

      ```
      job.encoders = photos, captions
      learner.batch-size = 128
      captions/encoder.modality = text
      captions/learner.batch-size = 512
      ```

      Options of a network, a learner, its views and its queue may differ; those of ingest, such as `image.height`, and of the job
      hold for all.

      ## Recipes

      What holds for an encoder of a modality unless it is set. Images take the defaults above.
      """;

  private static <T> String value(Settings settings, Option<T> option) {
    return shown(option.show(settings.get(option)));
  }

  private static String shown(String value) {
    return value.isEmpty() ? "(empty)" : value;
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }
}
