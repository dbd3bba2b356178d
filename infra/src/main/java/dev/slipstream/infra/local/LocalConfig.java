package dev.slipstream.infra.local;

import dev.slipstream.config.Option;
import dev.slipstream.config.Settings;
import java.nio.file.Path;
import java.util.List;

/**
 * Where the local runtime lives and which ports it takes.
 *
 * @param home directory of everything it keeps
 * @param kafkaPort of the local broker, on 127.0.0.1; 0 for any that is free
 * @param flinkPort of Flink's web page and REST interface, on 127.0.0.1; 0 for any that is free
 * @param retentionBytes each partition of a local topic keeps at least
 * @param partitions of topics that are created
 */
public record LocalConfig(
    Path home, int kafkaPort, int flinkPort, long retentionBytes, int partitions) {

  public static final Option<String> HOME =
      Option.ofString("home", ".slipstream")
          .must(s -> !s.isBlank(), "naming a directory")
          .doc("Directory of the local broker's data, checkpoints, encoder files and logs.");
  public static final Option<Integer> KAFKA_PORT =
      port("local.kafka-port", 9092)
          .doc("Port of the local broker, on 127.0.0.1; 0 takes any that is free.");
  public static final Option<Integer> FLINK_PORT =
      port("local.flink-port", 8081)
          .doc("Port of Flink's web page, on 127.0.0.1; 0 takes any that is free.");
  public static final Option<Long> RETENTION_BYTES =
      Option.ofLong("local.retention-bytes", 16L << 30)
          .atLeast(1L << 20)
          .unit("bytes")
          .doc("What a partition of a local topic keeps before its oldest events leave.");
  public static final Option<Integer> PARTITIONS =
      Option.ofInt("topics.partitions", 1)
          .atLeast(1)
          .atMost(1024)
          .unit("partitions")
          .doc("Partitions of topics that do not exist yet; only one makes runs bit-identical.");

  public static final List<Option<?>> OPTIONS =
      List.of(HOME, KAFKA_PORT, FLINK_PORT, RETENTION_BYTES, PARTITIONS);

  /** Reads the options of this record. */
  public static LocalConfig from(Settings settings) {
    return new LocalConfig(
        Path.of(settings.get(HOME)).toAbsolutePath().normalize(),
        settings.get(KAFKA_PORT),
        settings.get(FLINK_PORT),
        settings.get(RETENTION_BYTES),
        settings.get(PARTITIONS));
  }

  private static Option<Integer> port(String key, int defaultValue) {
    return Option.ofInt(key, defaultValue).atLeast(0).atMost(65_535);
  }
}
