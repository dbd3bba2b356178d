package dev.slipstream.job.recommender;

import dev.slipstream.job.flink.ProtobufTypeInfo;
import dev.slipstream.wire.Interaction;
import dev.slipstream.wire.ItemContent;
import dev.slipstream.wire.RecommendEvent;
import dev.slipstream.wire.UnpairedSample;
import dev.slipstream.wire.UnpairedSample.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Puts interactions behind their items. Inputs: interactions, and changes of items' content, both
 * keyed by item. Output: an item's whole content whenever it is another, as it comes, and
 * interactions once their item is known.
 *
 * <p>An interaction before its item waits, until its own event time is {@link
 * InteractionConfig#window} behind the watermark. One that finds no item goes to {@link #UNPAIRED}
 * with the reason: none is lost in silence. An interaction with a known item is never too late.
 *
 * <p>One task, which counts all that wait. What comes out is a function of what comes in and its
 * order, also after a restore.
 */
final class InteractionJoin
    extends KeyedCoProcessFunction<String, Interaction, ItemContent, RecommendEvent>
    implements CheckpointedFunction {

  private static final long serialVersionUID = 1;

  static final OutputTag<UnpairedSample> UNPAIRED =
      new OutputTag<>("unpaired", ProtobufTypeInfo.ofMessage(UnpairedSample.class));

  private final String name;
  private final InteractionConfig config;

  private transient ValueState<ItemContent> content;
  private transient ListState<Interaction> waiting;
  private transient ListState<Long> pendingState;
  private transient long pending;
  private transient Counter joined;
  private transient Counter unpaired;

  /**
   * A join.
   *
   * @param name of the recommender
   */
  InteractionJoin(String name, InteractionConfig config) {
    this.name = name;
    this.config = config;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    var keyed = context.getKeyedStateStore();
    content =
        keyed.getState(
            new ValueStateDescriptor<>("content", ProtobufTypeInfo.ofMessage(ItemContent.class)));
    waiting =
        keyed.getListState(
            new ListStateDescriptor<>("waiting", ProtobufTypeInfo.ofMessage(Interaction.class)));
    pendingState =
        context
            .getOperatorStateStore()
            .getListState(new ListStateDescriptor<>("pending", Types.LONG));
    for (long saved : pendingState.get()) {
      pending += saved;
    }
  }

  @Override
  public void open(OpenContext context) {
    var metrics = getRuntimeContext().getMetricGroup();
    joined = metrics.counter("interactions");
    unpaired = metrics.counter("unpaired");
    metrics.gauge("pending", (Gauge<Long>) () -> pending);
  }

  @Override
  public void processElement1(
      Interaction interaction, Context context, Collector<RecommendEvent> out) throws Exception {
    long end = interaction.getEventTimeMillis() + config.window().toMillis();
    if (!config.itemsRequired() || content.value() != null) {
      emit(interaction, out);
    } else if (end <= context.timerService().currentWatermark()) {
      giveUp(interaction, Reason.TOO_LATE, context);
    } else if (pending >= config.mostPending()) {
      giveUp(interaction, Reason.TOO_MANY, context);
    } else {
      waiting.add(interaction);
      pending++;
      context.timerService().registerEventTimeTimer(end);
    }
  }

  @Override
  public void processElement2(ItemContent change, Context context, Collector<RecommendEvent> out)
      throws Exception {
    ItemContent before = content.value();
    ItemContent after = ItemContents.after(before, change);
    if (Objects.equals(after, before)) {
      return;
    }
    if (after == null) {
      content.clear();
      ItemContent gone = ItemContent.newBuilder().setItemId(change.getItemId()).build();
      out.collect(RecommendEvent.newBuilder().setItem(gone).build());
      return;
    }
    content.update(after);
    out.collect(RecommendEvent.newBuilder().setItem(after).build());
    for (Interaction interaction : waiting.get()) {
      pending--;
      emit(interaction, out);
    }
    waiting.clear(); // their timers find nothing
  }

  @Override
  public void onTimer(long time, OnTimerContext context, Collector<RecommendEvent> out)
      throws Exception {
    List<Interaction> left = new ArrayList<>();
    for (Interaction interaction : waiting.get()) {
      if (interaction.getEventTimeMillis() + config.window().toMillis() <= time) {
        pending--;
        giveUp(interaction, Reason.NO_PARTNER, context);
      } else {
        left.add(interaction);
      }
    }
    waiting.update(left);
  }

  private void emit(Interaction interaction, Collector<RecommendEvent> out) {
    joined.inc();
    out.collect(RecommendEvent.newBuilder().setInteraction(interaction).build());
  }

  private void giveUp(Interaction interaction, Reason reason, Context context) {
    unpaired.inc();
    context.output(
        UNPAIRED,
        UnpairedSample.newBuilder()
            .setItemId(interaction.getItemId())
            .setEventTimeMillis(interaction.getEventTimeMillis())
            .setOrigin(interaction.getOrigin())
            .setReason(reason)
            .setPair(name)
            .build());
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    pendingState.update(List.of(pending));
  }
}
