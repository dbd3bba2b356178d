package dev.slipstream.infra.cli;

import dev.slipstream.infra.deadletter.KeptLetter;
import dev.slipstream.infra.deadletter.LetterFilter;
import dev.slipstream.wire.DeadLetter;
import dev.slipstream.wire.DeadLetter.Reason;
import dev.slipstream.wire.RefusedException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/** Counts dead letters by reason and keeps the newest, without their payloads. For one thread. */
final class LetterList {

  /** Letters a list may hold: each may have some 100 KB of headers. */
  static final int MOST = 1000;

  private static final String FORMAT = "%-9s %-20s %-10s %-21s %-24s %10s %7s  %s%n";

  private static final Comparator<Row> BY_TIME =
      Comparator.<Row>comparingLong(row -> row.letter().getTimeMillis())
          .thenComparingInt(row -> row.kept().partition())
          .thenComparingLong(row -> row.kept().offset());

  private final LetterFilter filter;
  private final int limit;
  private final Map<Reason, Long> counts = new EnumMap<>(Reason.class);
  private final PriorityQueue<Row> newest = new PriorityQueue<>(BY_TIME);

  LetterList(LetterFilter filter, int limit) {
    this.filter = filter;
    this.limit = limit;
  }

  /** Takes a letter if the filter does; always wants more. */
  boolean take(KeptLetter kept) {
    if (filter.takes(kept.letter())) {
      counts.merge(kept.letter().getReason(), 1L, Long::sum);
      newest.add(Row.of(kept));
      if (newest.size() > limit) {
        newest.remove();
      }
    }
    return true;
  }

  /** Columns for people, then the counts. */
  String text() {
    StringBuilder text = new StringBuilder();
    if (!newest.isEmpty()) {
      text.append(
          FORMAT.formatted(
              "POSITION", "REFUSED", "TOPIC", "REASON", "KEY", "BYTES", "REPLAYS", "DETAIL"));
    }
    for (Row row : sorted()) {
      KeptLetter kept = row.kept();
      DeadLetter letter = row.letter();
      text.append(
          FORMAT.formatted(
              kept.position(),
              time(letter).truncatedTo(ChronoUnit.SECONDS),
              RefusedException.shown(letter.getOrigin().getTopic()),
              letter.getReason(),
              kept.key() == null ? "-" : RefusedException.shown(key(kept)),
              "%,d".formatted(letter.getPayloadBytes()),
              kept.replays(),
              RefusedException.shown(letter.getDetail())));
    }
    text.append("Dead letters: %,d".formatted(total()));
    text.append(
        newest.size() < total()
            ? ", the newest %,d shown%n".formatted(newest.size())
            : "%n".formatted());
    byCount().forEach(e -> text.append("%,10d  %s%n".formatted(e.getValue(), e.getKey())));
    return text.toString();
  }

  /** The same for scripts. */
  Map<String, Object> json() {
    Map<String, Long> reasons = new LinkedHashMap<>();
    byCount().forEach(e -> reasons.put(e.getKey().name(), e.getValue()));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("dead_letters", total());
    json.put("reasons", reasons);
    json.put("letters", sorted().stream().map(LetterList::json).toList());
    return json;
  }

  private static Map<String, Object> json(Row row) {
    KeptLetter kept = row.kept();
    DeadLetter letter = row.letter();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("partition", kept.partition());
    json.put("offset", kept.offset());
    json.put("time", time(letter).toString());
    json.put("topic", letter.getOrigin().getTopic());
    json.put("topic_partition", letter.getOrigin().getPartition());
    json.put("topic_offset", letter.getOrigin().getOffset());
    json.put("key", kept.key() == null ? null : key(kept));
    json.put("reason", letter.getReason().name());
    json.put("detail", letter.getDetail());
    json.put("headers", letter.getHeadersList().stream().map(LetterList::json).toList());
    json.put("payload_bytes", letter.getPayloadBytes());
    json.put("payload_kept_bytes", row.payloadKept());
    json.put("payload_sha256", letter.getPayloadSha256());
    json.put("replays", kept.replays());
    return json;
  }

  private static Map<String, String> json(dev.slipstream.wire.Header header) {
    Map<String, String> json = new LinkedHashMap<>();
    json.put("name", header.getKey());
    json.put("value", header.getValueNull() ? null : header.getValue().toStringUtf8());
    return json;
  }

  private List<Row> sorted() {
    List<Row> letters = new ArrayList<>(newest);
    letters.sort(BY_TIME);
    return letters;
  }

  private List<Map.Entry<Reason, Long>> byCount() {
    return counts.entrySet().stream()
        .sorted(Map.Entry.<Reason, Long>comparingByValue().reversed())
        .toList();
  }

  private long total() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private static Instant time(DeadLetter letter) {
    return Instant.ofEpochMilli(letter.getTimeMillis());
  }

  private static String key(KeptLetter kept) {
    return new String(kept.key(), StandardCharsets.UTF_8);
  }

  /**
   * What is shown of a letter.
   *
   * @param kept without its payload
   * @param payloadKept bytes it had
   */
  private record Row(KeptLetter kept, int payloadKept) {

    static Row of(KeptLetter kept) {
      DeadLetter light = kept.letter().toBuilder().clearPayload().build();
      return new Row(
          new KeptLetter(kept.partition(), kept.offset(), kept.timestamp(), kept.key(), light),
          kept.letter().getPayload().size());
    }

    DeadLetter letter() {
      return kept.letter();
    }
  }
}
