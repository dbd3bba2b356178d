package dev.slipstream.infra.data;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Lines of a UTF-8 file, each given as soon as its end was read. For one thread. */
final class Lines implements Closeable {

  /** Longest line, in characters; of a longer one the beginning and one more are given. */
  static final int MAX_LENGTH = 32 << 20;

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final BufferedReader reader;
  private boolean started;

  private Lines(BufferedReader reader) {
    this.reader = reader;
  }

  /** Fails on what is not UTF-8, instead of changing it. */
  static Lines of(InputStream in) {
    return new Lines(
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder())));
  }

  /** The next line without its end, or null after the last. */
  String next() throws IOException {
    int c = reader.read();
    if (!started && c == BYTE_ORDER_MARK) {
      c = reader.read();
    }
    started = true;
    if (c < 0) {
      return null;
    }
    StringBuilder line = new StringBuilder();
    for (; c >= 0 && c != '\n'; c = reader.read()) {
      if (line.length() <= MAX_LENGTH) {
        line.append((char) c);
      }
    }
    int last = line.length() - 1;
    if (last >= 0 && line.charAt(last) == '\r') {
      line.setLength(last);
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
