package dev.slipstream.job.publication;

import dev.slipstream.encoder.EncoderFile;
import dev.slipstream.probe.Agreement;
import dev.slipstream.probe.Spread;
import dev.slipstream.state.StateFormat;
import dev.slipstream.wire.AnchorCheck;
import dev.slipstream.wire.Publication;
import dev.slipstream.wire.Publication.Decision;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Decides what becomes of a version that is due. It is compared with the published one: on fixed
 * items (anchors) by what its encoders make of them, and where the learner ranks, by how both
 * ranked the same tests. A worse one is held: the published one stays. Where the published one has
 * turned out worse than the one before it, that is what the candidate is compared with, and what
 * comes back (rolled back) if the candidate is worse still. What there is nothing to compare by is
 * published.
 *
 * <p>Each decision is a function of what is handed in and of earlier decisions, and survives a
 * restore. Not thread-safe.
 */
public final class PublicationGate {

  /** Of fewer items nothing is concluded. */
  public static final int LEAST_ANCHORS = 16;

  /** Less is a collapse, whatever the published version has: items cannot be told apart. */
  private static final double LEAST_SPREAD = 1e-6;

  private static final int MOST_VALUES = 1 << 16;

  private final GateConfig config;
  private final boolean ranks;
  private Version published = Version.NONE;
  private Version previous = Version.NONE;
  private Publication last = Publication.getDefaultInstance();

  /**
   * A version, and what its encoders made of the anchors of then.
   *
   * @param outputs of each encoder, a vector for each anchor, in the anchors' order
   */
  private record Version(long step, List<List<float[]>> outputs) {

    static final Version NONE = new Version(-1, List.of());

    /** Vectors of one encoder; none where it had none. */
    List<float[]> of(int encoder) {
      return encoder < outputs.size() ? outputs.get(encoder) : List.of();
    }
  }

  /** How two of a learner's versions compare, where it can tell. */
  public record Comparisons(
      Optional<Comparison> toPublished,
      Optional<Comparison> toPrevious,
      Optional<Comparison> publishedToPrevious) {

    /** Where nothing ranks. */
    public static final Comparisons NONE =
        new Comparisons(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * Before the first version.
   *
   * @param ranks whether versions can be compared after they were published, and so go back
   */
  public PublicationGate(GateConfig config, boolean ranks) {
    this.config = config;
    this.ranks = ranks;
  }

  /** The step of the published version; -1 before the first. */
  public long published() {
    return published.step();
  }

  /** The step of the version published before it; -1 if there is none to go back to. */
  public long previous() {
    return previous.step();
  }

  /** The last decision, with counts of all; the default message before the first. */
  public Publication last() {
    return last;
  }

  /**
   * Decides; {@link #publish} or {@link #rollBack} is to follow where it says so.
   *
   * @param step the learner's, the candidate's number
   * @param candidates the learner's encoders as they are
   * @param outputs what these make of the anchors: for each, a vector of each anchor, before any
   *     whitening
   * @param comparisons of how the learner and its published versions ranked
   */
  public Publication judge(
      long step,
      List<EncoderFile.Contents> candidates,
      List<List<float[]>> outputs,
      Comparisons comparisons) {
    List<AnchorCheck> checks = new ArrayList<>();
    Optional<String> complaint = Optional.empty();
    for (int i = 0; config.enabled() && i < candidates.size(); i++) {
      AnchorCheck check = check(candidates.get(i).encoder(), outputs.get(i), published.of(i));
      complaint = complaint.or(() -> complaint(check));
      checks.add(check);
      if (!isFinite(candidates.get(i), outputs.get(i))) {
        complaint = Optional.of(check.getEncoder() + " is not finite");
      }
    }
    boolean regretted =
        config.enabled()
            && previous.step() >= 0
            && comparisons.publishedToPrevious().filter(this::isWorse).isPresent();
    Version reference = regretted ? previous : published;
    Optional<Comparison> figures = regretted ? comparisons.toPrevious() : comparisons.toPublished();
    if (config.enabled() && complaint.isEmpty()) {
      complaint = figures.filter(this::isWorse).map(worse -> complaint(worse, reference.step()));
    }
    Decision decision =
        complaint.isEmpty() ? Decision.PUBLISHED : regretted ? Decision.ROLLED_BACK : Decision.HELD;
    return tell(
        Publication.newBuilder()
            .setVersion(step)
            .setDecision(decision)
            .setReason(complaint.orElse("not worse than version " + reference.step()))
            .addAllAnchors(checks));
  }

  /** A version is published without a question: the first, or one whose file was lost. */
  public Publication force(long step) {
    return tell(
        Publication.newBuilder()
            .setVersion(step)
            .setDecision(Decision.PUBLISHED)
            .setReason("there is none"));
  }

  /** A version is held whatever it is like, for a reason from outside. */
  public Publication hold(long step, String reason) {
    return tell(
        Publication.newBuilder().setVersion(step).setDecision(Decision.HELD).setReason(reason));
  }

  /**
   * The candidate has been published.
   *
   * @param outputs as {@link #judge} takes them
   */
  public void publish(long step, List<List<float[]>> outputs) {
    if (config.enabled() && ranks && step != published.step()) {
      previous = published;
    }
    published = new Version(step, outputs.stream().<List<float[]>>map(ArrayList::new).toList());
  }

  /** The version before the published one has been published again, as that step's. */
  public void rollBack(long step) {
    published = new Version(step, previous.outputs());
    previous = Version.NONE;
  }

  /** There is no way back: the files are lost. */
  public void forgetPrevious() {
    previous = Version.NONE;
  }

  /**
   * An anchor is gone.
   *
   * @param anchor its place among the outputs, from 0; later ones move up
   */
  public void forget(int anchor) {
    for (Version version : List.of(published, previous)) {
      for (List<float[]> vectors : version.outputs()) {
        if (anchor < vectors.size()) {
          vectors.remove(anchor);
        }
      }
    }
  }

  private Publication tell(Publication.Builder decision) {
    last =
        decision
            .setPublished(last.getPublished() + one(decision, Decision.PUBLISHED))
            .setHeld(last.getHeld() + one(decision, Decision.HELD))
            .setRolledBack(last.getRolledBack() + one(decision, Decision.ROLLED_BACK))
            .build();
    return last;
  }

  private static int one(Publication.Builder decision, Decision kind) {
    return decision.getDecision() == kind ? 1 : 0;
  }

  /** On the anchors that both versions saw. */
  private static AnchorCheck check(String encoder, List<float[]> ours, List<float[]> theirs) {
    int anchors = Math.min(ours.size(), theirs.size());
    AnchorCheck.Builder check = AnchorCheck.newBuilder().setEncoder(encoder).setAnchors(anchors);
    if (anchors < LEAST_ANCHORS) {
      return check.build();
    }
    List<float[]> candidate = ours.subList(0, anchors);
    List<float[]> published = theirs.subList(0, anchors);
    Spread now = Spread.of(candidate);
    Spread before = Spread.of(published);
    return check
        .setSpread(now.spread())
        .setPublishedSpread(before.spread())
        .setEffectiveRank(now.effectiveRank())
        .setPublishedEffectiveRank(before.effectiveRank())
        .setNeighbourOverlap(Agreement.neighbourOverlap(candidate, published))
        .build();
  }

  private Optional<String> complaint(AnchorCheck check) {
    if (check.getAnchors() < LEAST_ANCHORS) {
      return Optional.empty();
    }
    double leastSpread = Math.max(LEAST_SPREAD, config.leastSpread() * check.getPublishedSpread());
    double leastRank = config.leastSpread() * check.getPublishedEffectiveRank();
    if (check.getSpread() >= leastSpread && check.getEffectiveRank() >= leastRank) {
      return Optional.empty();
    }
    return Optional.of(
        text(
            "%s has collapsed: spread %.6f, was %.6f; effective rank %.2f, was %.2f",
            check.getEncoder(),
            check.getSpread(),
            check.getPublishedSpread(),
            check.getEffectiveRank(),
            check.getPublishedEffectiveRank()));
  }

  private static String complaint(Comparison worse, long version) {
    return text(
        "ranks worse than version %d: MRR %.4f, less by %.4f to %.4f (95 %%) with %d users",
        version,
        worse.base() + worse.lead().mean(),
        -worse.lead().high(),
        -worse.lead().low(),
        worse.users());
  }

  private boolean isWorse(Comparison comparison) {
    return comparison.isWorse(config.tolerance());
  }

  private static boolean isFinite(EncoderFile.Contents candidate, List<float[]> outputs) {
    return isFinite(candidate.parameters()) && outputs.stream().allMatch(PublicationGate::isFinite);
  }

  private static boolean isFinite(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /** Writes the last decision, and the versions that the next one looks at. */
  public void save(DataOutputStream out) throws IOException {
    byte[] told = last.toByteArray();
    out.writeInt(told.length);
    out.write(told);
    save(out, published);
    save(out, previous);
  }

  /** Replaces them by what was saved. */
  public void restore(DataInputStream in) throws IOException {
    last = Publication.parseFrom(in.readNBytes(in.readInt()));
    published = read(in);
    previous = read(in);
  }

  private static void save(DataOutputStream out, Version version) throws IOException {
    out.writeLong(version.step());
    out.writeInt(version.outputs().size());
    for (List<float[]> vectors : version.outputs()) {
      out.writeInt(vectors.size());
      for (float[] vector : vectors) {
        StateFormat.writeFloats(out, vector);
      }
    }
  }

  private static Version read(DataInputStream in) throws IOException {
    long step = in.readLong();
    List<List<float[]>> outputs = new ArrayList<>();
    for (int encoders = in.readInt(); encoders > 0; encoders--) {
      List<float[]> vectors = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        vectors.add(StateFormat.readFloats(in, "an anchor's vector", MOST_VALUES));
      }
      outputs.add(vectors);
    }
    return new Version(step, outputs);
  }
}
