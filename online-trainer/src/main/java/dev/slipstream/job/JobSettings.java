package dev.slipstream.job;

import dev.slipstream.config.Settings;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;

/** Settings on their way to a task manager: only what differs from the defaults travels. */
final class JobSettings implements Serializable {

  private static final long serialVersionUID = 1;

  private final HashMap<String, String> overrides;

  private JobSettings(Map<String, String> overrides) {
    this.overrides = new HashMap<>(overrides);
  }

  /** Takes along the options of {@link TrainJob#OPTIONS}; the caller's settings may know more. */
  static JobSettings of(Settings settings) {
    Map<String, String> known = new HashMap<>();
    Map<String, String> all = settings.overrides();
    TrainJob.OPTIONS.forEach(
        option -> {
          String text = all.get(option.key());
          if (text != null) {
            known.put(option.key(), text);
          }
        });
    return new JobSettings(known);
  }

  Settings settings() {
    return Settings.defaults(TrainJob.OPTIONS).with(overrides);
  }
}
