package dev.slipstream.job.pairs;

import dev.slipstream.wire.UnpairedSample.Reason;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/** The pair join's metrics; set by the task's thread, read by Flink's reporters. */
final class PairMetrics {

  /** What protobuf adds; never given. */
  private static final EnumSet<Reason> UNKNOWN =
      EnumSet.of(Reason.REASON_UNSPECIFIED, Reason.UNRECOGNIZED);

  final Counter pairs;
  final Counter skipped;
  private final Map<Reason, Counter> unpaired = new EnumMap<>(Reason.class);
  private volatile int pending;

  PairMetrics(MetricGroup group) {
    pairs = group.counter("pairs");
    skipped = group.counter("skippedSamples");
    for (Reason reason : EnumSet.complementOf(UNKNOWN)) {
      unpaired.put(reason, group.counter("unpaired." + reason.name().toLowerCase(Locale.ROOT)));
    }
    group.gauge("pending", (Gauge<Integer>) () -> pending);
  }

  void unpaired(Reason reason) {
    unpaired.get(reason).inc();
  }

  void pending(int samples) {
    pending = samples;
  }
}
