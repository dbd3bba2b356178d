package dev.slipstream.serving.http;

import dev.slipstream.wire.AnchorCheck;
import dev.slipstream.wire.Publication;
import java.util.List;
import java.util.Locale;

/**
 * What became of the last version that was due, as JSON.
 *
 * @param decision {@code published}, {@code held} or {@code rolled_back}
 * @param published such decisions so far; {@code held} and {@code rolledBack} alike
 */
record PublicationAnswer(
    long version,
    String decision,
    String reason,
    List<Anchors> anchors,
    long published,
    long held,
    long rolledBack) {

  /** What the version and the published one made of the same items; numbers where they suffice. */
  record Anchors(
      String encoder,
      int items,
      Double spread,
      Double publishedSpread,
      Double effectiveRank,
      Double publishedEffectiveRank,
      Double neighbourOverlap) {

    private static Anchors of(AnchorCheck check) {
      boolean told = check.getPublishedEffectiveRank() > 0;
      return new Anchors(
          check.getEncoder(),
          check.getAnchors(),
          told ? check.getSpread() : null,
          told ? check.getPublishedSpread() : null,
          told ? check.getEffectiveRank() : null,
          told ? check.getPublishedEffectiveRank() : null,
          told ? check.getNeighbourOverlap() : null);
    }
  }

  static PublicationAnswer of(Publication publication) {
    return new PublicationAnswer(
        publication.getVersion(),
        publication.getDecision().name().toLowerCase(Locale.ROOT),
        publication.getReason(),
        publication.getAnchorsList().stream().map(Anchors::of).toList(),
        publication.getPublished(),
        publication.getHeld(),
        publication.getRolledBack());
  }
}
