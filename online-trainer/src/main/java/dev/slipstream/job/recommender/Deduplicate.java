package dev.slipstream.job.recommender;

import dev.slipstream.job.flink.StateChunks;
import dev.slipstream.wire.Interaction;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Lets each event through once: one whose source and id are among the newest {@link
 * InteractionConfig#remembered} is counted and left out. The window is one of events and not of
 * time, so that memory is bounded whatever the rate, and what comes out is a function of what came
 * in. One task, as the copies of an event may come from two partitions.
 */
final class Deduplicate extends AbstractStreamOperator<Interaction>
    implements OneInputStreamOperator<Interaction, Interaction> {

  private static final long serialVersionUID = 1;

  private final int remembered;

  private transient SeenEvents seen;
  private transient Counter duplicates;
  private transient ListState<byte[]> state;

  Deduplicate(int remembered) {
    this.remembered = remembered;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    seen = new SeenEvents(remembered);
    state =
        context
            .getOperatorStateStore()
            .getListState(
                new ListStateDescriptor<>(
                    "seen", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
    if (context.isRestored()) {
      try (InputStream in = new BufferedInputStream(StateChunks.read(state.get()))) {
        seen.restore(in);
      }
      state.clear();
    }
  }

  @Override
  public void open() throws Exception {
    super.open();
    duplicates = getMetricGroup().counter("duplicates");
    getMetricGroup().gauge("remembered", (Gauge<Integer>) seen::size);
  }

  @Override
  public void processElement(StreamRecord<Interaction> element) {
    if (seen.add(element.getValue())) {
      output.collect(element);
    } else {
      duplicates.inc();
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    StateChunks chunks = new StateChunks();
    save(chunks);
    state.update(chunks.toList());
  }

  private void save(StateChunks chunks) throws IOException {
    try (OutputStream out = new BufferedOutputStream(chunks, 1 << 16)) {
      seen.save(out);
    }
  }

  /** What was written need not stay in memory. */
  @Override
  public void notifyCheckpointComplete(long checkpoint) throws Exception {
    super.notifyCheckpointComplete(checkpoint);
    state.clear();
  }
}
