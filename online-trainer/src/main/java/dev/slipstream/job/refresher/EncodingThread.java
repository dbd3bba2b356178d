package dev.slipstream.job.refresher;

import dev.slipstream.encoder.EncoderFile;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;
import org.apache.flink.util.ExceptionUtils;

/**
 * An {@link ItemEmbedder} and the thread that encodes with it, so that a task reads items and sends
 * embeddings while others are encoded. Passes are made one after another, in the order they began.
 */
final class EncodingThread<T> implements AutoCloseable {

  private final ExecutorService thread;
  private final ItemEmbedder<T> embedder;

  private EncodingThread(ExecutorService thread, ItemEmbedder<T> embedder) {
    this.thread = thread;
    this.embedder = embedder;
  }

  /**
   * Starts the thread, which opens the embedder.
   *
   * @throws IllegalStateException if the engine does not run here, saying why
   */
  static <T> EncodingThread<T> start(String name, Callable<ItemEmbedder<T>> embedders)
      throws IOException, InterruptedException {
    ExecutorService thread =
        Executors.newSingleThreadExecutor(
            BasicThreadFactory.builder().namingPattern(name).daemon(true).build());
    try {
      return new EncodingThread<>(thread, get(thread.submit(embedders)));
    } catch (IOException | InterruptedException | RuntimeException e) {
      thread.shutdown();
      throw e;
    }
  }

  /** For what needs no encoder; not while a version is being loaded. */
  ItemEmbedder<T> embedder() {
    return embedder;
  }

  /** As {@link ItemEmbedder#load}, after the passes that began before. */
  void load(EncoderFile.Contents version) throws IOException, InterruptedException {
    get(
        thread.submit(
            () -> {
              embedder.load(version);
              return version;
            }));
  }

  /** Begins a pass with the version loaded last. */
  Pass<T> begin(List<String> ids, List<T> items) {
    Future<Encoded> encoded =
        thread.submit(
            () -> {
              long began = System.nanoTime();
              float[][] vectors = embedder.embed(items);
              return new Encoded(vectors, (System.nanoTime() - began) / 1_000_000);
            });
    return new Pass<>(ids, items, encoded);
  }

  /** Items on their way through the encoder. */
  record Pass<T>(List<String> ids, List<T> items, Future<Encoded> encoded) {

    /** Waits for the pass to end. */
    Encoded await() throws IOException, InterruptedException {
      return get(encoded);
    }
  }

  /**
   * What a pass made.
   *
   * @param vectors one for each item, in their order
   * @param millis how long the encoder took
   */
  record Encoded(float[][] vectors, long millis) {}

  private static <R> R get(Future<R> result) throws IOException, InterruptedException {
    try {
      return result.get();
    } catch (ExecutionException e) {
      ExceptionUtils.rethrowIOException(e.getCause());
      throw new AssertionError(e); // not reached
    }
  }

  /** Waits for the passes that began, and releases the encoder. */
  @Override
  public void close() throws IOException, InterruptedException {
    Future<?> closed = thread.submit(embedder::close);
    thread.shutdown();
    get(closed);
  }
}
