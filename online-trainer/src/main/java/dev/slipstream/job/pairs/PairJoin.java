package dev.slipstream.job.pairs;

import dev.slipstream.input.SampleInput;
import dev.slipstream.job.flink.ProtobufTypeInfo;
import dev.slipstream.job.pairs.WaitingSamples.Place;
import dev.slipstream.wire.ItemKey;
import dev.slipstream.wire.Sample;
import dev.slipstream.wire.SamplePair;
import dev.slipstream.wire.UnpairedSample;
import dev.slipstream.wire.UnpairedSample.Reason;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.apache.flink.util.function.SerializableSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the two modalities of an item together, in event time. Input: samples keyed by {@link
 * ItemKey}. Main output: pairs, and deletions as pairs with one half.
 *
 * <p>A sample waits until its partner comes, or until no partner within {@link PairConfig#window}
 * can come any more; each sample is part of one pair. Samples that end without a partner go to
 * {@link #UNPAIRED} with the reason: none is lost in silence.
 *
 * <p>A deletion removes every waiting sample of its item, whatever pair that waits for: it need not
 * know the pair's id, so it may come under another key. This needs one task, in which all keys are.
 *
 * <p>What comes out is a function of the samples and watermarks in their order, also after a
 * restore.
 */
final class PairJoin extends AbstractStreamOperator<SamplePair>
    implements OneInputStreamOperator<Sample, SamplePair> {

  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(PairJoin.class);

  static final OutputTag<UnpairedSample> UNPAIRED =
      new OutputTag<>("unpaired", ProtobufTypeInfo.ofMessage(UnpairedSample.class));

  private static final int SIDES = 2;

  private final String name;
  private final PairConfig pairing;
  private final SerializableSupplier<List<SampleInput>> modalities;

  private transient List<SampleInput> inputs;
  private transient PairMetrics gauges;
  private transient List<ValueState<Sample>> halves;
  private transient ListState<Long> watermarkState;
  private transient long watermark;

  private transient WaitingSamples waiting;

  /**
   * A join.
   *
   * @param name of the pair
   * @param modalities the first and the second
   */
  PairJoin(String name, PairConfig pairing, SerializableSupplier<List<SampleInput>> modalities) {
    this.name = name;
    this.pairing = pairing;
    this.modalities = modalities;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    var keyed = context.getKeyedStateStore();
    halves =
        Stream.of("first", "second")
            .map(
                state ->
                    keyed.getState(
                        new ValueStateDescriptor<>(
                            state, ProtobufTypeInfo.ofMessage(Sample.class))))
            .toList();
    watermarkState =
        context
            .getOperatorStateStore()
            .getUnionListState(new ListStateDescriptor<>("watermark", Types.LONG));
    watermark = Long.MIN_VALUE;
    waiting = new WaitingSamples();
    if (context.isRestored()) {
      for (long saved : watermarkState.get()) {
        watermark = Math.max(watermark, saved);
      }
      restoreWaiting();
    }
  }

  private void restoreWaiting() throws Exception {
    for (int side = 0; side < SIDES; side++) {
      List<String> keys;
      String state = side == 0 ? "first" : "second";
      try (Stream<String> found =
          this.<String>getKeyedStateBackend().getKeys(state, VoidNamespace.INSTANCE)) {
        keys = found.toList();
      }
      for (String key : keys) {
        setCurrentKey(key);
        waiting.add(Place.of(halves.get(side).value(), side));
      }
    }
  }

  @Override
  public void open() throws Exception {
    super.open();
    inputs = modalities.get();
    gauges = new PairMetrics(getMetricGroup());
    gauges.pending(waiting.size());
  }

  @Override
  public void processElement(StreamRecord<Sample> element) throws Exception {
    Sample sample = element.getValue();
    if (sample.getDeleted()) {
      forget(sample);
      return;
    }
    int side = side(sample);
    if (side < 0) {
      return; // of a modality that is not paired here
    }
    String problem = inputs.get(side).problem(sample);
    if (problem != null) {
      gauges.skipped.inc();
      LOG.warn("Sample {} was skipped: {}", sample.getItemId(), problem);
      return;
    }
    Sample partner = halves.get(1 - side).value();
    if (partner != null && areNear(sample, partner)) {
      take(1 - side, partner);
      emit(side == 0 ? pair(sample, partner) : pair(partner, sample));
      gauges.pairs.inc();
    } else if (isOver(sample.getEventTimeMillis())) {
      unpaired(sample, Reason.TOO_LATE);
    } else {
      hold(sample, side);
    }
    gauges.pending(waiting.size());
  }

  private int side(Sample sample) {
    for (int side = 0; side < SIDES; side++) {
      if (inputs.get(side).takes(sample)) {
        return side;
      }
    }
    return -1;
  }

  private boolean areNear(Sample a, Sample b) {
    return Math.abs(a.getEventTimeMillis() - b.getEventTimeMillis()) <= pairing.window().toMillis();
  }

  /** Whether every partner that may still come is too far away. */
  private boolean isOver(long eventTime) {
    return eventTime + pairing.window().toMillis() <= watermark;
  }

  /** Keeps a sample until its partner comes; of two of one item the later one counts. */
  private void hold(Sample sample, int side) throws Exception {
    Sample before = halves.get(side).value();
    if (before != null) {
      take(side, before);
      unpaired(before, Reason.REPLACED);
    }
    halves.get(side).update(sample);
    waiting.add(Place.of(sample, side));
    if (waiting.size() > pairing.mostPending()) {
      giveUp(waiting.oldest(), Reason.TOO_MANY);
    }
  }

  /** Removes a waiting sample of the current key. */
  private void take(int side, Sample sample) {
    halves.get(side).clear();
    waiting.remove(Place.of(sample, side));
  }

  private void giveUp(Place place, Reason reason) throws Exception {
    unpaired(take(place), reason);
  }

  /** Removes a waiting sample of any key. */
  private Sample take(Place place) throws Exception {
    setCurrentKey(place.key());
    Sample sample = halves.get(place.side()).value();
    take(place.side(), sample);
    return sample;
  }

  private void forget(Sample deletion) throws Exception {
    for (int side = 0; side < SIDES; side++) {
      if (!inputs.get(side).topic().name().equals(deletion.getOrigin().getTopic())) {
        continue;
      }
      for (Place place : waiting.of(deletion.getItemId(), side)) {
        take(place);
      }
      SamplePair.Builder gone = SamplePair.newBuilder();
      emit((side == 0 ? gone.setFirst(deletion) : gone.setSecond(deletion)).build());
    }
    gauges.pending(waiting.size());
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    watermark = Math.max(watermark, mark.getTimestamp());
    while (!waiting.isEmpty() && isOver(waiting.oldest().eventTime())) {
      giveUp(waiting.oldest(), Reason.NO_PARTNER);
    }
    gauges.pending(waiting.size());
    super.processWatermark(mark);
  }

  private static SamplePair pair(Sample first, Sample second) {
    return SamplePair.newBuilder().setFirst(first).setSecond(second).build();
  }

  private void emit(SamplePair pair) {
    output.collect(new StreamRecord<>(pair));
  }

  private void unpaired(Sample sample, Reason reason) {
    gauges.unpaired(reason);
    UnpairedSample letter =
        UnpairedSample.newBuilder()
            .setItemId(sample.getItemId())
            .setPairId(sample.getPairId())
            .setEventTimeMillis(sample.getEventTimeMillis())
            .setOrigin(sample.getOrigin())
            .setReason(reason)
            .setPair(name)
            .build();
    output.collect(UNPAIRED, new StreamRecord<>(letter));
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    watermarkState.update(List.of(watermark));
  }
}
