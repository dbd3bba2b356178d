package dev.slipstream.ingest;

import dev.slipstream.wire.DeadLetter.Reason;
import dev.slipstream.wire.Listing;
import dev.slipstream.wire.RefusedException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads what headers say of an item's tags and of whether it is to be had. */
final class Listings {

  private static final int MOST_TAGS = 32;
  private static final int LONGEST_TAG = 64;

  private Listings() {}

  /**
   * A listing.
   *
   * @param tags the extension {@code ce_tags}: a list with commas
   * @param available the extension {@code ce_available}: true or false
   * @throws RefusedException if there are too many tags, one is too long, or {@code available} is
   *     neither
   */
  static Listing of(Optional<String> tags, Optional<String> available) throws RefusedException {
    return Listing.newBuilder()
        .addAllTags(tags(tags.orElse("")))
        .setUnavailable(!isAvailable(available.orElse("true")))
        .build();
  }

  private static Set<String> tags(String list) throws RefusedException {
    Set<String> tags = new TreeSet<>();
    Arrays.stream(list.split(",")).map(String::strip).filter(t -> !t.isEmpty()).forEach(tags::add);
    if (tags.size() > MOST_TAGS) {
      throw refused("tags has " + tags.size() + " tags; at most " + MOST_TAGS + " are taken");
    }
    for (String tag : tags) {
      if (tag.length() > LONGEST_TAG) {
        throw refused(
            "tags has a tag of "
                + tag.length()
                + " letters; at most "
                + LONGEST_TAG
                + " are taken");
      }
    }
    return tags;
  }

  private static boolean isAvailable(String text) throws RefusedException {
    if (!text.equals("true") && !text.equals("false")) {
      throw refused("available is " + RefusedException.shown(text) + "; true or false are taken");
    }
    return text.equals("true");
  }

  private static RefusedException refused(String what) {
    return new RefusedException(Reason.BAD_CLOUD_EVENT, "The extension " + what + ".");
  }
}
