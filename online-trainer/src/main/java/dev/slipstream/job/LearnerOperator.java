package dev.slipstream.job;

import dev.slipstream.config.Settings;
import dev.slipstream.encoder.EncoderConfig;
import dev.slipstream.encoder.EncoderFile;
import dev.slipstream.input.Modalities;
import dev.slipstream.input.SampleInput;
import dev.slipstream.learner.Batch;
import dev.slipstream.learner.LearnerConfig;
import dev.slipstream.learner.MomentumLearner;
import dev.slipstream.learner.StepReport;
import dev.slipstream.memory.ItemHash;
import dev.slipstream.wire.EncoderAnnouncement;
import dev.slipstream.wire.Progress;
import dev.slipstream.wire.Sample;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns from samples in the order they arrive and publishes encoder versions. One task. Its state
 * after N samples is a function of those samples alone: a batch is learned when it is full, never
 * because time passed; time decides only when progress is told and an idle encoder published,
 * neither of which touches the learner.
 *
 * <p>Main output: one announcement for each version, after its file is in place. Version 0 (the
 * untrained encoder) comes first.
 */
final class LearnerOperator extends AbstractStreamOperator<EncoderAnnouncement>
    implements OneInputStreamOperator<Sample, EncoderAnnouncement> {

  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(LearnerOperator.class);

  static final OutputTag<Progress> PROGRESS =
      new OutputTag<>("progress", ProtobufTypeInfo.ofMessage(Progress.class));

  private static final long NONE = -1;

  private final JobSettings jobSettings;

  private transient EncoderConfig encoder;
  private transient SampleInput input;
  private transient JobConfig job;
  private transient int batchSize;
  private transient MomentumLearner learner;
  private transient VersionFiles files;
  private transient LearnerMetrics gauges;
  private transient ProgressMeter progress;

  private transient List<Sample> batch;
  private transient long publishedVersion;
  private transient long newestEventTime;
  private transient long lastSampleAt;
  private transient long lastReportAt;
  private transient boolean firstIsOut;

  /** The newest version at each checkpoint that may still be restored, by checkpoint id. */
  private transient TreeMap<Long, Long> versionAtCheckpoint;

  private transient ListState<byte[]> learnerState;
  private transient ListState<Sample> batchState;
  private transient ListState<Long> counterState;

  LearnerOperator(JobSettings jobSettings) {
    this.jobSettings = jobSettings;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    Settings settings = jobSettings.settings();
    LearnerConfig config = LearnerConfig.from(settings);
    encoder = EncoderConfig.from(settings);
    input = Modalities.input(settings);
    job = JobConfig.from(settings);
    batchSize = config.batchSize();
    learner = MomentumLearner.create(encoder, input, config);
    files = new VersionFiles(job.encodersUri(), encoder.name());
    batch = new ArrayList<>(batchSize);
    versionAtCheckpoint = new TreeMap<>();
    publishedVersion = NONE;

    var store = context.getOperatorStateStore();
    learnerState =
        store.getListState(
            new ListStateDescriptor<>(
                "learner", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
    batchState =
        store.getListState(
            new ListStateDescriptor<>("batch", ProtobufTypeInfo.ofMessage(Sample.class)));
    counterState = store.getListState(new ListStateDescriptor<>("counters", Types.LONG));
    if (context.isRestored()) {
      restore(context.getRestoredCheckpointId().orElse(0));
    }
  }

  private void restore(long checkpoint) throws Exception {
    try (InputStream in = StateChunks.read(learnerState.get())) {
      learner.restore(in);
    }
    learnerState.clear();
    batchState.get().forEach(batch::add);
    Iterator<Long> counters = counterState.get().iterator();
    publishedVersion = counters.next();
    newestEventTime = counters.next();
    versionAtCheckpoint.put(checkpoint, publishedVersion);
    LOG.info(
        "Learner of {} goes on at step {} after {} samples",
        encoder.name(),
        learner.steps(),
        learner.samplesSeen());
  }

  @Override
  public void open() throws Exception {
    super.open();
    long now = getProcessingTimeService().getCurrentProcessingTime();
    gauges = new LearnerMetrics(getMetricGroup());
    gauges.version(publishedVersion);
    progress = new ProgressMeter(encoder.name(), now, learner.samplesSeen());
    lastSampleAt = now;
    lastReportAt = now;
    var unused = getProcessingTimeService().registerTimer(now, this::onTime);
  }

  @Override
  public void processElement(StreamRecord<Sample> element) throws Exception {
    publishFirst();
    Sample sample = element.getValue();
    lastSampleAt = getProcessingTimeService().getCurrentProcessingTime();
    if (sample.getDeleted()) {
      forget(sample);
      return;
    }
    if (!input.takes(sample)) {
      gauges.skipped.inc(); // other modalities come on the same topic, and are many
      return;
    }
    String problem = input.problem(sample);
    if (problem != null) {
      gauges.skipped.inc();
      LOG.warn("Sample {} was skipped: {}", sample.getItemId(), problem);
      return;
    }
    batch.add(sample);
    newestEventTime = Math.max(newestEventTime, sample.getEventTimeMillis());
    // A batch larger than the configured one is found after a restore with a smaller size.
    if (batch.size() >= batchSize) {
      learn();
    }
  }

  /** Of this encoder's modality only: another one's item may have the same id. */
  private void forget(Sample deletion) {
    batch.removeIf(waiting -> isOf(waiting, deletion));
    if (deletion.getOrigin().getTopic().equals(input.topic().name())) {
      learner.forget(ItemHash.of(deletion.getItemId()));
    }
  }

  private static boolean isOf(Sample waiting, Sample deletion) {
    return waiting.getItemId().equals(deletion.getItemId())
        && waiting.getOrigin().getTopic().equals(deletion.getOrigin().getTopic());
  }

  private void learn() throws IOException {
    long before = learner.steps();
    StepReport report = learner.learn(toBatch());
    batch.clear();
    progress.add(report);
    long now = getProcessingTimeService().getCurrentProcessingTime();
    gauges.learned(report, now - newestEventTime);
    // By the step count, not by what was published last: an idle encoder's extra versions then
    // leave the schedule as it is.
    if (report.step() / job.publishEverySteps() > before / job.publishEverySteps()) {
      publish();
    }
  }

  private Batch toBatch() {
    byte[] values = new byte[batch.size() * input.rowBytes()];
    long[] times = new long[batch.size()];
    long[] items = new long[batch.size()];
    for (int i = 0; i < times.length; i++) {
      Sample sample = batch.get(i);
      input.write(sample, values, i * input.rowBytes());
      times[i] = sample.getEventTimeMillis();
      items[i] = ItemHash.of(sample.getItemId());
    }
    return new Batch(values, times, items);
  }

  private void onTime(long timestamp) throws IOException {
    publishFirst();
    long now = getProcessingTimeService().getCurrentProcessingTime();
    if (learner.steps() > publishedVersion && now - lastSampleAt >= job.publishIdle().toMillis()) {
      publish();
    }
    if (now - lastReportAt >= job.progressInterval().toMillis()) {
      report(now);
    }
    long pause = Math.min(job.progressInterval().toMillis(), job.publishIdle().toMillis());
    var unused = getProcessingTimeService().registerTimer(now + pause, this::onTime);
  }

  private void report(long now) {
    lastReportAt = now;
    Progress report = progress.report(now, publishedVersion);
    if (report != null) {
      output.collect(PROGRESS, new StreamRecord<>(report));
    }
  }

  /**
   * Publishes where nothing was published, or where the last version's file was lost (a restored
   * savepoint that outlived it): the refresher needs one that it can read.
   */
  private void publishFirst() throws IOException {
    if (!firstIsOut && (publishedVersion == NONE || !files.exists(publishedVersion))) {
      publish();
    }
    firstIsOut = true;
  }

  private void publish() throws IOException {
    long version = learner.steps();
    EncoderFile.Contents contents =
        new EncoderFile.Contents(
            learner.spec(),
            encoder.name(),
            version,
            learner.queryParameters(),
            learner.whitening());
    VersionFiles.Written file = files.write(contents);
    output.collect(
        new StreamRecord<>(
            EncoderAnnouncement.newBuilder()
                .setEncoder(encoder.name())
                .setVersion(version)
                .setUri(file.uri())
                .setSha256(file.sha256())
                .setFileBytes(file.bytes())
                .setSamplesSeen(learner.samplesSeen())
                .setEventTimeMillis(newestEventTime)
                .setEmbeddingSize(contents.embeddingSize())
                .setLearnerSha256(learner.sha256())
                .build()));
    publishedVersion = version;
    gauges.published.inc();
    gauges.version(version);
    LOG.info("Published version {} of {}: {}", version, encoder.name(), file.uri());
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    StateChunks bytes = new StateChunks();
    learner.save(bytes);
    learnerState.update(bytes.toList());
    batchState.update(batch);
    counterState.update(List.of(publishedVersion, newestEventTime));
    versionAtCheckpoint.put(context.getCheckpointId(), publishedVersion);
  }

  /**
   * Old version files go when no retained checkpoint can ask for them: at a barrier the refresher
   * knows every version announced before it, so a restore needs the newest of that checkpoint.
   */
  @Override
  public void notifyCheckpointComplete(long checkpoint) throws Exception {
    super.notifyCheckpointComplete(checkpoint);
    learnerState.clear(); // written; no need to hold it in memory until the next one
    while (versionAtCheckpoint.headMap(checkpoint, true).size() > TrainJob.RETAINED_CHECKPOINTS) {
      versionAtCheckpoint.pollFirstEntry();
    }
    try {
      files.removeOld(
          job.keepVersions(), versionAtCheckpoint.firstEntry().getValue(), publishedVersion);
    } catch (IOException e) {
      LOG.warn("Old versions of {} could not be removed", encoder.name(), e);
    }
  }

  @Override
  public void notifyCheckpointAborted(long checkpoint) throws Exception {
    super.notifyCheckpointAborted(checkpoint);
    versionAtCheckpoint.remove(checkpoint);
  }

  /** The last version of a bounded run. */
  @Override
  public void finish() throws Exception {
    publishFirst();
    if (learner.steps() > publishedVersion) {
      publish();
    }
    report(getProcessingTimeService().getCurrentProcessingTime());
    super.finish();
  }

  @Override
  public void close() throws Exception {
    if (learner != null) {
      learner.close();
    }
    super.close();
  }
}
