package dev.slipstream.job.guard;

import dev.slipstream.learner.StepReport;
import dev.slipstream.probe.Agreement;
import dev.slipstream.state.StateFormat;
import dev.slipstream.wire.GuardReport;
import dev.slipstream.wire.LearnerEvent.Kind;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Judges a learner by what its encoders make of fixed items (anchors) and by its loss. There is an
 * alarm where vectors or loss are not finite, where vectors lie nearly at one point, or where their
 * deviation or rank has lost most of the best that it was: the best so far and not the last, so
 * that a slow collapse is one, too. The alarm ends when the learner is found good again.
 *
 * <p>What it says is a function of what it is handed, and survives a restore. Not thread-safe.
 */
public final class Guard {

  /** Names of what is measured of each encoder. */
  public static final List<String> MEASURES = EncoderWatch.MEASURES;

  private static final int LONGEST_REASON = 250;

  private final GuardConfig config;
  private final Teller teller;
  private final Map<String, EncoderWatch> watches = new LinkedHashMap<>();
  private String alarm = "";
  private long alarms;
  private long rolledBack;
  private int inRow;
  private long goodStep = -1;

  /** Hears what a person should know of. */
  public interface Teller {

    /**
     * Something happened.
     *
     * @param step of the learner when it was judged
     * @param reason for people
     */
    void tell(Kind kind, long step, String reason);
  }

  /** Before anything was judged. */
  public Guard(GuardConfig config, List<String> encoders, Teller teller) {
    this.config = config;
    this.teller = teller;
    encoders.forEach(encoder -> watches.put(encoder, new EncoderWatch(config.leastShare())));
  }

  /** Why nothing may be published; empty if it may. */
  public String alarm() {
    return alarm;
  }

  /** The step of the state that the learner would go back to; -1 if none is kept. */
  public long goodStep() {
    return goodStep;
  }

  /** What was found of each encoder when they were judged last. */
  public Map<String, GuardReport> reports() {
    Map<String, GuardReport> reports = new LinkedHashMap<>();
    watches.keySet().forEach(encoder -> reports.put(encoder, report(encoder)));
    return reports;
  }

  /** What was found of an encoder when it was judged last. */
  public GuardReport report(String encoder) {
    return GuardReport.newBuilder()
        .setAlarmed(!alarm.isEmpty())
        .setReason(alarm)
        .setAlarms(alarms)
        .setRolledBack(rolledBack)
        .putAllMeasures(watches.get(encoder).measures())
        .build();
  }

  /**
   * Whether the learner is good; then {@link #keep} is to follow, else the way back.
   *
   * @param report of its last step
   * @param own what it tells of itself, by name
   * @param outputs of each encoder, a vector for each anchor, in the anchors' order
   */
  public boolean judge(StepReport report, Map<String, Double> own, List<List<float[]>> outputs) {
    Map<String, Double> told = new TreeMap<>(own);
    told.put("loss", report.loss());
    if (report.negatives() > 0) {
      told.put("chance", Math.log1p(report.negatives()));
    }
    double alignment =
        report.positiveSimilarity() == 0 // nothing was compared
            ? Double.NaN
            : Agreement.alignment(report.positiveSimilarity());
    Optional<String> complaint =
        Double.isFinite(report.loss())
            ? Optional.empty()
            : Optional.of("the loss is " + report.loss());
    int encoder = 0;
    for (Map.Entry<String, EncoderWatch> watch : watches.entrySet()) {
      Optional<String> found = watch.getValue().look(told, alignment, outputs.get(encoder++));
      complaint = complaint.or(() -> found.map(wrong -> watch.getKey() + ": " + wrong));
    }
    if (complaint.isPresent()) {
      raise(report.step(), complaint.get());
      return false;
    }
    if (!alarm.isEmpty()) {
      alarm = "";
      inRow = 0;
      teller.tell(Kind.RECOVERED, report.step(), "all measures are within bounds");
    }
    return true;
  }

  /** Learning failed; the way back is to follow. */
  public void diverged(long step, String reason) {
    watches.values().forEach(watch -> watch.measures().clear());
    raise(step, reason);
  }

  private void raise(long step, String reason) {
    boolean isNew = alarm.isEmpty();
    alarm = reason.substring(0, Math.min(LONGEST_REASON, reason.length()));
    if (isNew) {
      alarms++;
      teller.tell(Kind.ALARM, step, alarm);
    }
  }

  /** The state of that step is what the learner would go back to. */
  public void keep(long step) {
    goodStep = step;
  }

  /** That state is good, and this is what it makes of the anchors, as {@link #judge} took it. */
  public void keep(List<List<float[]>> outputs) {
    int encoder = 0;
    for (EncoderWatch watch : watches.values()) {
      watch.keep(outputs.get(encoder++));
    }
  }

  /**
   * The learner has gone back to the good state.
   *
   * @param from the step it was at
   */
  public void rolledBack(long from) {
    rolledBack++;
    inRow++;
    int most = config.rollBacks();
    if (inRow <= most) {
      teller.tell(Kind.ROLLED_BACK, from, "goes on from step " + goodStep + ": " + alarm);
    } else if (inRow == most + 1) {
      teller.tell(
          Kind.GAVE_UP,
          from,
          "goes back to step %d again and again, without telling it from now on: %s; look at the stream, lower the learning rate, or lower %s if this is no collapse"
              .formatted(goodStep, alarm, GuardConfig.LEAST_SHARE.key()));
    }
  }

  /** The good state's file is lost. */
  public void forgetGood() {
    goodStep = -1;
  }

  /**
   * An anchor is gone.
   *
   * @param anchor its place among the outputs, from 0; later ones move up
   */
  public void forget(int anchor) {
    watches.values().forEach(watch -> watch.forget(anchor));
  }

  /** Writes what it knows. */
  public void save(DataOutputStream out) throws IOException {
    StateFormat.writeText(out, alarm);
    out.writeLong(alarms);
    out.writeLong(rolledBack);
    out.writeInt(inRow);
    out.writeLong(goodStep);
    for (EncoderWatch watch : watches.values()) {
      watch.save(out);
    }
  }

  /** Replaces it by what was saved. */
  public void restore(DataInputStream in) throws IOException {
    alarm = StateFormat.readText(in);
    alarms = in.readLong();
    rolledBack = in.readLong();
    inRow = in.readInt();
    goodStep = in.readLong();
    for (EncoderWatch watch : watches.values()) {
      watch.restore(in);
    }
  }
}
