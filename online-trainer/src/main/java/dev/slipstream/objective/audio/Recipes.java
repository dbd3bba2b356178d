package dev.slipstream.objective.audio;

import java.util.Map;

/** Values of options that suit these methods where nothing is set. */
final class Recipes {

  /**
   * Methods with an output for each frame: what they hide, views need not hide too; more steps, as
   * a step is cheap and tells little; fewer columns of an embedding, as few directions of the
   * representation are learned.
   */
  static final Map<String, String> FRAMES =
      Map.of(
          "encoder.architecture", "audio-transformer",
          "encoder.projection", "64",
          "audio-view.time-mask", "0",
          "audio-view.band-mask", "0",
          "learner.steps-per-batch", "6",
          "embedding.size", "32");

  private Recipes() {}
}
