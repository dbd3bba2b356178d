package dev.slipstream.job.refresher;

import com.google.protobuf.Message;
import dev.slipstream.config.Settings;
import dev.slipstream.encoder.EncoderConfig;
import dev.slipstream.job.flink.ProtobufTypeInfo;
import dev.slipstream.job.publication.VersionFiles;
import dev.slipstream.job.settings.JobConfig;
import dev.slipstream.job.settings.JobSettings;
import dev.slipstream.wire.Embedding;
import dev.slipstream.wire.EncoderAnnouncement;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.function.SerializableFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds every item and keeps its embedding current. First input: what is told of items, keyed by
 * item id. Second: announcements of encoder versions, broadcast; the file is read here.
 *
 * <p>A new item is embedded at once, in micro-batches, with the version in use. A new version
 * starts a sweep that re-embeds every item, popular ones first, then the newest; a batch at a time
 * from timers, so that items and checkpoints pass in between. A sweep is finished before the next
 * version is taken, and then the newest is: were each version to restart it, a catalogue that takes
 * longer to sweep than the learner to publish would never be complete in any version.
 *
 * <p>A version is used once a checkpoint holds it. What is written is seen at once, so no vector
 * may be of a version that a restored learner has yet to make, perhaps of other events.
 *
 * @param <T> what is told of items
 */
public final class RefresherOperator<T extends Message> extends AbstractStreamOperator<Embedding>
    implements TwoInputStreamOperator<T, EncoderAnnouncement, Embedding> {

  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(RefresherOperator.class);

  private static final String ITEMS = "items";
  private static final String CURRENT = "current";
  private static final String NEXT = "next";

  /** Most items in one pass through the encoder, at first. */
  static final int MICRO_BATCH = 64;

  /** And when passes are short. Larger ones are slower: what they compute leaves the caches. */
  static final int LARGEST_BATCH = 256;

  /** How long a new item waits for others to be embedded with. */
  static final long MICRO_BATCH_MILLIS = 5;

  /** Pause of a sweep that has spent its budget. */
  static final long SWEEP_PAUSE_MILLIS = 20;

  /** Items one step of a sweep looks at; after a restore most may be up to date already. */
  private static final int SWEEP_LOOK = 4096;

  /** A pass that takes longer is followed by smaller ones, so that new items wait less. */
  private static final long LONG_PASS_MILLIS = 50;

  /** How long a sweep goes on before it lets others have the task. */
  private static final long SWEEP_STEP_MILLIS = 20;

  private final JobSettings jobSettings;
  private final Class<T> type;
  private final SerializableFunction<Settings, ItemEmbedder<T>> embedders;

  private transient String encoder;
  private transient EncodingThread<T> encoding;
  private transient ItemEmbedder<T> embedder;
  private transient RefresherMetrics gauges;
  private transient RateBudget budget;

  private transient ValueState<T> itemState;
  private transient ValueState<Long> versionState;
  private transient BroadcastState<String, EncoderAnnouncement> announcements;

  private transient EncoderAnnouncement current;

  /** The newest version announced, if it is not in use yet. */
  private transient EncoderAnnouncement next;

  /** The newest of those that a finished checkpoint holds, if it is not in use yet. */
  private transient EncoderAnnouncement kept;

  /** What {@link #next} was at each checkpoint that is not finished. */
  private transient TreeMap<Long, EncoderAnnouncement> nextAtCheckpoint;

  /** New items that wait for their micro-batch; empty at every checkpoint. */
  private transient Map<String, T> pending;

  private transient boolean flushIsDue;

  /** The pass of a sweep that the encoder is at, if any; none when an item changes. */
  private transient EncodingThread.Pass<T> running;

  /** The item ids of this task, in the order they came in. */
  private transient Set<String> items;

  /** What the sweep goes through. Those from {@link #cursor} on are still to do. */
  private transient List<String> sweep;

  private transient int cursor;
  private transient boolean sweepIsDue;
  private transient boolean arrivals;
  private transient int batchLimit;

  /**
   * An operator.
   *
   * @param jobSettings how the job runs, and the encoder's name
   * @param type what is told of items
   * @param embedders opens what embeds them
   */
  public RefresherOperator(
      JobSettings jobSettings,
      Class<T> type,
      SerializableFunction<Settings, ItemEmbedder<T>> embedders) {
    this.jobSettings = jobSettings;
    this.type = type;
    this.embedders = embedders;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    announcements =
        context
            .getOperatorStateStore()
            .getBroadcastState(
                new MapStateDescriptor<>(
                    "announcements",
                    Types.STRING,
                    ProtobufTypeInfo.ofMessage(EncoderAnnouncement.class)));
    var store = context.getKeyedStateStore();
    itemState = store.getState(new ValueStateDescriptor<>(ITEMS, ProtobufTypeInfo.ofMessage(type)));
    versionState = store.getState(new ValueStateDescriptor<>("version", Types.LONG));
    items = new LinkedHashSet<>();
    if (context.isRestored()) {
      try (Stream<String> keys =
          this.<String>getKeyedStateBackend().getKeys(ITEMS, VoidNamespace.INSTANCE)) {
        keys.forEach(items::add);
      }
    }
  }

  @Override
  public void open() throws Exception {
    super.open();
    Settings settings = jobSettings.settings();
    JobConfig job = JobConfig.from(settings);
    encoder = settings.get(EncoderConfig.NAME);
    encoding = EncodingThread.start("refresher " + encoder, () -> embedders.apply(settings));
    embedder = encoding.embedder();
    gauges = new RefresherMetrics(getMetricGroup());
    int tasks = getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
    budget = new RateBudget((double) job.refreshRate() / tasks, now());
    pending = new LinkedHashMap<>();
    sweep = List.of();
    batchLimit = MICRO_BATCH;
    nextAtCheckpoint = new TreeMap<>();
    resume();
  }

  /** Goes on with the version in use at the checkpoint, or the newest if its file has gone. */
  private void resume() throws Exception {
    EncoderAnnouncement used = announcements.get(CURRENT);
    next = announcements.get(NEXT);
    kept = next;
    if (used != null && load(used)) {
      current = used;
      startSweep();
    } else {
      adopt();
    }
    sweepIn(0);
  }

  @Override
  public void processElement1(StreamRecord<T> element) throws Exception {
    T change = element.getValue();
    if (!embedder.takes(change)) {
      gauges.skipped.inc();
      return;
    }
    String id = (String) getCurrentKey();
    if (running != null) {
      settle();
      setCurrentKey(id);
    }
    T before = itemState.value();
    T after = embedder.after(before, change);
    if (after == null && before != null) {
      forget(id);
    } else if (!Objects.equals(after, before)) {
      update(id, before, after);
    }
  }

  private void update(String id, T before, T after) throws Exception {
    items.add(id);
    itemState.update(after);
    if (before != null && !embedder.isNews(before, after)) {
      pending.replace(id, after);
      return;
    }
    versionState.clear();
    arrivals = true;
    if (current == null) {
      return; // waits in state for the first version
    }
    pending.put(id, after);
    if (pending.size() >= batchLimit) {
      flush();
    } else if (!flushIsDue) {
      flushIsDue = true;
      var unused =
          getProcessingTimeService().registerTimer(now() + MICRO_BATCH_MILLIS, t -> flushOnTime());
    }
  }

  /** An embedding without a vector, a tombstone among the embeddings, follows whatever came. */
  private void forget(String id) {
    pending.remove(id);
    itemState.clear();
    versionState.clear();
    items.remove(id);
    output.collect(
        new StreamRecord<>(Embedding.newBuilder().setItemId(id).setEncoder(encoder).build()));
    gauges.forgotten.inc();
  }

  private void flushOnTime() throws Exception {
    flushIsDue = false;
    flush();
  }

  private void flush() throws Exception {
    begin(new ArrayList<>(pending.keySet()), new ArrayList<>(pending.values()));
    pending.clear();
    settle();
  }

  @Override
  public void processElement2(StreamRecord<EncoderAnnouncement> element) throws Exception {
    EncoderAnnouncement announced = element.getValue();
    EncoderAnnouncement newest = next != null ? next : current;
    if (newest != null && announced.getVersion() <= newest.getVersion()) {
      return; // a republished version
    }
    next = announced;
    announcements.put(NEXT, announced);
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    if (next != null) {
      nextAtCheckpoint.put(context.getCheckpointId(), next);
    }
  }

  @Override
  public void notifyCheckpointComplete(long checkpoint) throws Exception {
    super.notifyCheckpointComplete(checkpoint);
    Map<Long, EncoderAnnouncement> finished = nextAtCheckpoint.headMap(checkpoint, true);
    for (EncoderAnnouncement announced : finished.values()) {
      boolean isNewer = current == null || announced.getVersion() > current.getVersion();
      kept = isNewer ? announced : kept;
    }
    finished.clear();
    if (cursor == sweep.size()) {
      adopt();
      sweepIn(0);
    }
  }

  /** Takes the newest version that is safe to use, if there is one, for the next sweep. */
  private void adopt() throws Exception {
    if (kept == null) {
      return;
    }
    EncoderAnnouncement announced = kept;
    kept = null;
    if (announced.equals(next)) {
      next = null;
      announcements.remove(NEXT);
    }
    flush(); // with the version they came under
    if (load(announced)) {
      current = announced;
      announcements.put(CURRENT, announced);
      startSweep();
    }
  }

  /** Loads a version; one that cannot be read is left out, and the next one awaited. */
  private boolean load(EncoderAnnouncement announced) throws InterruptedException {
    try {
      encoding.load(VersionFiles.read(announced));
    } catch (IOException e) {
      gauges.unreadableVersions.inc();
      LOG.warn(
          "Version {} of {} cannot be used; waiting for a later one",
          announced.getVersion(),
          announced.getEncoder(),
          e);
      return false;
    }
    gauges.version(announced.getVersion());
    return true;
  }

  private void startSweep() {
    sweep = inOrder();
    cursor = 0;
  }

  /** Popular items first, then the newest. */
  private List<String> inOrder() {
    List<String> order = new ArrayList<>(embedder.popular());
    order.retainAll(items);
    Set<String> popular = new HashSet<>(order);
    List<String> others = new ArrayList<>(items);
    Collections.reverse(others);
    others.removeAll(popular);
    order.addAll(others);
    return order;
  }

  private void sweepIn(long millis) {
    if (!sweepIsDue && cursor < sweep.size()) {
      sweepIsDue = true;
      var unused = getProcessingTimeService().registerTimer(now() + millis, t -> sweepOnTime());
    }
  }

  /**
   * One step of a sweep. While new items arrive, the pause after it is as long as the step was, so
   * that they get half of the task's time however large the budget is.
   */
  private void sweepOnTime() throws Exception {
    sweepIsDue = false;
    long began = System.nanoTime();
    int allowed;
    int embedded;
    long took;
    do {
      allowed = budget.available(now());
      embedded = sweepStep(allowed);
      budget.spend(embedded);
      took = (System.nanoTime() - began) / 1_000_000;
    } while (cursor < sweep.size() && embedded < allowed && took < SWEEP_STEP_MILLIS);
    gauges.sweep(items.size(), sweep.size() - cursor);
    if (cursor == sweep.size()) {
      settle();
      adopt();
      sweepIn(0);
      return;
    }
    sweepIn(embedded == allowed ? SWEEP_PAUSE_MILLIS : arrivals ? took : 0);
    arrivals = false;
  }

  /**
   * Begins a pass of the next items that are behind, one batch and at most so many, and sends what
   * the pass before made; says how many began.
   */
  private int sweepStep(int allowed) throws Exception {
    int most = Math.min(batchLimit, allowed);
    int stop = (int) Math.min((long) cursor + SWEEP_LOOK, sweep.size());
    List<String> ids = new ArrayList<>(most);
    List<T> batch = new ArrayList<>(most);
    for (; cursor < stop && batch.size() < most; cursor++) {
      String id = sweep.get(cursor);
      setCurrentKey(id);
      T item = itemState.value();
      if (item != null && isBehind(versionState.value()) && !pending.containsKey(id)) {
        ids.add(id);
        batch.add(item);
      }
    }
    begin(ids, batch);
    return batch.size();
  }

  private boolean isBehind(Long version) {
    return version == null || version != current.getVersion();
  }

  private void begin(List<String> ids, List<T> batch) throws Exception {
    EncodingThread.Pass<T> begun = batch.isEmpty() ? null : encoding.begin(ids, batch);
    settle();
    running = begun;
  }

  /** Sends what the running pass makes, if there is one. */
  private void settle() throws Exception {
    if (running == null) {
      return;
    }
    EncodingThread.Pass<T> pass = running;
    running = null;
    EncodingThread.Encoded encoded = pass.await();
    float[][] vectors = encoded.vectors();
    adapt(vectors.length, encoded.millis());
    for (int i = 0; i < vectors.length; i++) {
      String id = pass.ids().get(i);
      setCurrentKey(id);
      versionState.update(current.getVersion());
      output.collect(new StreamRecord<>(embedding(id, pass.items().get(i), vectors[i])));
    }
    gauges.embedded.inc(vectors.length);
  }

  private void adapt(int batch, long millis) {
    if (millis > LONG_PASS_MILLIS) {
      batchLimit = Math.max(1, batchLimit / 2);
    } else if (batch == batchLimit && millis < LONG_PASS_MILLIS / 4) {
      batchLimit = Math.min(LARGEST_BATCH, batchLimit * 2);
    }
  }

  private Embedding embedding(String id, T item, float[] vector) {
    Embedding.Builder embedding =
        embedder
            .describe(item)
            .setItemId(id)
            .setEncoder(current.getEncoder())
            .setVersion(current.getVersion())
            .setEmbedTimeMillis(now());
    for (float value : vector) {
      embedding.addVector(value);
    }
    return embedding.build();
  }

  /** Nothing may wait across a barrier: the samples before it would otherwise be embedded late. */
  @Override
  public void prepareSnapshotPreBarrier(long checkpoint) throws Exception {
    super.prepareSnapshotPreBarrier(checkpoint);
    flush();
  }

  /** A bounded run ends with every item in the last version. */
  @Override
  public void finish() throws Exception {
    flush();
    kept = next;
    do {
      while (cursor < sweep.size()) {
        sweepStep(batchLimit);
      }
      settle();
      adopt();
    } while (cursor < sweep.size());
    super.finish();
  }

  @Override
  public void close() throws Exception {
    try {
      if (encoding != null) {
        encoding.close();
      }
    } finally {
      super.close();
    }
  }

  private long now() {
    return getProcessingTimeService().getCurrentProcessingTime();
  }
}
