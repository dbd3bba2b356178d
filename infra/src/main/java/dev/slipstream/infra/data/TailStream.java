package dev.slipstream.infra.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A file that is still being written: at its end, waits for more until it is closed. */
final class TailStream extends InputStream {

  private static final Duration LOOK = Duration.ofMillis(100);

  private final InputStream file;
  private volatile boolean closed;

  private TailStream(InputStream file) {
    this.file = file;
  }

  static TailStream open(Path path) throws IOException {
    return new TailStream(Files.newInputStream(path));
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    try {
      while (!closed) {
        int read = file.read(bytes, from, length);
        if (read >= 0) {
          return read;
        }
        Thread.sleep(LOOK.toMillis());
      }
    } catch (ClosedChannelException e) {
      return -1; // closed while it was read
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for more");
    }
    return -1;
  }

  /** Ends the stream; may be called from another thread. */
  @Override
  public void close() throws IOException {
    closed = true;
    file.close();
  }
}
