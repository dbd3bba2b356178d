package dev.slipstream.infra.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipstream.infra.local.LocalBroker;
import dev.slipstream.infra.local.LocalConfig;
import dev.slipstream.infra.local.LocalHome;
import dev.slipstream.infra.local.TopicSetup;
import dev.slipstream.job.LatestCheckpoint;
import dev.slipstream.wire.EncoderAnnouncement;
import dev.slipstream.wire.KafkaConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The promise of the whole path: a run that was killed with {@code kill -9} in mid-stream, broker
 * and all, and started again in its home ends with the very bits of one that was not; every item is
 * one sample and has one embedding.
 *
 * <p>Both runs get the same images with the same event times: these are part of the queue's state.
 * Versions come by the schedule alone (an idle encoder is not published), and the last one with the
 * last full batch; the images after it wait in an unfinished batch.
 */
class KillRestartIT {

  private static final int BATCH = 32;
  private static final int STEPS = 30;
  private static final int PUBLISH_EVERY = 10;
  private static final int IMAGES = STEPS * BATCH + 10;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long STOP_SECONDS = 20;

  @TempDir Path directory;

  private Run run;

  @AfterEach
  void end() {
    if (run != null) {
      run.close();
    }
  }

  @Test
  void aKilledRunEndsWithTheBitsOfAnUnbrokenOne() throws Exception {
    EncoderAnnouncement expected = unbroken();
    run = new Run("killed");

    // Each time: a checkpoint that holds something, then more samples than it knows of, then -9
    // when some of them are learned and the next version is not yet due.
    run.start();
    run.feed.sendUpTo(9 * BATCH + 7);
    run.await("learned", o -> o.progress.getStep() >= 8);
    run.awaitCheckpoint();
    run.feed.sendUpTo(14 * BATCH + 5);
    run.await("learned on", o -> o.progress.getStep() >= 12);
    run.killBetweenVersions();

    run.start();
    run.awaitCheckpoint();
    run.feed.sendUpTo(18 * BATCH + 20);
    run.await("learned on", o -> o.progress.getStep() >= 16);
    run.killBetweenVersions();

    run.start();
    EncoderAnnouncement actual = run.finish();
    run.stop();

    assertThat(actual.getLearnerSha256()).isEqualTo(expected.getLearnerSha256());
    assertThat(actual.getSha256()).isEqualTo(expected.getSha256());
  }

  private EncoderAnnouncement unbroken() throws Exception {
    run = new Run("unbroken");
    run.start();
    EncoderAnnouncement last = run.finish();
    run.stop();
    run.close();
    return last;
  }

  /** One home, and the processes that live in it one after the other. */
  private final class Run implements AutoCloseable {

    private final Path home;
    private final Path data;
    private final int port = freePort();
    private final String address = "127.0.0.1:" + port;
    private final ImageFeed feed = ImageFeed.to(address);
    private DemoProcess process;
    private Outcome outcome;
    private Optional<String> checkpoint;
    private int starts;

    /** Makes the home, with the first image in Kafka: the demo then has nothing to send. */
    Run(String name) throws Exception {
      home = directory.resolve(name);
      data = Files.createDirectory(directory.resolve(name + "-images"));
      Files.write(data.resolve(ImageFeed.id(0)), ImageFeed.png(0));
      withBroker(
          () -> {
            TopicSetup.ensure(new KafkaConfig(address, ""), 1);
            feed.sendUpTo(1);
            feed.awaitWritten();
          });
    }

    private void withBroker(Work work) throws Exception {
      LocalConfig config = new LocalConfig(home, port, 0, 1L << 30, 1);
      try (LocalHome held = LocalHome.open(home, "job");
          LocalBroker broker = LocalBroker.start(held, config)) {
        work.run();
      }
    }

    void start() throws IOException {
      Map<String, String> set = new TreeMap<>();
      set.put("local.kafka-port", "" + port);
      set.put("local.flink-port", "0");
      set.put("serving.port", "0");
      set.put("image.height", "" + ImageFeed.SIDE);
      set.put("image.width", "" + ImageFeed.SIDE);
      set.put("image.channels", "1");
      set.put("learner.batch-size", "" + BATCH);
      set.put("learner.steps-per-batch", "1");
      set.put("queue.capacity", "256");
      set.put("job.publish-every-steps", "" + PUBLISH_EVERY);
      set.put("job.publish-idle", "10m");
      set.put("job.progress-interval", "20ms");
      set.put("job.checkpoint-interval", "1s");
      checkpoint = newestCheckpoint();
      process = DemoProcess.start(terminal(++starts), home, data, set);
      outcome = Outcome.at(address);
    }

    private Path terminal(int start) {
      return directory.resolve(home.getFileName() + "-" + start + ".txt");
    }

    private Optional<String> newestCheckpoint() throws IOException {
      return LatestCheckpoint.find(home.resolve("checkpoints").toString());
    }

    /** Waits for two checkpoints: the first may have begun before the call. */
    void awaitCheckpoint() throws IOException {
      for (int i = 0; i < 2; i++) {
        Optional<String> before = i == 0 ? checkpoint : newestCheckpoint();
        await("checkpoint", o -> !newest().equals(before));
      }
    }

    private Optional<String> newest() {
      try {
        return newestCheckpoint();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    void await(String what, Predicate<Outcome> condition) {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (!condition.test(outcome)) {
        assertThat(process.isAlive()).as("runs until: %s%n%s", what, process.output()).isTrue();
        assertThat(System.nanoTime())
            .as("in time: %s%n%s", what, process.output())
            .isLessThan(deadline);
        outcome.poll();
      }
    }

    void killBetweenVersions() throws InterruptedException {
      assertThat(outcome.progress.getPublishedVersion()).isLessThan(outcome.progress.getStep());
      process.kill();
      outcome.close();
    }

    /** Sends the rest, and waits until all of it is learned and embedded by the last version. */
    EncoderAnnouncement finish() throws Exception {
      feed.sendUpTo(IMAGES);
      await("last version", o -> o.last().getVersion() >= STEPS);
      await("samples", o -> o.samples.size() >= IMAGES);
      await(
          "embeddings",
          o ->
              o.embeddings.size() == IMAGES
                  && o.embeddings.values().stream().allMatch(v -> v == STEPS));
      feed.awaitWritten();
      outcome.close();
      return outcome.last();
    }

    /**
     * Ends the process as a user would, and looks at what it leaves. Not by SIGINT, which a build
     * in the background inherits as ignored.
     */
    void stop() throws Exception {
      process.signal("TERM");
      assertThat(process.endsWithin(STOP_SECONDS))
          .as("ends on SIGTERM%n%s", process.output())
          .isTrue();
      withBroker(this::check);
    }

    private void check() throws Exception {
      try (Outcome left = Outcome.at(address)) {
        left.pollToEnd();
        assertThat(left.samples)
            .as("one sample for each image, in order")
            .containsExactlyElementsOf(IntStream.range(0, IMAGES).mapToObj(ImageFeed::id).toList());
        assertThat(left.versions)
            .as("each version once")
            .extracting(EncoderAnnouncement::getVersion)
            .containsExactly(0L, 10L, 20L, 30L);
        assertThat(left.last().getSamplesSeen()).isEqualTo((long) STEPS * BATCH);
        assertThat(left.last().getLearnerSha256()).hasSize(64);
        assertThat(sha256(Path.of(URI.create(left.last().getUri()))))
            .as("the file is the announced one")
            .isEqualTo(left.last().getSha256());
        assertThat(left.embeddings.keySet()).containsExactlyInAnyOrderElementsOf(left.samples);
        assertThat(left.embeddings.values()).containsOnly((long) STEPS);
      }
    }

    @Override
    public void close() {
      feed.close();
      if (process != null) {
        process.close();
      }
    }
  }

  private interface Work {
    void run() throws Exception;
  }

  private static String sha256(Path file) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
  }

  /**
   * A free port below those that the system hands out by itself: while no broker listens, none of
   * its clients' own connections may come to sit on its port.
   */
  private static int freePort() {
    Random random = new Random();
    IOException taken = null;
    for (int i = 0; i < 1_000; i++) {
      int port = 15_000 + random.nextInt(15_000);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        taken = e;
      }
    }
    throw new UncheckedIOException(taken);
  }
}
