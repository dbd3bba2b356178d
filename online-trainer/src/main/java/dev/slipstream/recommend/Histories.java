package dev.slipstream.recommend;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What users met, bounded in users and in items of each. Not thread-safe. */
final class Histories {

  private final int users;
  private final int remembered;
  private final Map<String, List<Met>> histories = new LinkedHashMap<>();

  Histories(int users, int remembered) {
    this.users = users;
    this.remembered = remembered;
  }

  /** What a user met, the newest last; of nobody in particular nothing is known. */
  List<Met> of(String user) {
    return histories.getOrDefault(user, List.of());
  }

  /** The newest so many of what a user met, the newest first. */
  List<Met> newest(String user, int most) {
    List<Met> history = of(user);
    List<Met> newest = new ArrayList<>();
    for (int i = history.size() - 1; i >= 0 && newest.size() < most; i--) {
      newest.add(history.get(i));
    }
    return List.copyOf(newest);
  }

  /** Adds what a user met; the user is the last to leave. */
  void add(String user, Met met) {
    if (user.isEmpty()) {
      return;
    }
    List<Met> history = histories.remove(user);
    if (history == null) {
      history = new ArrayList<>();
      if (histories.size() == users) {
        histories.remove(histories.keySet().iterator().next());
      }
    }
    if (history.size() == remembered) {
      history.remove(0);
    }
    history.add(met);
    histories.put(user, history);
  }

  /** All of them, the longest unseen user first, live. */
  Map<String, List<Met>> all() {
    return histories;
  }
}
