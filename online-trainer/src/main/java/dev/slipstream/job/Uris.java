package dev.slipstream.job;

import java.net.URI;
import org.apache.flink.core.fs.Path;

/** Directories as users write them. */
final class Uris {

  private Uris() {}

  /** A URI as it is; a path without a scheme becomes an absolute {@code file:} URI. */
  static Path directory(String text) {
    URI uri = new Path(text).toUri();
    return uri.getScheme() == null
        ? new Path(java.nio.file.Path.of(text).toAbsolutePath().normalize().toUri())
        : new Path(uri);
  }
}
