package dev.slipstream.infra.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** Files that may be gzipped. */
final class Gzip {

  private static final int BUFFER = 1 << 16;

  private Gzip() {}

  /** The stream, unzipped if it begins like a gzip file. */
  static InputStream unzipped(InputStream in) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(in, BUFFER);
    buffered.mark(2);
    boolean zipped = buffered.read() == 0x1F && buffered.read() == 0x8B;
    buffered.reset();
    return zipped ? new GZIPInputStream(buffered, BUFFER) : buffered;
  }
}
