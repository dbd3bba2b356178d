package dev.slipstream.infra.cli;

import dev.slipstream.config.Option;
import dev.slipstream.infra.local.LocalConfig;
import dev.slipstream.ingest.IngestConfig;
import dev.slipstream.job.TrainJob;
import dev.slipstream.recommend.RecommendLearner;
import dev.slipstream.serving.ServingConfig;
import java.util.List;
import java.util.stream.Stream;

/** Every option of every module, in the order in which they are shown. */
public final class AllOptions {

  public static final List<Option<?>> LIST =
      Stream.of(
              LocalConfig.OPTIONS,
              TrainJob.OPTIONS,
              RecommendLearner.OPTIONS,
              IngestConfig.OPTIONS,
              ServingConfig.OPTIONS)
          .<Option<?>>flatMap(List::stream)
          .distinct()
          .toList();

  private AllOptions() {}
}
