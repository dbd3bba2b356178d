package dev.slipstream.infra.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Flink cluster in this JVM that runs one job, with Flink's web page on 127.0.0.1. A failing job
 * is restarted from its last checkpoint with growing delays.
 */
public final class LocalCluster implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LocalCluster.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(4);

  private final MiniCluster cluster;

  /** How long what is between two operators may take to be worked off. */
  private static final Duration IN_FLIGHT = Duration.ofMillis(500);

  private final Configuration configuration;
  private final int port;
  private JobID job;

  private LocalCluster(MiniCluster cluster, Configuration configuration, int port) {
    this.cluster = cluster;
    this.configuration = configuration;
    this.port = port;
  }

  /**
   * Starts the cluster.
   *
   * @param wantedPort of the web page; 0 for any that is free
   * @param slots for subtasks
   * @param temporary directory for what need not outlive the process
   * @throws IllegalStateException if the port is taken or the cluster does not start
   */
  public static LocalCluster start(int wantedPort, int slots, Path temporary) {
    int port = Ports.requireFree(LocalConfig.FLINK_PORT.key(), wantedPort);
    Configuration configuration = new Configuration();
    configuration.set(RestOptions.ADDRESS, Ports.HOST);
    configuration.set(RestOptions.BIND_ADDRESS, Ports.HOST);
    configuration.set(RestOptions.PORT, port);
    configuration.set(RestOptions.BIND_PORT, "" + port);
    configuration.set(WebOptions.SUBMIT_ENABLE, false); // the page shows; it takes no programs
    configuration.set(CoreOptions.TMP_DIRS, temporary.toString());
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
    // A barrier passes what waits before a learner, and meanwhile a refresher reads no new items.
    configuration.set(TaskManagerOptions.BUFFER_DEBLOAT_ENABLED, true);
    configuration.set(TaskManagerOptions.BUFFER_DEBLOAT_TARGET, IN_FLIGHT);
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(slots)
                .build());
    try {
      cluster.start();
    } catch (Exception e) {
      throw new IllegalStateException("Flink cannot be started: " + e.getMessage(), e);
    }
    return new LocalCluster(cluster, configuration, port);
  }

  /** Where to declare the job that {@link #submit} runs. */
  public StreamExecutionEnvironment environment() {
    return new StreamExecutionEnvironment(new Configuration(configuration));
  }

  /** Address of Flink's web page. */
  public String webAddress() {
    return "http://" + Ports.HOST + ":" + port;
  }

  /**
   * Runs a job.
   *
   * @param name shown on the web page
   * @param checkpoint URI of what it continues from; empty for a new start
   */
  public void submit(StreamGraph graph, String name, Optional<String> checkpoint) {
    graph.setJobName(name);
    // Claimed: Flink removes it once newer ones have replaced it.
    checkpoint.ifPresent(
        uri ->
            graph.setSavepointRestoreSettings(
                SavepointRestoreSettings.forPath(uri, false, RecoveryClaimMode.CLAIM)));
    try {
      job = cluster.submitJob(graph.getJobGraph()).get().getJobID();
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "Flink refuses the job: " + e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the job was submitted", e);
    }
  }

  /** How the job ended by itself; empty while it runs or restarts, and when it was stopped. */
  public Optional<String> ended() {
    if (!cluster.isRunning()) {
      return Optional.empty();
    }
    try {
      JobStatus status = cluster.getJobStatus(job).get(10, TimeUnit.SECONDS);
      return status.isTerminalState() ? Optional.of(status.name()) : Optional.empty();
    } catch (ExecutionException | TimeoutException | IllegalStateException e) {
      log.debug("no job status", e);
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /**
   * Takes a last checkpoint, cancels the job (its checkpoint stays), and stops the cluster. What
   * does not answer in time is left to the next start, which restores from the checkpoint before.
   */
  @Override
  public void close() {
    if (job != null && ended().isEmpty()) {
      attempt("last checkpoint", () -> cluster.triggerCheckpoint(job).get(8, TimeUnit.SECONDS));
      attempt("cancel", () -> cluster.cancelJob(job).get(3, TimeUnit.SECONDS));
      attempt("job end", () -> cluster.requestJobResult(job).get(4, TimeUnit.SECONDS));
    }
    attempt("stop", () -> cluster.closeAsync().get(CLOSE_TIMEOUT.toSeconds(), TimeUnit.SECONDS));
  }

  private interface Step {
    Object run() throws Exception;
  }

  private static void attempt(String what, Step step) {
    try {
      step.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      log.info("Flink shutdown: {} interrupted", what);
    } catch (Exception e) {
      log.info("Flink shutdown: {} did not succeed", what, e);
    }
  }
}
