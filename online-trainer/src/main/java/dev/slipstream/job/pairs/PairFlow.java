package dev.slipstream.job.pairs;

import dev.slipstream.config.Settings;
import dev.slipstream.encoder.EncoderConfig;
import dev.slipstream.input.Modalities;
import dev.slipstream.job.encoder.EncoderFlow;
import dev.slipstream.job.flink.BoundedLateness;
import dev.slipstream.job.flink.ProtobufTypeInfo;
import dev.slipstream.job.learner.LearnerOperator;
import dev.slipstream.job.settings.JobSettings;
import dev.slipstream.job.settings.PairSettings;
import dev.slipstream.wire.EncoderAnnouncement;
import dev.slipstream.wire.ItemKey;
import dev.slipstream.wire.Sample;
import dev.slipstream.wire.SamplePair;
import java.util.ArrayList;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The operators of two modalities that are learned across: samples → join → learner → versions of
 * two encoders; for each of these a refresher as for any other encoder.
 */
public final class PairFlow {

  private final StreamExecutionEnvironment env;
  private final JobSettings job;
  private final PairSettings pair;

  /** The flow of one of a job's pairs. */
  public PairFlow(StreamExecutionEnvironment env, JobSettings job, PairSettings pair) {
    this.env = env;
    this.job = job;
    this.pair = pair;
  }

  /** Adds the join, the learner and the refreshers. */
  public void learnAndEmbed() {
    DataStream<EncoderAnnouncement> versions = learn();
    for (Settings tower : pair.towers()) {
      String encoder = tower.get(EncoderConfig.NAME);
      SingleOutputStreamOperator<EncoderAnnouncement> own =
          versions
              .filter(version -> version.getEncoder().equals(encoder))
              .name("versions-" + encoder)
              .uid("versions-" + encoder)
              .setParallelism(1);
      new EncoderFlow(env, job.with(tower)).embed(own);
    }
  }

  /** Adds the join and the learner; gives the versions of both encoders. */
  public DataStream<EncoderAnnouncement> learn() {
    EncoderFlow flow =
        new EncoderFlow(env, job.with(pair.learner().with(EncoderConfig.NAME, pair.name())));
    PairConfig config = PairConfig.from(pair.learner());
    ArrayList<JobSettings> towers = new ArrayList<>();
    pair.towers().forEach(tower -> towers.add(job.with(tower)));
    JobSettings learner = job.with(pair.learner());
    String name = pair.name();
    SingleOutputStreamOperator<SamplePair> pairs =
        flow.samples(
                "learner", 1, BoundedLateness.of(config.lateness(), Sample::getEventTimeMillis))
            .keyBy(ItemKey::of, Types.STRING)
            .transform(
                "join-" + name,
                ProtobufTypeInfo.ofMessage(SamplePair.class),
                new PairJoin(
                    name,
                    config,
                    () -> towers.stream().map(t -> Modalities.input(t.settings())).toList()))
            .uid("join-" + name)
            .setParallelism(1);
    flow.tellUnpaired(pairs.getSideOutput(PairJoin.UNPAIRED));
    return flow.learn(
        pairs,
        new LearnerOperator<>(
            learner,
            SamplePair.class,
            () ->
                new PairLearner(
                    new PairSettings(
                        name,
                        learner.settings(),
                        towers.stream().map(JobSettings::settings).toList()))));
  }
}
