package dev.slipstream.infra.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** CPU time of this process by what its threads are for, told from their names. */
final class CpuTime {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** What a thread's name begins with, and what it is for. */
  private final Map<String, String> purposes;

  private final Map<Long, Long> atStart = nanosByThread();
  private final double processAtStart = processSeconds();

  /** Begins to count. Threads of other names, the JIT and the collector are {@code other}. */
  CpuTime(Map<String, String> purposes) {
    this.purposes = purposes;
  }

  /**
   * Seconds since the beginning, by purpose; those of threads that have ended are {@code other}.
   */
  Map<String, Double> seconds() {
    Map<String, Double> seconds = new LinkedHashMap<>();
    double left = processSeconds() - processAtStart;
    for (Map.Entry<Long, Long> thread : nanosByThread().entrySet()) {
      ThreadInfo info = THREADS.getThreadInfo(thread.getKey());
      double used = (thread.getValue() - atStart.getOrDefault(thread.getKey(), 0L)) / 1e9;
      String purpose = info == null ? null : purpose(info.getThreadName());
      if (purpose != null) {
        seconds.merge(purpose, used, Double::sum);
        left -= used;
      }
    }
    seconds.put("other", left);
    return seconds;
  }

  private String purpose(String name) {
    return purposes.entrySet().stream()
        .filter(entry -> name.startsWith(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  private static Map<Long, Long> nanosByThread() {
    Map<Long, Long> nanos = new HashMap<>();
    for (long id : THREADS.getAllThreadIds()) {
      nanos.put(id, THREADS.getThreadCpuTime(id));
    }
    return nanos;
  }

  private static double processSeconds() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1e9;
  }
}
