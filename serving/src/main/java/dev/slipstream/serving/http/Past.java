package dev.slipstream.serving.http;

import dev.slipstream.recommend.Recent;
import dev.slipstream.serving.feedback.InteractionMemory;
import dev.slipstream.serving.feedback.Met;
import dev.slipstream.serving.tower.Recommenders;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a user met.
 *
 * @param recent the newest first, as many as the context tower looks at
 * @param met ids of all of it
 */
record Past(List<Known> recent, Set<String> met) {

  /** An item that the version has a vector of. */
  record Known(String id, Recent item) {}

  /** What a query says, or what is remembered of its user; what is remembered was met anyhow. */
  static Past of(
      RecommendQuery query, String user, InteractionMemory memory, Recommenders.Version version) {
    Set<String> met = new HashSet<>();
    List<Known> recent = new ArrayList<>();
    for (Met entry : memory.of(user)) {
      met.add(entry.item());
      if (query.recent() == null) {
        add(entry.item(), entry.taken(), version, recent);
      }
    }
    if (query.recent() != null) {
      for (RecommendQuery.RecentItem entry : query.recent()) {
        met.add(entry.item());
        add(entry.item(), entry.taken(), version, recent);
      }
    }
    return new Past(recent, met);
  }

  /** What the tower takes. */
  List<Recent> items() {
    return recent.stream().map(Known::item).toList();
  }

  private static void add(
      String item, boolean taken, Recommenders.Version version, List<Known> recent) {
    if (recent.size() < version.contexts().history()) {
      float[] vector = version.items().vector(item);
      if (vector != null) {
        recent.add(new Known(item, new Recent(vector, taken)));
      }
    }
  }
}
