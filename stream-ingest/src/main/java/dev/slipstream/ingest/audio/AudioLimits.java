package dev.slipstream.ingest.audio;

import dev.slipstream.config.Option;
import dev.slipstream.config.Settings;
import java.time.Duration;
import java.util.List;

/**
 * Which sounds are taken.
 *
 * @param maxDuration longest sound
 * @param maxChannels most channels
 * @param maxRate highest sample rate, in hertz
 */
public record AudioLimits(Duration maxDuration, int maxChannels, int maxRate) {

  public static final Option<Duration> MAX_DURATION =
      Option.ofDuration("ingest.max-duration", Duration.ofSeconds(60))
          .atLeast(Duration.ofMillis(25))
          .atMost(Duration.ofMinutes(2))
          .doc("Longest sound; known from its header before it is decoded, and watched after.");
  public static final Option<Integer> MAX_CHANNELS =
      Option.ofInt("ingest.max-channels", 8)
          .atLeast(1)
          .atMost(64)
          .unit("channels")
          .doc("Most channels of a sound; they are mixed to one.");
  public static final Option<Integer> MAX_RATE =
      Option.ofInt("ingest.max-sample-rate", 192_000)
          .atLeast(DecodedAudio.RATE)
          .atMost(768_000)
          .unit("Hz")
          .doc("Highest sample rate of a sound; it is brought to 16 kHz.");

  /** All options of this record. */
  public static final List<Option<?>> OPTIONS = List.of(MAX_DURATION, MAX_CHANNELS, MAX_RATE);

  public AudioLimits {
    MAX_DURATION.check(maxDuration);
    MAX_CHANNELS.check(maxChannels);
    MAX_RATE.check(maxRate);
  }

  /** The options' defaults. */
  public static AudioLimits ofDefaults() {
    return from(Settings.defaults(OPTIONS));
  }

  /** Reads the options. */
  public static AudioLimits from(Settings settings) {
    return new AudioLimits(
        settings.get(MAX_DURATION), settings.get(MAX_CHANNELS), settings.get(MAX_RATE));
  }
}
