package dev.slipstream.job.flink;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import org.apache.flink.core.fs.Path;

/** Files on any file system that Flink knows. */
public final class FlinkFiles {

  private FlinkFiles() {}

  /**
   * A directory as users write it.
   *
   * @param text a URI, which is taken as it is, or a path without a scheme, which becomes an
   *     absolute {@code file:} URI
   */
  public static Path directory(String text) {
    URI uri = new Path(text).toUri();
    return uri.getScheme() == null
        ? new Path(java.nio.file.Path.of(text).toAbsolutePath().normalize().toUri())
        : new Path(uri);
  }

  /**
   * The bytes of a file.
   *
   * @throws IOException if it is not there, or its file system is not known
   */
  public static InputStream open(String uri) throws IOException {
    Path path = new Path(uri);
    return path.getFileSystem().open(path);
  }
}
