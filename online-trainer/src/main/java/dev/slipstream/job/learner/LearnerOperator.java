package dev.slipstream.job.learner;

import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import dev.slipstream.encoder.EncoderFile;
import dev.slipstream.job.flink.ProtobufTypeInfo;
import dev.slipstream.job.flink.StateChunks;
import dev.slipstream.job.guard.Guard;
import dev.slipstream.job.guard.GuardConfig;
import dev.slipstream.job.publication.Anchors;
import dev.slipstream.job.publication.GateConfig;
import dev.slipstream.job.publication.PublicationGate;
import dev.slipstream.job.publication.PublicationRule;
import dev.slipstream.job.publication.VersionFiles;
import dev.slipstream.job.settings.JobConfig;
import dev.slipstream.job.settings.JobSettings;
import dev.slipstream.learner.StepReport;
import dev.slipstream.wire.EncoderAnnouncement;
import dev.slipstream.wire.LearnerEvent;
import dev.slipstream.wire.Progress;
import dev.slipstream.wire.Publication;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.apache.flink.util.function.SerializableSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns from a stream in the order it arrives and publishes encoder versions. One task. Its state
 * after N elements is a function of those elements alone: a batch is learned when it is full, never
 * because time passed; time decides only when progress is told and a moved encoder is due, neither
 * of which touches the learner.
 *
 * <p>Main output: one announcement for each version, after its file is in place. Version 0 (the
 * untrained encoder) comes first. {@link PublicationRule} says when the next is due, {@link
 * PublicationGate} what becomes of it. A learner of several encoders publishes all of them at once.
 *
 * <p>At the pace of its versions the learner is judged by a {@link Guard}. While that finds it ill,
 * nothing is published, and it goes back to the last state found good.
 *
 * @param <T> what is learned from
 */
public final class LearnerOperator<T extends Message>
    extends AbstractStreamOperator<EncoderAnnouncement>
    implements OneInputStreamOperator<T, EncoderAnnouncement> {

  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(LearnerOperator.class);

  /** Side output: what the learner tells between two versions, for each encoder. */
  public static final OutputTag<Progress> PROGRESS =
      new OutputTag<>("progress", ProtobufTypeInfo.ofMessage(Progress.class));

  /** Side output: what became of the learner, for each encoder. */
  public static final OutputTag<LearnerEvent> EVENTS =
      new OutputTag<>("events", ProtobufTypeInfo.ofMessage(LearnerEvent.class));

  private final JobSettings jobSettings;
  private final Class<T> type;
  private final SerializableSupplier<StreamLearner<T>> learners;

  private transient JobConfig job;
  private transient StreamLearner<T> learner;
  private transient GuardedLearner<T> guarded;
  private transient Map<String, VersionFiles> files;
  private transient LearnerMetrics gauges;
  private transient List<ProgressMeter> progress;

  private transient PublicationRule rule;
  private transient PublicationGate gate;
  private transient Anchors<T> anchors;

  private transient List<T> batch;
  private transient long newestEventTime;
  private transient long lastSampleAt;
  private transient long lastReportAt;
  private transient boolean firstIsOut;

  /** What each checkpoint that may still be restored needs, by checkpoint id. */
  private transient TreeMap<Long, Needed> neededAtCheckpoint;

  /** Files: the oldest version, and the good state of that step. */
  private record Needed(long version, long goodStep) {}

  private transient ListState<byte[]> learnerState;
  private transient ListState<T> batchState;
  private transient ListState<Long> eventTimeState;
  private transient ListState<byte[]> publicationState;
  private transient ListState<T> anchorState;
  private transient ListState<byte[]> guardState;
  private transient ListState<T> deletionState;

  /**
   * An operator.
   *
   * @param jobSettings how the job runs
   * @param type what is learned from
   * @param learners opens a learner at step 0
   */
  public LearnerOperator(
      JobSettings jobSettings, Class<T> type, SerializableSupplier<StreamLearner<T>> learners) {
    this.jobSettings = jobSettings;
    this.type = type;
    this.learners = learners;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    job = JobConfig.from(jobSettings.settings());
    learner = learners.get();
    files = new LinkedHashMap<>();
    for (String encoder : learner.encoders()) {
      files.put(encoder, new VersionFiles(job.encodersUri(), encoder));
    }
    batch = new ArrayList<>(learner.batchSize());
    GateConfig config = GateConfig.from(jobSettings.settings());
    GuardConfig guard = GuardConfig.from(jobSettings.settings());
    guarded = new GuardedLearner<>(learner, guard, job.encodersUri(), this::tell);
    rule = new PublicationRule(job, now());
    gate = new PublicationGate(config, learner.ranks());
    anchors = new Anchors<>(config.enabled() || guard.enabled() ? config.anchors() : 0);
    neededAtCheckpoint = new TreeMap<>();

    var store = context.getOperatorStateStore();
    learnerState =
        store.getListState(
            new ListStateDescriptor<>(
                "learner", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
    batchState =
        store.getListState(new ListStateDescriptor<>("batch", ProtobufTypeInfo.ofMessage(type)));
    eventTimeState = store.getListState(new ListStateDescriptor<>("eventTime", Types.LONG));
    publicationState =
        store.getListState(
            new ListStateDescriptor<>(
                "publication", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
    anchorState =
        store.getListState(new ListStateDescriptor<>("anchors", ProtobufTypeInfo.ofMessage(type)));
    guardState =
        store.getListState(
            new ListStateDescriptor<>(
                "guard", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
    deletionState =
        store.getListState(
            new ListStateDescriptor<>("deletions", ProtobufTypeInfo.ofMessage(type)));
    if (context.isRestored()) {
      restore(context.getRestoredCheckpointId().orElse(0));
    }
  }

  private void restore(long checkpoint) throws Exception {
    try (InputStream in = StateChunks.read(learnerState.get())) {
      learner.state().restore(in);
    }
    learnerState.clear();
    batchState.get().forEach(batch::add);
    newestEventTime = eventTimeState.get().iterator().next();
    try (DataInputStream in = new DataInputStream(StateChunks.read(publicationState.get()))) {
      rule.restore(in);
      gate.restore(in);
      learner.restoreAside(in);
    }
    if (learner.ranks()) {
      List<EncoderFile.Contents> previous = written(gate.previous());
      if (previous.isEmpty()) {
        gate.forgetPrevious();
      }
      learner.resumed(written(gate.published()), previous);
    }
    publicationState.clear();
    anchorState.get().forEach(element -> anchors.offer(learner.item(element), element));
    restoreGuard();
    neededAtCheckpoint.put(checkpoint, needed());
    LOG.info(
        "Learner of {} goes on at step {} after {} samples",
        learner.name(),
        learner.state().steps(),
        learner.state().samplesSeen());
  }

  /** A checkpoint of before there were guards has none. */
  private void restoreGuard() throws Exception {
    if (guardState.get().iterator().hasNext()) {
      try (DataInputStream in = new DataInputStream(StateChunks.read(guardState.get()))) {
        guarded.restore(in, deletionState.get());
      }
      guardState.clear();
    }
  }

  @Override
  public void open() throws Exception {
    super.open();
    long now = now();
    gauges = new LearnerMetrics(getMetricGroup(), learner.encoders());
    gauges.version(gate.published());
    gauges.judged(guarded.guard().reports());
    progress =
        learner.encoders().stream()
            .map(encoder -> new ProgressMeter(encoder, now, learner.state().samplesSeen()))
            .toList();
    lastSampleAt = now;
    lastReportAt = now;
    var unused = getProcessingTimeService().registerTimer(now, this::onTime);
  }

  @Override
  public void processElement(StreamRecord<T> record) throws Exception {
    publishFirst();
    T element = record.getValue();
    lastSampleAt = now();
    if (learner.isDeletion(element)) {
      forget(element);
      return;
    }
    if (!learner.takes(element)) {
      gauges.skipped.inc(); // other modalities come on the same topic, and are many
      return;
    }
    String problem = learner.problem(element);
    if (problem != null) {
      gauges.skipped.inc();
      LOG.warn("A sample was skipped by {}: {}", learner.name(), problem);
      return;
    }
    anchors.offer(learner.item(element), element);
    batch.add(element);
    newestEventTime = Math.max(newestEventTime, learner.eventTime(element));
    // A batch larger than the configured one is found after a restore with a smaller size.
    if (batch.size() >= learner.batchSize()) {
      learn();
    }
  }

  private void forget(T deletion) throws IOException {
    batch.removeIf(waiting -> learner.isOf(waiting, deletion));
    for (int anchor : anchors.remove(known -> learner.isOf(known, deletion))) {
      gate.forget(anchor);
      guarded.guard().forget(anchor);
    }
    guarded.forget(deletion);
  }

  private void learn() throws IOException {
    long before = learner.state().steps();
    long samples = learner.state().samplesSeen();
    Optional<StepReport> learned = guarded.learn(batch);
    batch.clear();
    lastSampleAt = now(); // a batch that takes long to learn is no pause of the stream
    if (learned.isEmpty()) {
      wentBack(samples);
      gauges.judged(guarded.guard().reports());
      return;
    }
    StepReport report = learned.get();
    progress.forEach(meter -> meter.add(report));
    gauges.learned(report, lastSampleAt - newestEventTime);
    boolean isDue = rule.dueAfter(before, report) && rule.hasMoved(report.step());
    boolean isJudged = rule.isStepDue(before, report.step());
    List<List<float[]>> outputs =
        isDue || isJudged ? learner.outputs(anchors.elements()) : List.of();
    boolean isGood = !isJudged || guarded.judge(report, outputs);
    if (!isGood) {
      wentBack(report.samplesSeen());
    } else if (isDue) {
      consider(outputs);
    }
    if (isJudged) {
      gauges.judged(guarded.guard().reports());
    }
  }

  /** Steps are counted from the good state on again; no number of a version is used twice. */
  private void wentBack(long samples) {
    progress.forEach(meter -> meter.wentBack(samples - learner.state().samplesSeen()));
    rule.considered(Math.max(learner.state().steps(), gate.published()), now());
  }

  private void onTime(long timestamp) throws IOException {
    publishFirst();
    long now = now();
    if (rule.dueAt(now, learner.state().steps(), lastSampleAt)) {
      consider(learner.outputs(anchors.elements()));
    }
    if (now - lastReportAt >= job.progressInterval().toMillis()) {
      report(now);
    }
    long pause = Math.min(job.progressInterval().toMillis(), job.publishIdle().toMillis());
    var unused = getProcessingTimeService().registerTimer(now + pause, this::onTime);
  }

  private void report(long now) {
    lastReportAt = now;
    for (ProgressMeter meter : progress) {
      Progress report = meter.report(now, gate.published());
      if (report != null) {
        output.collect(
            PROGRESS,
            new StreamRecord<>(
                report.toBuilder()
                    .addAllRankings(learner.rankings())
                    .setPublication(gate.last())
                    .setGuard(guarded.guard().report(report.getEncoder()))
                    .build()));
      }
    }
  }

  /**
   * Publishes where nothing was published, or where the last version's file was lost (a restored
   * savepoint that outlived it): the refresher needs one that it can read.
   */
  private void publishFirst() throws IOException {
    if (!firstIsOut && (gate.published() < 0 || !arePublished(gate.published()))) {
      long step = learner.state().steps();
      gauges.decided(gate.force(step));
      publish(learner.versions(), learner.outputs(anchors.elements()));
      rule.considered(step, now());
    }
    firstIsOut = true;
  }

  /** A version of each encoder as it was written; none where a file is lost. */
  private List<EncoderFile.Contents> written(long version) throws IOException {
    List<EncoderFile.Contents> contents = new ArrayList<>();
    if (version >= 0 && arePublished(version)) {
      for (VersionFiles encoder : files.values()) {
        contents.add(encoder.read(version));
      }
    }
    return contents;
  }

  private boolean arePublished(long version) throws IOException {
    for (VersionFiles encoder : files.values()) {
      if (!encoder.exists(version)) {
        return false;
      }
    }
    return true;
  }

  /**
   * What becomes of the version that is due.
   *
   * @param outputs of the learner as it is
   */
  private void consider(List<List<float[]>> outputs) throws IOException {
    long step = learner.state().steps();
    String alarm = guarded.guard().alarm();
    List<EncoderFile.Contents> candidates = alarm.isEmpty() ? learner.versions() : List.of();
    Publication verdict =
        alarm.isEmpty()
            ? gate.judge(step, candidates, outputs, learner.comparisons())
            : gate.hold(step, "alarm: " + alarm);
    LOG.info(
        "A version of {} was due: {}",
        learner.name(),
        TextFormat.printer().emittingSingleLine(true).printToString(verdict));
    switch (verdict.getDecision()) {
      case ROLLED_BACK -> rollBack(verdict);
      case HELD -> {} // the published one stays
      default -> publish(candidates, outputs);
    }
    gauges.decided(verdict);
    rule.considered(step, now());
  }

  private void publish(List<EncoderFile.Contents> contents, List<List<float[]>> outputs)
      throws IOException {
    tellOfLast();
    announce(contents, learner.state().steps());
    gate.publish(learner.state().steps(), outputs);
    gauges.version(gate.published());
    learner.published(contents);
  }

  /** Publishes what was published before the last version again, under a new number. */
  private void rollBack(Publication verdict) throws IOException {
    long good = gate.previous();
    List<EncoderFile.Contents> contents =
        written(good).stream().map(version -> version.as(verdict.getVersion())).toList();
    if (contents.isEmpty()) {
      throw new IOException("version " + good + " of " + learner.name() + " is lost");
    }
    tellOfLast();
    announce(contents, good);
    gate.rollBack(verdict.getVersion());
    gauges.version(gate.published());
    learner.rolledBack(contents);
  }

  /** For each encoder, as a person looks at one of them. */
  private void tell(LearnerEvent.Kind kind, long step, String reason) {
    LOG.warn("{} at step {}: {}: {}", learner.name(), step, kind, reason);
    for (String encoder : learner.encoders()) {
      output.collect(
          EVENTS,
          new StreamRecord<>(
              LearnerEvent.newBuilder()
                  .setEncoder(encoder)
                  .setTimeMillis(now())
                  .setStep(step)
                  .setKind(kind)
                  .setReason(reason)
                  .setGoodStep(guarded.guard().goodStep())
                  .putAllMeasures(guarded.guard().report(encoder).getMeasuresMap())
                  .build()));
    }
  }

  /** The last word on a version. */
  private void tellOfLast() {
    if (!learner.rankings().isEmpty()) {
      report(now());
    }
  }

  private void announce(List<EncoderFile.Contents> versions, long of) throws IOException {
    String state = learner.state().sha256();
    for (EncoderFile.Contents contents : versions) {
      announce(contents, of, state);
    }
  }

  private void announce(EncoderFile.Contents contents, long of, String state) throws IOException {
    VersionFiles.Written file = files.get(contents.encoder()).write(contents);
    output.collect(
        new StreamRecord<>(
            EncoderAnnouncement.newBuilder()
                .setEncoder(contents.encoder())
                .setVersion(contents.version())
                .setUri(file.uri())
                .setSha256(file.sha256())
                .setFileBytes(file.bytes())
                .setSamplesSeen(learner.state().samplesSeen())
                .setEventTimeMillis(newestEventTime)
                .setEmbeddingSize(contents.embeddingSize())
                .setLearnerSha256(state)
                .setContentsOf(of)
                .build()));
    gauges.published.inc();
    LOG.info("Published version {} of {}: {}", contents.version(), contents.encoder(), file.uri());
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    StateChunks bytes = new StateChunks();
    learner.state().save(bytes);
    learnerState.update(bytes.toList());
    batchState.update(batch);
    eventTimeState.update(List.of(newestEventTime));
    StateChunks publication = new StateChunks();
    DataOutputStream out = new DataOutputStream(publication);
    rule.save(out);
    gate.save(out);
    learner.saveAside(out);
    out.flush();
    publicationState.update(publication.toList());
    anchorState.update(anchors.elements());
    StateChunks guard = new StateChunks();
    DataOutputStream guardOut = new DataOutputStream(guard);
    guarded.save(guardOut);
    guardOut.flush();
    guardState.update(guard.toList());
    deletionState.update(guarded.deletions());
    neededAtCheckpoint.put(context.getCheckpointId(), needed());
  }

  /**
   * Old version files go when no retained checkpoint can ask for them: at a barrier the refresher
   * knows every version announced before it, so a restore needs the newest of that checkpoint.
   */
  @Override
  public void notifyCheckpointComplete(long checkpoint) throws Exception {
    super.notifyCheckpointComplete(checkpoint);
    learnerState.clear(); // written; no need to hold it in memory until the next one
    while (neededAtCheckpoint.headMap(checkpoint, true).size() > JobConfig.RETAINED_CHECKPOINTS) {
      neededAtCheckpoint.pollFirstEntry();
    }
    Needed needed = neededAtCheckpoint.firstEntry().getValue();
    try {
      for (VersionFiles encoder : files.values()) {
        encoder.removeOld(job.keepVersions(), needed.version(), gate.published());
      }
      guarded.removeBefore(needed.goodStep());
    } catch (IOException e) {
      LOG.warn("Old versions of {} could not be removed", learner.name(), e);
    }
  }

  /** The published version, or the one before it that may come back; and the good state. */
  private Needed needed() {
    long version = gate.previous() < 0 ? gate.published() : gate.previous();
    return new Needed(version, guarded.guard().goodStep());
  }

  @Override
  public void notifyCheckpointAborted(long checkpoint) throws Exception {
    super.notifyCheckpointAborted(checkpoint);
    neededAtCheckpoint.remove(checkpoint);
  }

  /** The last version of a bounded run. */
  @Override
  public void finish() throws Exception {
    publishFirst();
    if (rule.hasMoved(learner.state().steps())) {
      consider(learner.outputs(anchors.elements()));
    }
    report(now());
    super.finish();
  }

  @Override
  public void close() throws Exception {
    if (learner != null) {
      learner.state().close();
    }
    super.close();
  }

  private long now() {
    return getProcessingTimeService().getCurrentProcessingTime();
  }
}
