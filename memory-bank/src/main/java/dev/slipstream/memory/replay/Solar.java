package dev.slipstream.memory.replay;

import java.util.Arrays;
import java.util.Comparator;

/**
 * Keeps what the encoder has not made its peace with: samples whose views still deviate leave last,
 * those that were replayed often leave first. After the deviation-aware buffer of SOLAR (Cignoni,
 * Magistri, Bagdanov and Carta 2026, "Preventing Latent Rehearsal Decay in Online Continual SSL
 * with SOLAR", arXiv:2604.10586). The paper itself was not at hand: what is here follows its
 * abstract, its public reviews and the score of its authors' earlier public code, {@code ½ loss - ½
 * replays}, each scaled by what is held; the lowest leave.
 *
 * <p>Two things differ. The paper takes the loss of a sample as a proxy of its deviation; here it
 * is the deviation itself, the cosine distance of a new feature from the stored one. And draws stay
 * uniform. Not taken: the paper's overlap loss, which is no part of a buffer.
 */
final class Solar implements EvictionPolicy {

  @Override
  public String name() {
    return "solar";
  }

  @Override
  public int[] evict(Samples samples, int excess) {
    int[] held = samples.heldSlots();
    double mostSeen = Math.max(1, Arrays.stream(held).map(samples::timesSeen).max().orElse(0));
    double[] deviations =
        Arrays.stream(held)
            .mapToDouble(samples::deviation)
            .filter(deviation -> deviation >= 0)
            .toArray();
    double least = Arrays.stream(deviations).min().orElse(0);
    double range = Math.max(1e-6, Arrays.stream(deviations).max().orElse(0) - least);
    double[] scores = new double[samples.slots()];
    for (int slot : held) {
      double deviation = samples.deviation(slot);
      double scaled = deviation < 0 ? 1 : (deviation - least) / range; // the unknown may be far
      scores[slot] = scaled - samples.timesSeen(slot) / mostSeen;
    }
    Comparator<Integer> worth = Comparator.comparingDouble(slot -> scores[slot]);
    return Arrays.stream(held)
        .boxed()
        .sorted(worth.thenComparingLong(samples::arrival))
        .mapToInt(Integer::intValue)
        .limit(excess)
        .toArray();
  }
}
