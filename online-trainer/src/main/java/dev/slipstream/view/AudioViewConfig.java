package dev.slipstream.view;

import dev.slipstream.config.Option;
import dev.slipstream.config.Settings;
import java.util.List;

/**
 * How views of a sound differ from it. All of it happens to log-mel frames: positives are two
 * windows of one recording that are near in time, anywhere in it; a stretch of the band axis and a
 * shift along it are another throat and another pitch (vocal tract length perturbation: Jaitly and
 * Hinton 2013); masks are SpecAugment's (Park et al. 2019, arXiv:1904.08779).
 *
 * @param roam most frames the place of both views lies before or behind the middle
 * @param shift most frames a view's window lies before or behind that place
 * @param stretch time runs faster or slower by up to this share
 * @param warp bands are stretched by up to this share
 * @param bandShift bands are shifted by up to this many
 * @param gain differences from the mean are multiplied by a factor within {@code 1 ± gain}
 * @param tilt deviation of each of the smooth curves added along the bands
 * @param noise most noise added
 * @param timeMask greatest share of frames that are masked
 * @param bandMask greatest share of bands that are masked
 */
public record AudioViewConfig(
    int roam,
    int shift,
    double stretch,
    double warp,
    double bandShift,
    double gain,
    double tilt,
    double noise,
    double timeMask,
    double bandMask) {

  public static final Option<Integer> ROAM =
      Option.ofInt("audio-view.roam", 0)
          .atLeast(0)
          .atMost(6000)
          .unit("frames")
          .doc(
              "Both views of a longer sound are taken near one place, up to this much before or"
                  + " behind its middle and another one in each step.");
  public static final Option<Integer> SHIFT =
      Option.ofInt("audio-view.shift", 3)
          .atLeast(0)
          .atMost(1000)
          .unit("frames")
          .doc(
              "The two views are windows of one recording that lie up to this much before or"
                  + " behind that place.");
  public static final Option<Double> STRETCH =
      share("audio-view.stretch", 0.3, 0.9)
          .doc("Time runs faster or slower by a factor of up to 1 + this.");
  public static final Option<Double> WARP =
      share("audio-view.warp", 0.2, 0.9)
          .doc(
              "Bands are stretched or squeezed by a factor of up to 1 + this, as by another voice.");
  public static final Option<Double> BAND_SHIFT =
      Option.ofDouble("audio-view.band-shift", 4)
          .atLeast(0.0)
          .atMost(64.0)
          .unit("bands")
          .doc("Bands are shifted up or down by up to this, as by another pitch.");
  public static final Option<Double> GAIN =
      share("audio-view.gain", 0.3, 0.9)
          .doc("Differences from the recording's mean are multiplied by a factor within 1 ± this.");
  public static final Option<Double> TILT =
      Option.ofDouble("audio-view.tilt", 0.2)
          .atLeast(0.0)
          .atMost(10.0)
          .unit("20 dB")
          .doc("Strength of a smooth curve that is added along the bands, as by another room.");
  public static final Option<Double> NOISE =
      Option.ofDouble("audio-view.noise", 0.2)
          .atLeast(0.0)
          .atMost(10.0)
          .unit("20 dB")
          .doc("Most noise added to each value.");
  public static final Option<Double> TIME_MASK =
      share("audio-view.time-mask", 0.2, 1)
          .doc("Greatest share of a view's frames that is masked, in one piece.");
  public static final Option<Double> BAND_MASK =
      share("audio-view.band-mask", 0.2, 1)
          .doc("Greatest share of the bands that is masked, in one piece.");

  public static final List<Option<?>> OPTIONS =
      List.of(ROAM, SHIFT, STRETCH, WARP, BAND_SHIFT, GAIN, TILT, NOISE, TIME_MASK, BAND_MASK);

  public AudioViewConfig {
    ROAM.check(roam);
    SHIFT.check(shift);
    STRETCH.check(stretch);
    WARP.check(warp);
    BAND_SHIFT.check(bandShift);
    GAIN.check(gain);
    TILT.check(tilt);
    NOISE.check(noise);
    TIME_MASK.check(timeMask);
    BAND_MASK.check(bandMask);
  }

  /** Reads the options of this record. */
  public static AudioViewConfig from(Settings settings) {
    return new AudioViewConfig(
        settings.get(ROAM),
        settings.get(SHIFT),
        settings.get(STRETCH),
        settings.get(WARP),
        settings.get(BAND_SHIFT),
        settings.get(GAIN),
        settings.get(TILT),
        settings.get(NOISE),
        settings.get(TIME_MASK),
        settings.get(BAND_MASK));
  }

  /** Frames on either side of the middle window that views may take. */
  public int context() {
    return roam + shift;
  }

  private static Option<Double> share(String key, double defaultValue, double most) {
    return Option.ofDouble(key, defaultValue).atLeast(0.0).atMost(most);
  }
}
