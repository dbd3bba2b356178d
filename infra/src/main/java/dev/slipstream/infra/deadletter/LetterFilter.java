package dev.slipstream.infra.deadletter;

import dev.slipstream.wire.DeadLetter;
import dev.slipstream.wire.DeadLetter.Reason;
import dev.slipstream.wire.Topics;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which dead letters are meant.
 *
 * @param reasons any of them; empty for all
 * @param topics any of the raw topics; empty for all
 */
public record LetterFilter(Set<Reason> reasons, Set<String> topics) {

  private static final List<String> REASONS =
      Arrays.stream(Reason.values())
          .filter(r -> r != Reason.REASON_UNSPECIFIED && r != Reason.UNRECOGNIZED)
          .map(Reason::name)
          .toList();
  private static final List<String> TOPICS = Topics.RAW.stream().map(Topics.Topic::name).toList();

  /**
   * From words of a command line; reasons in upper or lower case, with {@code -} or {@code _}.
   *
   * @throws IllegalArgumentException if a word is no reason or no raw topic
   */
  public static LetterFilter of(Collection<String> reasons, Collection<String> topics) {
    return new LetterFilter(
        reasons.stream()
            .map(word -> word.strip().toUpperCase(Locale.ROOT).replace('-', '_'))
            .map(word -> Reason.valueOf(requireOneOf("--reason", REASONS, word)))
            .collect(Collectors.toSet()),
        topics.stream()
            .map(word -> requireOneOf("--topic", TOPICS, word.strip()))
            .collect(Collectors.toSet()));
  }

  /** Whether this letter is meant. */
  public boolean takes(DeadLetter letter) {
    return (reasons.isEmpty() || reasons.contains(letter.getReason()))
        && (topics.isEmpty() || topics.contains(letter.getOrigin().getTopic()));
  }

  private static String requireOneOf(String flag, List<String> words, String word) {
    if (!words.contains(word)) {
      throw new IllegalArgumentException(
          "%s: must be one of %s, was %s".formatted(flag, String.join(", ", words), word));
    }
    return word;
  }
}
