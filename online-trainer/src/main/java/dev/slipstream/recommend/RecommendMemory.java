package dev.slipstream.recommend;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** What the learner remembers besides its towers. Every part is bounded. Not thread-safe. */
final class RecommendMemory {

  private final RecommendConfig config;
  private final Catalogue catalogue;
  private final Histories histories;
  private final List<Choice> pending = new ArrayList<>();
  private final List<Choice> replay = new ArrayList<>();
  private final Deque<Item> queue = new ArrayDeque<>();
  private int oldest;
  private long seen;
  private long steps;
  private long newestMillis = Long.MIN_VALUE;

  RecommendMemory(RecommendConfig config) {
    this.config = config;
    this.catalogue = new Catalogue(config.items(), config.ids());
    this.histories = new Histories(config.users(), config.remembered());
  }

  Catalogue catalogue() {
    return catalogue;
  }

  Histories histories() {
    return histories;
  }

  /** Choices since the last batch, in order. */
  List<Choice> pending() {
    return pending;
  }

  /** The newest choices learned, in no order that matters but always the same. */
  List<Choice> replay() {
    return replay;
  }

  /** Items of the newest choices, the oldest first. */
  Deque<Item> queue() {
    return queue;
  }

  /** Where in {@link #replay} the next choice goes once it is full. */
  int oldest() {
    return oldest;
  }

  /** Interactions taken in. */
  long seen() {
    return seen;
  }

  long steps() {
    return steps;
  }

  /** The greatest event time so far. */
  long newestMillis() {
    return newestMillis;
  }

  void accept(long timeMillis) {
    seen++;
    newestMillis = Math.max(newestMillis, timeMillis);
  }

  void stepped() {
    steps++;
  }

  /** What was pending has been learned. */
  void remember() {
    for (Choice choice : pending) {
      if (replay.size() < config.replayCapacity()) {
        replay.add(choice);
      } else {
        replay.set(oldest, choice);
        oldest = (oldest + 1) % config.replayCapacity();
      }
      queue.add(choice.item());
      if (queue.size() > config.queue()) {
        queue.remove();
      }
    }
    pending.clear();
  }

  void restore(long savedSeen, long savedSteps, long savedNewest, int savedOldest) {
    seen = savedSeen;
    steps = savedSteps;
    newestMillis = savedNewest;
    oldest = savedOldest;
  }
}
