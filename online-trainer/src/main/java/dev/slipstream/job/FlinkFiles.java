package dev.slipstream.job;

import java.io.IOException;
import java.io.InputStream;
import org.apache.flink.core.fs.Path;

/** Files on any file system that Flink knows. */
public final class FlinkFiles {

  private FlinkFiles() {}

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
