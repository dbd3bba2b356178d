package dev.slipstream.serving.embed;

import dev.slipstream.config.Settings;
import dev.slipstream.encoder.AnnouncedFile;
import dev.slipstream.serving.tower.Announcements;
import dev.slipstream.wire.EncoderAnnouncement;
import dev.slipstream.wire.Sample;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;

/**
 * Embeds with the versions that were announced. One thread does it all, as an encoder belongs to
 * the thread that opened it; a version's file is read when it is first asked for, and a few
 * encoders stay loaded.
 */
public final class VersionEmbedder implements ContentEmbedder {

  private static final int LOADED = 4;
  private static final int WAITING = 64;
  private static final long PATIENCE_SECONDS = 20;

  private final Settings settings;
  private final AnnouncedFile.Files files;
  private final Announcements announcements;
  private final ThreadPoolExecutor worker =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(WAITING),
          BasicThreadFactory.builder()
              .namingPattern("slipstream-serving-embedder")
              .daemon(true)
              .build());

  /** By the file's hash, the one used longest ago first; the worker's own. */
  private final Map<String, LoadedEncoder> loaded = new LinkedHashMap<>(LOADED, 0.75f, true);

  /**
   * @param settings with ingest's limits and the engine
   * @param files where versions lie
   */
  public VersionEmbedder(
      Settings settings, AnnouncedFile.Files files, Announcements announcements) {
    this.settings = settings;
    this.files = files;
    this.announcements = announcements;
  }

  @Override
  public List<float[]> embed(List<Content> contents) {
    Future<List<float[]>> answer;
    try {
      answer = worker.submit(() -> embedHere(contents));
    } catch (RejectedExecutionException e) {
      throw new EmbeddingUnavailableException("too much is to be embedded at once; try again");
    }
    try {
      return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      answer.cancel(false);
      throw new EmbeddingUnavailableException("embedding takes too long; try again");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddingUnavailableException("the server stops");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException ours) {
        throw ours;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private List<float[]> embedHere(List<Content> contents) {
    float[][] vectors = new float[contents.size()][];
    Map<EncoderAnnouncement, List<Integer>> byVersion = new LinkedHashMap<>();
    for (int i = 0; i < vectors.length; i++) {
      byVersion.computeIfAbsent(announcement(contents.get(i)), a -> new ArrayList<>()).add(i);
    }
    byVersion.forEach(
        (version, places) -> {
          LoadedEncoder encoder = loaded(version);
          List<Sample> samples = new ArrayList<>();
          places.forEach(place -> samples.add(encoder.sample(place, contents.get(place))));
          float[][] made = encoder.embed(samples);
          for (int i = 0; i < made.length; i++) {
            vectors[places.get(i)] = made[i];
          }
        });
    return Arrays.asList(vectors);
  }

  private EncoderAnnouncement announcement(Content content) {
    return announcements
        .find(content.encoder(), content.version())
        .orElseThrow(
            () ->
                new EmbeddingUnavailableException(
                    "version %d of encoder %s was not announced"
                        .formatted(content.version(), content.encoder())));
  }

  private LoadedEncoder loaded(EncoderAnnouncement version) {
    LoadedEncoder found = loaded.get(version.getSha256());
    if (found != null) {
      return found;
    }
    try {
      LoadedEncoder read = LoadedEncoder.of(AnnouncedFile.read(version, files), settings);
      loaded.put(version.getSha256(), read);
      if (loaded.size() > LOADED) {
        String oldest = loaded.keySet().iterator().next();
        loaded.remove(oldest).close();
      }
      return read;
    } catch (IOException | IllegalArgumentException | IllegalStateException e) {
      throw new EmbeddingUnavailableException(
          "version %d of encoder %s cannot embed contents: %s"
              .formatted(version.getVersion(), version.getEncoder(), e.getMessage()));
    }
  }

  @Override
  public void close() {
    worker.execute(() -> loaded.values().forEach(LoadedEncoder::close));
    worker.shutdown();
    try {
      worker.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
