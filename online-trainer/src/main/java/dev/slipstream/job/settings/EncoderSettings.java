package dev.slipstream.job.settings;

import dev.slipstream.config.Option;
import dev.slipstream.config.Settings;
import dev.slipstream.encoder.EncoderConfig;
import dev.slipstream.ingest.image.ImageShape;
import dev.slipstream.input.Modalities;
import dev.slipstream.learner.LearnerConfig;
import dev.slipstream.objective.Methods;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What each encoder of a job is learned with. Several are named by {@code job.encoders}; an option
 * is set for one of them by its name in front, for example in a file given to {@code --config}:
 *
 * <pre>
 * job.encoders = photos, captions
 * learner.batch-size = 128
 * captions/encoder.modality = text
 * captions/learner.batch-size = 512
 * </pre>
 */
public final class EncoderSettings {

  /** What may differ from encoder to encoder. Ingest makes images of one shape for all. */
  private static final Set<String> OWN =
      Stream.of(EncoderConfig.OPTIONS, Modalities.OPTIONS, LearnerConfig.OPTIONS)
          .flatMap(List::stream)
          .filter(option -> option != EncoderConfig.NAME)
          .filter(option -> !ImageShape.OPTIONS.contains(option))
          .map(Option::key)
          .collect(Collectors.toUnmodifiableSet());

  private EncoderSettings() {}

  /**
   * The settings of each encoder, its name among them, in the order they are named.
   *
   * @throws IllegalArgumentException if a name is given twice, a value is set for an encoder that
   *     is not named, or an option is none of an encoder's
   */
  public static List<Settings> of(Settings settings) {
    List<String> names = names(settings);
    List<String> scopes =
        Stream.concat(
                names.stream(), PairSettings.of(settings).stream().flatMap(PairSettings::scopes))
            .toList();
    for (String scope : settings.scopes()) {
      if (!scopes.contains(scope)) {
        throw new IllegalArgumentException(
            scope + "/…: must begin with an encoder of job.encoders " + scopes + ", does not");
      }
      for (String key : settings.setWithin(scope).keySet()) {
        if (!OWN.contains(key)) {
          throw new IllegalArgumentException(
              scope + "/" + key + ": must be set for all encoders alike, as " + key);
        }
      }
    }
    return names.stream()
        .map(name -> settings.within(name).with(EncoderConfig.NAME, name))
        .map(Methods::withRecipes)
        .toList();
  }

  private static List<String> names(Settings settings) {
    JobConfig job = JobConfig.from(settings);
    List<String> names = job.encoders();
    if (names.isEmpty() && job.pairs().isEmpty() && !job.recommend()) {
      return List.of(settings.get(EncoderConfig.NAME));
    }
    if (Set.copyOf(names).size() < names.size()) {
      throw new IllegalArgumentException(
          JobConfig.ENCODERS.key() + ": must name each encoder once, was " + names);
    }
    return names;
  }
}
