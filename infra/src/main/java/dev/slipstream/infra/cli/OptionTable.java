package dev.slipstream.infra.cli;

import dev.slipstream.config.Option;
import dev.slipstream.config.Settings;
import java.util.List;

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
