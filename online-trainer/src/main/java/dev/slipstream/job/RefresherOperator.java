package dev.slipstream.job;

import dev.slipstream.config.Settings;
import dev.slipstream.encoder.EncoderConfig;
import dev.slipstream.encoder.EncoderFile;
import dev.slipstream.input.Modalities;
import dev.slipstream.input.SampleInput;
import dev.slipstream.wire.Embedding;
import dev.slipstream.wire.EncoderAnnouncement;
import dev.slipstream.wire.Sample;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the features of every item and keeps its embedding current. First input: samples keyed by
 * item id. Second: announcements of encoder versions, broadcast; the file is read here.
 *
 * <p>A new item is embedded at once, in micro-batches, with the version in use. A new version
 * starts a sweep that re-embeds every item, a batch at a time from timers, so that samples and
 * checkpoints pass in between. A sweep is finished before the next version is taken, and then the
 * newest is: were each version to restart it, a catalogue that takes longer to sweep than the
 * learner to publish would never be complete in any version.
 */
final class RefresherOperator extends AbstractStreamOperator<Embedding>
    implements TwoInputStreamOperator<Sample, EncoderAnnouncement, Embedding> {

  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(RefresherOperator.class);

  private static final String ITEMS = "items";
  private static final String CURRENT = "current";
  private static final String NEXT = "next";

  /** Most items in one pass through the encoder. */
  static final int MICRO_BATCH = 64;

  /** How long a new item waits for others to be embedded with. */
  static final long MICRO_BATCH_MILLIS = 5;

  /** Pause of a sweep that has spent its budget. */
  static final long SWEEP_PAUSE_MILLIS = 20;

  /** Items one step of a sweep looks at; after a restore most may be up to date already. */
  private static final int SWEEP_LOOK = 4096;

  /** A pass that takes longer is followed by smaller ones, so that new items wait less. */
  private static final long LONG_PASS_MILLIS = 50;

  private final JobSettings jobSettings;

  private transient EncoderConfig encoder;
  private transient SampleInput input;
  private transient Embedder embedder;
  private transient RefresherMetrics gauges;
  private transient RateBudget budget;

  private transient ValueState<Sample> itemState;
  private transient ValueState<Long> versionState;
  private transient BroadcastState<String, EncoderAnnouncement> announcements;

  private transient EncoderAnnouncement current;
  private transient EncoderAnnouncement next;

  /** New items that wait for their micro-batch; empty at every checkpoint. */
  private transient Map<String, Sample> pending;

  private transient boolean flushIsDue;

  /** The item ids of this task. Those from {@link #cursor} to {@link #end} are still to sweep. */
  private transient List<String> items;

  /** Those among {@link #items} that were deleted; they leave the list before the next sweep. */
  private transient Set<String> forgotten;

  private transient int cursor;
  private transient int end;
  private transient boolean sweepIsDue;
  private transient boolean arrivals;
  private transient int batchLimit;

  RefresherOperator(JobSettings jobSettings) {
    this.jobSettings = jobSettings;
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
    itemState =
        store.getState(new ValueStateDescriptor<>(ITEMS, ProtobufTypeInfo.ofMessage(Sample.class)));
    versionState = store.getState(new ValueStateDescriptor<>("version", Types.LONG));
    items = new ArrayList<>();
    forgotten = new HashSet<>();
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
    encoder = EncoderConfig.from(settings);
    input = Modalities.input(settings);
    embedder = new Embedder(encoder.engine(), job.refreshThreads(), input);
    gauges = new RefresherMetrics(getMetricGroup());
    int tasks = getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
    budget = new RateBudget((double) job.refreshRate() / tasks, now());
    pending = new LinkedHashMap<>();
    batchLimit = MICRO_BATCH;
    resume();
  }

  /** Goes on with the version in use at the checkpoint, or the newest if its file has gone. */
  private void resume() throws Exception {
    EncoderAnnouncement used = announcements.get(CURRENT);
    next = announcements.get(NEXT);
    if (used != null && load(used)) {
      current = used;
      startSweep();
    } else {
      adoptNext();
    }
  }

  @Override
  public void processElement1(StreamRecord<Sample> element) throws Exception {
    Sample sample = element.getValue();
    if (sample.getDeleted()) {
      forget(sample);
      return;
    }
    if (!input.takes(sample) || input.problem(sample) != null) {
      gauges.skipped.inc(); // the learner logs what is wrong
      return;
    }
    if (itemState.value() == null && !forgotten.remove(sample.getItemId())) {
      items.add(sample.getItemId());
    }
    itemState.update(sample);
    versionState.clear();
    arrivals = true;
    if (current == null) {
      return; // waits in state for the first version
    }
    pending.put(sample.getItemId(), sample);
    if (pending.size() >= batchLimit) {
      flush();
    } else if (!flushIsDue) {
      flushIsDue = true;
      var unused =
          getProcessingTimeService().registerTimer(now() + MICRO_BATCH_MILLIS, t -> flushOnTime());
    }
  }

  /** An embedding without a vector, a tombstone among the embeddings, follows whatever came. */
  private void forget(Sample deletion) throws IOException {
    Sample item = itemState.value();
    if (item == null || !item.getOrigin().getTopic().equals(deletion.getOrigin().getTopic())) {
      return; // another modality's
    }
    pending.remove(item.getItemId());
    itemState.clear();
    versionState.clear();
    forgotten.add(item.getItemId());
    output.collect(
        new StreamRecord<>(
            Embedding.newBuilder().setItemId(item.getItemId()).setEncoder(encoder.name()).build()));
    gauges.forgotten.inc();
  }

  private void flushOnTime() throws IOException {
    flushIsDue = false;
    flush();
  }

  private void flush() throws IOException {
    embed(List.copyOf(pending.values()));
    pending.clear();
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
    if (cursor == end) {
      adoptNext();
    }
  }

  /** Takes the newest version announced, if there is one, and starts to sweep with it. */
  private void adoptNext() throws Exception {
    if (next == null) {
      return;
    }
    EncoderAnnouncement announced = next;
    next = null;
    announcements.remove(NEXT);
    flush(); // with the version they came under
    if (load(announced)) {
      current = announced;
      announcements.put(CURRENT, announced);
      startSweep();
    }
  }

  /** Loads a version; one that cannot be read is left out, and the next one awaited. */
  private boolean load(EncoderAnnouncement announced) {
    try {
      EncoderFile.Contents version = VersionFiles.read(announced);
      if (!version.spec().input().equals(input.spec())) {
        throw new IOException(
            "input: must be %s, was %s".formatted(input.spec(), version.spec().input()));
      }
      embedder.load(version);
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
    items.removeAll(forgotten);
    forgotten.clear();
    cursor = 0;
    end = items.size();
    sweepIn(0);
  }

  private void sweepIn(long millis) {
    if (!sweepIsDue) {
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
    int allowed = budget.available(now());
    int embedded = sweepStep(allowed);
    budget.spend(embedded);
    gauges.sweep(items.size(), end - cursor);
    if (cursor == end) {
      adoptNext();
      return;
    }
    long took = (System.nanoTime() - began) / 1_000_000;
    sweepIn(embedded == allowed ? SWEEP_PAUSE_MILLIS : arrivals ? took : 0);
    arrivals = false;
  }

  /** Embeds the next items that are behind, one batch and at most so many; says how many. */
  private int sweepStep(int allowed) throws IOException {
    int most = Math.min(batchLimit, allowed);
    int stop = (int) Math.min((long) cursor + SWEEP_LOOK, end);
    List<Sample> batch = new ArrayList<>(most);
    for (; cursor < stop && batch.size() < most; cursor++) {
      String item = items.get(cursor);
      setCurrentKey(item);
      Sample sample = itemState.value();
      if (sample != null && isBehind(versionState.value()) && !pending.containsKey(item)) {
        batch.add(sample);
      }
    }
    embed(batch);
    return batch.size();
  }

  private boolean isBehind(Long version) {
    return version == null || version != current.getVersion();
  }

  private void embed(List<Sample> samples) throws IOException {
    if (samples.isEmpty()) {
      return;
    }
    long began = System.nanoTime();
    float[][] vectors = embedder.embed(samples);
    adapt(samples.size(), (System.nanoTime() - began) / 1_000_000);
    for (int i = 0; i < vectors.length; i++) {
      Sample sample = samples.get(i);
      setCurrentKey(sample.getItemId());
      versionState.update(current.getVersion());
      output.collect(new StreamRecord<>(embedding(sample, vectors[i])));
    }
    gauges.embedded.inc(vectors.length);
  }

  private void adapt(int batch, long millis) {
    if (millis > LONG_PASS_MILLIS) {
      batchLimit = Math.max(1, batchLimit / 2);
    } else if (batch == batchLimit && millis < LONG_PASS_MILLIS / 4) {
      batchLimit = Math.min(MICRO_BATCH, batchLimit * 2);
    }
  }

  private Embedding embedding(Sample sample, float[] vector) {
    Embedding.Builder embedding =
        Embedding.newBuilder()
            .setItemId(sample.getItemId())
            .setEncoder(current.getEncoder())
            .setVersion(current.getVersion())
            .setEventTimeMillis(sample.getEventTimeMillis())
            .setEmbedTimeMillis(now())
            .setOrigin(sample.getOrigin())
            .setContentType(sample.getContentType());
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
    do {
      while (cursor < end) {
        sweepStep(MICRO_BATCH);
      }
      adoptNext();
    } while (cursor < end);
    super.finish();
  }

  @Override
  public void close() throws Exception {
    if (embedder != null) {
      embedder.close();
    }
    super.close();
  }

  private long now() {
    return getProcessingTimeService().getCurrentProcessingTime();
  }
}
