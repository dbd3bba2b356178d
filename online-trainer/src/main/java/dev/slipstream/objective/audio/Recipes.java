package dev.slipstream.objective.audio;

import java.util.Map;

/** Values of options that suit these methods where nothing is set. */
final class Recipes {

  /** Methods with an output for each frame; what they hide, views need not hide too. */
  static final Map<String, String> FRAMES =
      Map.of(
          "encoder.architecture", "audio-transformer",
          "encoder.projection", "64",
          "audio-view.time-mask", "0",
          "audio-view.band-mask", "0");

  private Recipes() {}
}
