package dev.slipstream.job.publication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipstream.config.Settings;
import dev.slipstream.encoder.Architectures;
import dev.slipstream.encoder.EncoderFile;
import dev.slipstream.encoder.EncoderSpec;
import dev.slipstream.encoder.InputSpec;
import dev.slipstream.job.publication.PublicationGate.Comparisons;
import dev.slipstream.recommend.prequential.Estimate;
import dev.slipstream.wire.AnchorCheck;
import dev.slipstream.wire.Publication;
import dev.slipstream.wire.Publication.Decision;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PublicationGateTest {

  private static final EncoderSpec SPEC =
      Architectures.declare("feature-sum", new InputSpec.Features(2, 4, 0), 2, 1);

  private static final Optional<Comparison> NOTHING = Optional.empty();

  private final PublicationGate gate = gate(Map.of());

  @Test
  void aVersionLikeThePublishedOneIsPublished() {
    publish(4, spread(1, 40));

    Publication verdict = judge(8, spread(2, 40), Comparisons.NONE);

    assertThat(verdict.getDecision()).isEqualTo(Decision.PUBLISHED);
    assertThat(verdict.getReason()).isEqualTo("not worse than version 4");
    AnchorCheck check = verdict.getAnchors(0);
    assertThat(check.getEncoder()).isEqualTo("photos");
    assertThat(check.getAnchors()).isEqualTo(40);
    assertThat(check.getSpread()).isBetween(0.8, 1.0);
    assertThat(check.getEffectiveRank()).isGreaterThan(5);
    assertThat(check.getNeighbourOverlap()).isLessThan(0.6);
  }

  @Test
  void oneInWhichAllItemsLookTheSameIsHeld() {
    publish(4, spread(1, 40));
    List<float[]> same = spread(1, 40);
    same.forEach(vector -> vector[0] += 20);

    Publication verdict = judge(8, same, Comparisons.NONE);

    assertThat(verdict.getDecision()).isEqualTo(Decision.HELD);
    assertThat(verdict.getReason()).startsWith("photos has collapsed: spread 0.0");
    assertThat(gate.published()).isEqualTo(4);
  }

  @Test
  void oneThatKeepsASingleDirectionIsHeld() {
    publish(4, spread(1, 40));
    List<float[]> narrow = spread(1, 40);
    narrow.forEach(
        vector -> {
          for (int j = 1; j < vector.length; j++) {
            vector[j] = 0;
          }
        });

    assertThat(judge(8, narrow, Comparisons.NONE).getDecision()).isEqualTo(Decision.HELD);
  }

  @Test
  void oneWithANumberThatIsNoneIsHeldEvenWithoutAnchors() {
    publish(0, List.of());
    float[] parameters = SPEC.initialParameters();
    parameters[3] = Float.NaN;

    Publication verdict =
        gate.judge(
            4,
            List.of(new EncoderFile.Contents(SPEC, "photos", 4, parameters)),
            List.of(List.of()),
            Comparisons.NONE);

    assertThat(verdict.getDecision()).isEqualTo(Decision.HELD);
    assertThat(verdict.getReason()).isEqualTo("photos is not finite");
  }

  @Test
  void fewAnchorsTellNothing() {
    publish(4, spread(1, 15));

    assertThat(judge(8, List.of(new float[8]), Comparisons.NONE).getDecision())
        .isEqualTo(Decision.PUBLISHED);
  }

  @Test
  void onlyAnchorsThatBothSawAreCompared() {
    publish(4, spread(1, 20));
    gate.forget(3);

    assertThat(judge(8, spread(1, 40), Comparisons.NONE).getAnchors(0).getAnchors()).isEqualTo(19);
  }

  @Test
  void oneThatRanksWorseForCertainIsHeldUntilItDoesNot() {
    publish(4, spread(1, 40));

    Publication worse = judge(8, spread(2, 40), figures(lead(-0.05, 0.01), NOTHING, NOTHING));
    Publication unsure = judge(12, spread(2, 40), figures(lead(-0.05, 0.05), NOTHING, NOTHING));
    Publication slightly = judge(12, spread(2, 40), figures(lead(-0.015, 0.01), NOTHING, NOTHING));

    assertThat(worse.getDecision()).isEqualTo(Decision.HELD);
    assertThat(worse.getReason())
        .isEqualTo(
            "ranks worse than version 4: MRR 0.2500, less by 0.0400 to 0.0600 (95 %) with 50"
                + " users");
    assertThat(unsure.getDecision()).isEqualTo(Decision.PUBLISHED);
    assertThat(slightly.getDecision()).as("within the tolerance").isEqualTo(Decision.PUBLISHED);
  }

  @Test
  void aHandfulOfUsersDecidesNothing() {
    publish(4, spread(1, 40));
    Comparison worse = new Comparison(5, new Estimate(-0.2, -0.3, -0.1), 0.4);

    assertThat(judge(8, spread(2, 40), figures(Optional.of(worse), NOTHING, NOTHING)).getDecision())
        .isEqualTo(Decision.PUBLISHED);
  }

  @Test
  void aPublishedVersionThatTurnsOutWorseMakesPlaceForTheOneBefore() {
    publish(4, spread(1, 40));
    publish(8, spread(2, 40));

    Publication verdict =
        judge(12, spread(3, 40), figures(lead(0, 0.01), lead(-0.1, 0.01), lead(-0.1, 0.01)));
    gate.rollBack(12);

    assertThat(verdict.getDecision()).isEqualTo(Decision.ROLLED_BACK);
    assertThat(verdict.getReason()).startsWith("ranks worse than version 4");
    assertThat(gate.published()).isEqualTo(12);
    assertThat(gate.previous()).as("there is no way back to version 8").isEqualTo(-1);
    assertThat(judge(16, spread(1, 40), Comparisons.NONE).getAnchors(0).getNeighbourOverlap())
        .as("its vectors are those of version 4")
        .isEqualTo(1);
  }

  @Test
  void aGoodCandidateNeedsNoWayBack() {
    publish(4, spread(1, 40));
    publish(8, spread(2, 40));

    Publication verdict =
        judge(12, spread(3, 40), figures(lead(0.1, 0.01), lead(0, 0.01), lead(-0.1, 0.01)));

    assertThat(verdict.getDecision()).isEqualTo(Decision.PUBLISHED);
  }

  @Test
  void switchedOffItPublishesAll() {
    PublicationGate open = gate(Map.of("job.gate", "false"));
    open.publish(4, List.of(spread(1, 40)));

    Publication verdict =
        open.judge(
            8,
            candidates(8),
            List.of(List.of()),
            figures(lead(-0.1, 0.01), lead(-0.1, 0.01), lead(-0.1, 0.01)));

    assertThat(verdict.getDecision()).isEqualTo(Decision.PUBLISHED);
    assertThat(verdict.getAnchorsList()).isEmpty();
  }

  @Test
  void itGoesOnWhereItWas() throws IOException {
    publish(4, spread(1, 40));
    publish(8, spread(2, 40));
    judge(12, List.of(), figures(lead(-0.1, 0.01), NOTHING, NOTHING));
    ByteArrayOutputStream saved = new ByteArrayOutputStream();
    gate.save(new DataOutputStream(saved));
    PublicationGate restored = gate(Map.of());

    restored.restore(new DataInputStream(new ByteArrayInputStream(saved.toByteArray())));

    assertThat(restored.last()).isEqualTo(gate.last());
    assertThat(restored.last().getPublished()).isEqualTo(2);
    assertThat(restored.last().getHeld()).isEqualTo(1);
    assertThat(restored.published()).isEqualTo(8);
    assertThat(restored.previous()).isEqualTo(4);
    assertThat(restored.judge(16, candidates(16), List.of(spread(3, 40)), Comparisons.NONE))
        .isEqualTo(judge(16, spread(3, 40), Comparisons.NONE));
  }

  private void publish(long step, List<float[]> outputs) {
    gate.force(step);
    gate.publish(step, List.of(outputs));
  }

  private Publication judge(long step, List<float[]> outputs, Comparisons comparisons) {
    return gate.judge(step, candidates(step), List.of(outputs), comparisons);
  }

  private static List<EncoderFile.Contents> candidates(long step) {
    return List.of(new EncoderFile.Contents(SPEC, "photos", step, SPEC.initialParameters()));
  }

  private static Comparisons figures(
      Optional<Comparison> toPublished,
      Optional<Comparison> toPrevious,
      Optional<Comparison> publishedToPrevious) {
    return new Comparisons(toPublished, toPrevious, publishedToPrevious);
  }

  private static Optional<Comparison> lead(double mean, double margin) {
    return Optional.of(new Comparison(50, new Estimate(mean, mean - margin, mean + margin), 0.3));
  }

  /** Vectors that point everywhere. */
  private static List<float[]> spread(long seed, int rows) {
    Random random = new Random(seed);
    return new ArrayList<>(
        IntStream.range(0, rows)
            .mapToObj(
                i -> {
                  float[] row = new float[8];
                  for (int j = 0; j < row.length; j++) {
                    row[j] = (float) random.nextGaussian();
                  }
                  return row;
                })
            .toList());
  }

  private static PublicationGate gate(Map<String, String> settings) {
    return new PublicationGate(
        GateConfig.from(Settings.defaults(GateConfig.OPTIONS).with(settings)), true);
  }
}
