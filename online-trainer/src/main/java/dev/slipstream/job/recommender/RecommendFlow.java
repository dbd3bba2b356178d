package dev.slipstream.job.recommender;

import dev.slipstream.config.Option;
import dev.slipstream.config.Settings;
import dev.slipstream.encoder.EncoderConfig;
import dev.slipstream.job.encoder.EncoderFlow;
import dev.slipstream.job.flink.AheadOfTime;
import dev.slipstream.job.flink.BoundedLateness;
import dev.slipstream.job.flink.ProtobufTypeInfo;
import dev.slipstream.job.learner.LearnerOperator;
import dev.slipstream.job.ranking.RankingConfig;
import dev.slipstream.job.refresher.RefresherOperator;
import dev.slipstream.job.settings.JobConfig;
import dev.slipstream.job.settings.JobSettings;
import dev.slipstream.recommend.RecommendConfig;
import dev.slipstream.recommend.RecommendLearner;
import dev.slipstream.recommend.Variant;
import dev.slipstream.wire.EncoderAnnouncement;
import dev.slipstream.wire.Interaction;
import dev.slipstream.wire.ItemContent;
import dev.slipstream.wire.RecommendEvent;
import dev.slipstream.wire.Sample;
import dev.slipstream.wire.Topics;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The operators of the recommender: interactions, each once → behind their items → learner →
 * versions of both towers; items × versions of the content tower → refresher → embeddings. What
 * items are, samples and embeddings say; learner and refresher each read them for themselves.
 */
public final class RecommendFlow {

  /** Every option that a recommender is learned and tested with. */
  public static final List<Option<?>> OPTIONS =
      Stream.of(
              RecommendLearner.OPTIONS,
              InteractionConfig.OPTIONS,
              ContentEncoders.OPTIONS,
              RankingConfig.OPTIONS)
          .<Option<?>>flatMap(List::stream)
          .toList();

  /** The recommender's name, which its versions' begin with. */
  public static final String NAME = Recommender.NAME;

  private static final String CONTENT = Recommender.CONTENT_TOWER;

  private final StreamExecutionEnvironment env;
  private final JobSettings jobSettings;
  private final JobConfig job;
  private final InteractionConfig config;
  private final ContentEncoders contents;
  private final int words;

  /** The flow of a job's recommender. */
  public RecommendFlow(StreamExecutionEnvironment env, JobSettings jobSettings) {
    Settings settings = jobSettings.settings();
    Variant.of(settings, settings.get(RankingConfig.CHALLENGER)); // refused here, not in a task
    this.env = env;
    this.jobSettings = jobSettings;
    this.job = JobConfig.from(settings);
    this.config = InteractionConfig.from(settings);
    this.contents = ContentEncoders.from(settings);
    this.words = RecommendConfig.from(settings).words();
  }

  /** Adds the learner and the refresher. */
  public void learnAndEmbed() {
    DataStream<EncoderAnnouncement> versions =
        learn()
            .filter(version -> version.getEncoder().equals(CONTENT))
            .name("versions-" + CONTENT)
            .uid("versions-" + CONTENT)
            .setParallelism(1);
    JobSettings own = named(CONTENT);
    ContentEncoders known = contents;
    EncoderFlow flow = new EncoderFlow(env, own);
    DataStream<ItemContent> changes =
        changes(flow, "refresher", job.parallelism(), WatermarkStrategy.noWatermarks());
    if (!config.itemsRequired()) {
      changes = changes.union(met(flow));
    }
    flow.embed(
        owned(changes, "refresher", job.parallelism()),
        versions,
        new RefresherOperator<>(
            own, ItemContent.class, opened -> new ItemContentEmbedder(opened, known)));
  }

  /** Adds the learner; gives the versions of both towers. */
  public DataStream<EncoderAnnouncement> learn() {
    JobSettings own = named(NAME);
    EncoderFlow flow = new EncoderFlow(env, own);
    ContentEncoders known = contents;
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
    KeyedStream<ItemContent, String> items =
        owned(
            changes(
                flow,
                "learner",
                1,
                BoundedLateness.of(config.lateness(), Sample::getEventTimeMillis)),
            "learner",
            1);
    SingleOutputStreamOperator<RecommendEvent> events =
        interactions
            .keyBy(Interaction::getItemId, Types.STRING)
            .connect(items)
            .process(
                new InteractionJoin(NAME, config), ProtobufTypeInfo.ofMessage(RecommendEvent.class))
            .name("join-" + NAME)
            .uid("join-" + NAME)
            .setParallelism(1);
    flow.tellUnpaired(events.getSideOutput(InteractionJoin.UNPAIRED));
    return flow.learn(
        events,
        new LearnerOperator<>(
            own, RecommendEvent.class, () -> new Recommender(own.settings(), known)));
  }

  private JobSettings named(String encoder) {
    return jobSettings.with(jobSettings.settings().with(EncoderConfig.NAME, encoder));
  }

  /** What samples and embeddings say of items, one change after the other. */
  private DataStream<ItemContent> changes(
      EncoderFlow flow, String reader, int parallelism, WatermarkStrategy<Sample> watermarks) {
    int most = words;
    DataStream<ItemContent> samples =
        flow.samples(reader, parallelism, watermarks)
            .map(sample -> ItemContents.change(sample, most))
            .returns(ProtobufTypeInfo.ofMessage(ItemContent.class))
            .name("samples-of-items")
            .setParallelism(parallelism);
    if (contents.names().isEmpty()) {
      return samples;
    }
    return samples.union(
        flow.read(
            Topics.EMBEDDINGS,
            new EmbeddingChanges(contents.names()),
            reader,
            parallelism,
            AheadOfTime.strategy()));
  }

  /** Items that only interactions tell of. */
  private DataStream<ItemContent> met(EncoderFlow flow) {
    return flow.read(
            Topics.INTERACTIONS,
            Interaction.class,
            "refresher",
            job.parallelism(),
            WatermarkStrategy.noWatermarks())
        .map(ItemContents::change)
        .returns(ProtobufTypeInfo.ofMessage(ItemContent.class))
        .name("items-met")
        .setParallelism(job.parallelism());
  }

  /** The changes by the item that each is of. */
  private static KeyedStream<ItemContent, String> owned(
      DataStream<ItemContent> changes, String reader, int parallelism) {
    String name = reader + "-owners-" + NAME;
    return changes
        .keyBy(change -> change.getParts(0).getSampleId(), Types.STRING)
        .process(new ContentOwners(), ProtobufTypeInfo.ofMessage(ItemContent.class))
        .name(name)
        .uid(name)
        .setParallelism(parallelism)
        .keyBy(ItemContent::getItemId, Types.STRING);
  }
}
