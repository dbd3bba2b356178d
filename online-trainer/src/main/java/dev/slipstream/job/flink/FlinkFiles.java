package dev.slipstream.job.flink;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
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

  /** Writes the bytes of a file. */
  public interface Writer {
    void write(OutputStream out) throws IOException;
  }

  /**
   * Writes a file under another name and renames it, so that no reader sees half of one. Makes its
   * directory; replaces a file of that name.
   *
   * @return bytes written
   */
  public static long write(Path target, Writer writer) throws IOException {
    FileSystem files = target.getFileSystem();
    files.mkdirs(target.getParent());
    Path partial = target.suffix(".partial");
    long bytes;
    try (FSDataOutputStream out = files.create(partial, FileSystem.WriteMode.OVERWRITE)) {
      writer.write(out);
      bytes = out.getPos();
    }
    if (!files.rename(partial, target)) { // some file systems do not replace
      files.delete(target, false);
      if (!files.rename(partial, target)) {
        throw new IOException(target + ": cannot be put in place of " + partial);
      }
    }
    return bytes;
  }

  /** The numbers in the names of a directory's files, ascending; none where it does not exist. */
  public static List<Long> numbers(Path directory, Pattern names) throws IOException {
    List<Long> numbers = new ArrayList<>();
    if (!directory.getFileSystem().exists(directory)) {
      return numbers;
    }
    for (FileStatus file : directory.getFileSystem().listStatus(directory)) {
      Matcher name = names.matcher(file.getPath().getName());
      if (name.matches()) {
        numbers.add(Long.valueOf(name.group(1)));
      }
    }
    numbers.sort(null);
    return numbers;
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
