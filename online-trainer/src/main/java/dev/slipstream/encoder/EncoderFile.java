package dev.slipstream.encoder;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A published encoder version as a file: what DL4J's {@code ModelSerializer} writes (so any DL4J
 * program opens it) plus an entry that says encoder, version and sizes. The same parameters give
 * the same bytes.
 */
public final class EncoderFile {

  private EncoderFile() {}

  /** What a file holds. */
  public record Contents(EncoderSpec spec, String encoder, long version, float[] parameters) {}

  /** Writes a version. Does not close the stream. */
  public static void write(Contents contents, OutputStream out) throws IOException {
    throw new UnsupportedOperationException("to be written");
  }

  /**
   * Reads a version, under a size limit.
   *
   * @throws IOException if the bytes are no encoder file, saying what is wrong
   */
  public static Contents read(InputStream in) throws IOException {
    throw new UnsupportedOperationException("to be written");
  }
}
