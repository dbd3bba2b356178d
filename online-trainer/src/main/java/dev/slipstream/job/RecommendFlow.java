package dev.slipstream.job;

import dev.slipstream.config.Settings;
import dev.slipstream.encoder.EncoderConfig;
import dev.slipstream.wire.Interaction;
import dev.slipstream.wire.RecommendEvent;
import dev.slipstream.wire.Sample;
import dev.slipstream.wire.Topics;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The operators of the recommender: interactions, each once → behind their items → learner →
 * versions of both towers, and with each the embeddings of all items.
 */
final class RecommendFlow {

  private static final String NAME = Recommender.NAME;

  private final StreamExecutionEnvironment env;
  private final Settings settings;

  RecommendFlow(StreamExecutionEnvironment env, Settings settings) {
    this.env = env;
    this.settings = settings.with(EncoderConfig.NAME, NAME);
  }

  /** Adds them. */
  void learn() {
    EncoderFlow flow = new EncoderFlow(env, settings);
    InteractionConfig config = InteractionConfig.from(settings);
    JobSettings own = JobSettings.of(settings);
    DataStream<Interaction> interactions =
        flow.read(
                Topics.INTERACTIONS,
                Interaction.class,
                "learner",
                1,
                BoundedLateness.of(config.lateness(), Interaction::getEventTimeMillis))
            .transform(
                "deduplicate-" + NAME,
                ProtobufTypeInfo.ofMessage(Interaction.class),
                new Deduplicate(config.remembered()))
            .uid("deduplicate-" + NAME)
            .setParallelism(1);
    DataStream<Sample> items =
        flow.samples(
            "learner", 1, BoundedLateness.of(config.lateness(), Sample::getEventTimeMillis));
    SingleOutputStreamOperator<RecommendEvent> events =
        interactions
            .keyBy(Interaction::getItemId, Types.STRING)
            .connect(items.keyBy(PairJoin::key, Types.STRING))
            .process(
                new InteractionJoin(NAME, config), ProtobufTypeInfo.ofMessage(RecommendEvent.class))
            .name("join-" + NAME)
            .uid("join-" + NAME)
            .setParallelism(1);
    flow.tellUnpaired(events.getSideOutput(InteractionJoin.UNPAIRED));
    flow.learnAndWrite(
        events,
        new LearnerOperator<>(own, RecommendEvent.class, () -> new Recommender(own.settings())));
  }
}
