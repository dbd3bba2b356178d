package dev.slipstream.infra.local;

import dev.slipstream.config.Settings;
import dev.slipstream.job.LatestCheckpoint;
import dev.slipstream.job.TrainJob;
import dev.slipstream.job.settings.JobConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The training job on a Flink cluster in this process, going on where it last stopped. */
public final class TrainCluster implements AutoCloseable {

  private final LocalCluster cluster;
  private final Optional<String> checkpoint;

  private TrainCluster(LocalCluster cluster, Optional<String> checkpoint) {
    this.cluster = cluster;
    this.checkpoint = checkpoint;
  }

  /**
   * Starts cluster and job; topics must exist.
   *
   * @throws IllegalStateException if the port is taken or Flink refuses the job
   */
  public static TrainCluster start(LocalHome home, Settings settings) {
    LocalConfig config = LocalConfig.from(settings);
    JobConfig job = JobConfig.from(settings);
    LocalCluster cluster =
        LocalCluster.start(config.flinkPort(), job.parallelism(), home.temporary());
    try {
      Optional<String> checkpoint = LatestCheckpoint.find(job.checkpointsUri());
      StreamExecutionEnvironment environment = cluster.environment();
      TrainJob.build(environment, settings);
      cluster.submit(environment.getStreamGraph(), TrainJob.name(settings), checkpoint);
      return new TrainCluster(cluster, checkpoint);
    } catch (IOException e) {
      cluster.close();
      throw new UncheckedIOException(
          JobConfig.CHECKPOINTS_URI.key() + ": cannot be read, was " + job.checkpointsUri(), e);
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  /** The checkpoint the job went on from; empty if it began anew. */
  public Optional<String> restoredFrom() {
    return checkpoint;
  }

  /** Address of Flink's web page. */
  public String webAddress() {
    return cluster.webAddress();
  }

  /** Why the job ended for good; empty while it runs or restarts. */
  public Optional<String> failure() {
    return cluster.ended().map(status -> "The Flink job ended: " + status + "; see the log");
  }

  /** Takes a last checkpoint and stops. */
  @Override
  public void close() {
    cluster.close();
  }
}
