package dev.slipstream.serving.feedback;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.slipstream.memory.ItemHash;
import dev.slipstream.serving.recommend.Feedback;
import dev.slipstream.wire.Interaction;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What users met and how items fared, as the topic {@code interactions} tells. An event counts
 * once. A user's items are in the order of their event times, in whatever order they come, so that
 * every process that has read the same events answers alike. Bounded: those that nobody told of for
 * longest leave first. Thread-safe.
 */
public final class InteractionMemory {

  private static final Logger LOG = LoggerFactory.getLogger(InteractionMemory.class);

  private final int capacity;
  private final int ofUser;
  private final int items;
  private final Set<Long> events = new LinkedHashSet<>();
  private final Map<String, List<Met>> users = new LinkedHashMap<>();
  private final Map<String, Feedback> fared = new LinkedHashMap<>();
  private final AtomicLong rejected = new AtomicLong();
  private int remembered;

  /**
   * An empty memory.
   *
   * @param capacity events of all users, and events known to be the same when they come again
   * @param ofUser newest events of one user
   * @param items items whose fate is counted
   */
  public InteractionMemory(int capacity, int ofUser, int items) {
    this.capacity = capacity;
    this.ofUser = ofUser;
    this.items = items;
  }

  /** Takes in one record of the topic; one that is no interaction is counted and logged. */
  public void accept(ConsumerRecord<byte[], byte[]> entry) {
    try {
      if (entry.value() != null) {
        add(Interaction.parseFrom(entry.value()));
      }
    } catch (InvalidProtocolBufferException e) {
      rejected.incrementAndGet();
      LOG.warn(
          "{}-{} offset {}: not used: {}",
          entry.topic(),
          entry.partition(),
          entry.offset(),
          e.getMessage());
    }
  }

  /** Records that could not be used. */
  public long rejected() {
    return rejected.get();
  }

  /** Takes in an interaction; the same event again changes nothing. */
  public synchronized void add(Interaction interaction) {
    // No source has a zero byte, so no two pairs of source and id make one text.
    long event = ItemHash.of(interaction.getSource() + "\0" + interaction.getEventId());
    if (!events.add(event)) {
      return;
    }
    if (events.size() > capacity) {
      dropFirst(events.iterator());
    }
    boolean taken =
        interaction.getFeedback() != Interaction.Feedback.SEEN
            && interaction.getFeedback() != Interaction.Feedback.REFUSED;
    count(interaction.getItemId(), taken);
    if (!interaction.getUser().isEmpty()) {
      remember(
          interaction.getUser(),
          new Met(interaction.getItemId(), interaction.getEventTimeMillis(), event, taken));
    }
  }

  /** What a user met, the newest first; empty for one nobody told of. */
  public synchronized List<Met> of(String user) {
    return users.getOrDefault(user, List.of());
  }

  /** How an item fared. */
  public synchronized Feedback fared(String item) {
    return fared.getOrDefault(item, Feedback.NONE);
  }

  /** Users remembered. */
  public synchronized int users() {
    return users.size();
  }

  private void count(String item, boolean taken) {
    Feedback before = fared.remove(item);
    if (before == null) {
      before = Feedback.NONE;
      if (fared.size() == items) {
        dropFirst(fared.keySet().iterator());
      }
    }
    fared.put(
        item, new Feedback(before.taken() + (taken ? 1 : 0), before.passed() + (taken ? 0 : 1)));
  }

  private void remember(String user, Met met) {
    List<Met> before = users.remove(user);
    List<Met> history = new ArrayList<>(before == null ? List.of() : before);
    int place = 0;
    while (place < history.size() && Met.NEWEST_FIRST.compare(history.get(place), met) < 0) {
      place++;
    }
    history.add(place, met);
    if (history.size() > ofUser) {
      history.remove(history.size() - 1);
    } else {
      remembered++;
    }
    users.put(user, List.copyOf(history));
    while (remembered > capacity) {
      Iterator<List<Met>> longest = users.values().iterator();
      remembered -= longest.next().size();
      longest.remove();
    }
  }

  private static void dropFirst(Iterator<?> all) {
    all.next();
    all.remove();
  }
}
