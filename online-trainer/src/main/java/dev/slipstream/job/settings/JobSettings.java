package dev.slipstream.job.settings;

import dev.slipstream.config.Option;
import dev.slipstream.config.Settings;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import org.apache.flink.util.function.SerializableSupplier;

/**
 * Settings on their way to a task manager: only what differs from the defaults travels. Immutable.
 */
public final class JobSettings implements Serializable {

  private static final long serialVersionUID = 1;

  private final SerializableSupplier<List<Option<?>>> options;
  private final HashMap<String, String> overrides;

  private JobSettings(SerializableSupplier<List<Option<?>>> options, Settings settings) {
    this.options = options;
    this.overrides = new HashMap<>(settings.only(options.get()).overrides());
  }

  /**
   * Settings of a job.
   *
   * @param options all that the job reads, asked for here and there; the settings may know more
   */
  public static JobSettings of(SerializableSupplier<List<Option<?>>> options, Settings settings) {
    return new JobSettings(options, settings);
  }

  /** Other settings of the same job, such as those of one encoder. */
  public JobSettings with(Settings settings) {
    return new JobSettings(options, settings);
  }

  /** The settings, here or there. */
  public Settings settings() {
    return Settings.defaults(options.get()).with(overrides);
  }
}
