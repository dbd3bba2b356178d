package dev.slipstream.infra.cli;

import dev.slipstream.config.Option;
import dev.slipstream.encoder.EncoderConfig;
import dev.slipstream.infra.local.LocalConfig;
import dev.slipstream.ingest.IngestConfig;
import dev.slipstream.ingest.image.ImageShape;
import dev.slipstream.job.JobConfig;
import dev.slipstream.learner.LearnerConfig;
import dev.slipstream.serving.ServingConfig;
import dev.slipstream.wire.KafkaConfig;
import java.util.List;
import java.util.stream.Stream;

/** Every option of every module, in the order in which they are shown. */
public final class AllOptions {

  public static final List<Option<?>> LIST =
      Stream.of(
              LocalConfig.OPTIONS,
              KafkaConfig.OPTIONS,
              ImageShape.OPTIONS,
              EncoderConfig.OPTIONS,
              LearnerConfig.OPTIONS,
              IngestConfig.OPTIONS,
              JobConfig.OPTIONS,
              ServingConfig.OPTIONS)
          .<Option<?>>flatMap(List::stream)
          .toList();

  private AllOptions() {}
}
