package dev.slipstream.serving.embed;

import java.util.List;

/** Turns contents into vectors. Thread-safe. */
public interface ContentEmbedder extends AutoCloseable {

  /**
   * One unit vector for each content, in their order.
   *
   * @throws UnusableContentException if one cannot be decoded, or is no content of its encoder's
   *     modality
   * @throws EmbeddingUnavailableException if a version's file cannot be read, does not say how its
   *     input is made, or too much is asked for at once
   */
  List<float[]> embed(List<Content> contents);

  @Override
  void close();
}
