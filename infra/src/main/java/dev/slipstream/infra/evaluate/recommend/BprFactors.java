package dev.slipstream.infra.evaluate.recommend;

import dev.slipstream.recommend.Interaction;
import dev.slipstream.recommend.Interaction.Feedback;
import dev.slipstream.recommend.Ranker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Ranks items by the product of a user's and an item's factors, and the item's bias: matrix
 * factorisation by Bayesian personalised ranking (Rendle et al., UAI 2009), learned online. Each
 * taken item makes a step on itself, on some drawn from what its user took before, so that a new
 * user's factors are learned quickly, and on some drawn from everything taken so far, which is what
 * further epochs would be. What nobody in particular took is not learned from.
 */
final class BprFactors implements Ranker {

  /** Taken items that steps are drawn from: the latest. */
  private static final int MOST_REPLAYED = 1 << 20;

  private static final double INITIAL_DEVIATION = 0.1;

  private final Setting setting;
  private final Random random;
  private final Ids items = new Ids();
  private final Ids users = new Ids();
  private final List<List<Integer>> takenByUser = new ArrayList<>();
  private final List<Set<Integer>> metByUser = new ArrayList<>();
  private final List<int[]> replayed = new ArrayList<>();
  private float[] itemFactors = {};
  private float[] userFactors = {};
  private float[] biases = {};
  private int known;
  private int learned;

  /**
   * How it is learned.
   *
   * @param factors of each user and item
   * @param rate of a step
   * @param decay share of a factor taken off in a step on it, per rate
   * @param own steps on what the same user took before
   * @param other steps on what anybody took before
   */
  record Setting(int factors, double rate, double decay, int own, int other) {}

  BprFactors(Setting setting, long seed) {
    this.setting = setting;
    this.random = new Random(seed);
  }

  @Override
  public float[] scores(Interaction context, List<String> candidates) {
    int user = users.find(context.user());
    float[] scores = new float[candidates.size()];
    for (int i = 0; i < scores.length; i++) {
      int item = items.find(candidates.get(i));
      scores[i] = item < 0 ? 0 : score(user, item);
    }
    return scores;
  }

  @Override
  public void learn(Interaction interaction) {
    if (interaction.user().isEmpty()) {
      return;
    }
    int user = users.number(interaction.user());
    int item = items.number(interaction.item());
    grow();
    metByUser.get(user).add(item);
    if (interaction.feedback() != Feedback.TAKEN) {
      return;
    }
    List<Integer> own = takenByUser.get(user);
    own.add(item);
    step(user, item);
    for (int i = 0; i < setting.own(); i++) {
      step(user, own.get(random.nextInt(own.size())));
    }
    for (int i = 0; i < setting.other() && !replayed.isEmpty(); i++) {
      int[] pair = replayed.get(random.nextInt(replayed.size()));
      step(pair[0], pair[1]);
    }
    int[] pair = {user, item};
    if (replayed.size() < MOST_REPLAYED) {
      replayed.add(pair);
    } else {
      replayed.set(learned % MOST_REPLAYED, pair);
    }
    learned++;
  }

  private void step(int user, int item) {
    int other = random.nextInt(items.size());
    if (metByUser.get(user).contains(other)) {
      return;
    }
    float wrong = (float) (1 / (1 + Math.exp(score(user, item) - score(user, other))));
    float rate = (float) setting.rate();
    float pull = rate * wrong;
    float keep = (float) (1 - setting.rate() * setting.decay());
    int d = setting.factors();
    for (int u = user * d, i = item * d, j = other * d; u < (user + 1) * d; u++, i++, j++) {
      float was = userFactors[u];
      userFactors[u] = keep * was + pull * (itemFactors[i] - itemFactors[j]);
      itemFactors[i] = keep * itemFactors[i] + pull * was;
      itemFactors[j] = keep * itemFactors[j] - pull * was;
    }
    biases[item] = keep * biases[item] + pull;
    biases[other] = keep * biases[other] - pull;
  }

  /** Makes room for new users, at zero, and new items, at small random factors. */
  private void grow() {
    int d = setting.factors();
    if (takenByUser.size() < users.size()) {
      takenByUser.add(new ArrayList<>());
      metByUser.add(new HashSet<>());
      userFactors = grown(userFactors, users.size() * d);
    }
    int last = items.size() - 1;
    if (items.size() > known) {
      known = items.size();
      itemFactors = grown(itemFactors, known * d);
      biases = grown(biases, known);
      for (int i = last * d; i < (last + 1) * d; i++) {
        itemFactors[i] = (float) (INITIAL_DEVIATION * random.nextGaussian());
      }
    }
  }

  private static float[] grown(float[] values, int length) {
    return length <= values.length
        ? values
        : Arrays.copyOf(values, Math.max(length, 2 * values.length));
  }

  private float score(int user, int item) {
    float score = biases[item];
    if (user >= 0) {
      int d = setting.factors();
      for (int u = user * d, i = item * d; u < (user + 1) * d; u++, i++) {
        score += userFactors[u] * itemFactors[i];
      }
    }
    return score;
  }
}
