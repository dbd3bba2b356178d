package dev.slipstream.infra.evaluate.recommend;

import dev.slipstream.learner.Learner;
import dev.slipstream.recommend.Interaction;
import dev.slipstream.recommend.Ranker;
import dev.slipstream.recommend.prequential.Outcome;
import dev.slipstream.recommend.prequential.Prequential;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Shows a stream to recommenders and tests each on what follows it, prequentially.
 *
 * @param stream in order
 * @param test in order, after the stream
 * @param catalogue ids of items known from the beginning
 * @param passes times the stream is shown to what learns more from it
 */
public record RecommendEvaluation(
    List<Interaction> stream, List<Interaction> test, Collection<String> catalogue, int passes) {

  /**
   * What came out of one.
   *
   * @param outcomes of the tested interactions, in order
   * @param events shown, those of the test among them
   * @param candidates at the end
   * @param secondsStream time of learning the stream
   * @param secondsTest time of ranking and learning the test
   */
  public record Run(
      List<Outcome> outcomes,
      long events,
      int candidates,
      double secondsStream,
      double secondsTest) {}

  /** Interactions that are shown to one. */
  public long events(Contender contender) {
    return (long) passes(contender) * stream.size() + test.size();
  }

  private int passes(Contender contender) {
    return contender.learnsMore() ? passes : 1;
  }

  /**
   * Evaluates one.
   *
   * @param progress hears the number of events shown, after each
   */
  public Run run(Contender contender, LongConsumer progress) {
    Ranker ranker = contender.maker().get();
    try {
      Prequential prequential = new Prequential(ranker, catalogue);
      long events = 0;
      long start = System.nanoTime();
      for (int pass = 0; pass < passes(contender); pass++) {
        for (Interaction interaction : stream) {
          prequential.learn(interaction);
          progress.accept(++events);
        }
      }
      long middle = System.nanoTime();
      List<Outcome> outcomes = new ArrayList<>();
      for (Interaction interaction : test) {
        prequential.test(interaction).ifPresent(outcomes::add);
        progress.accept(++events);
      }
      long end = System.nanoTime();
      return new Run(
          outcomes, events, prequential.candidates(), (middle - start) / 1e9, (end - middle) / 1e9);
    } finally {
      close(ranker);
    }
  }

  private static void close(Ranker ranker) {
    if (ranker instanceof Learner learner) {
      learner.close();
    }
  }
}
