package dev.slipstream.job.publication;

import dev.slipstream.encoder.AnnouncedFile;
import dev.slipstream.encoder.EncoderFile;
import dev.slipstream.job.flink.FlinkFiles;
import dev.slipstream.wire.EncoderAnnouncement;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.flink.core.fs.Path;

/**
 * The files of an encoder's published versions, in a directory of any Flink file system. The name
 * of a version's file never changes, so publishing it again after a restore replaces it by the same
 * bytes.
 */
public final class VersionFiles {

  private final Path directory;
  private final String encoder;
  private final Pattern names;

  /**
   * The files of one encoder.
   *
   * @param directory a Flink file-system URI or a local path; made when first written to
   */
  public VersionFiles(String directory, String encoder) {
    this.directory = FlinkFiles.directory(directory);
    this.encoder = encoder;
    this.names = Pattern.compile(Pattern.quote(encoder) + "-v(\\d{12,18})\\.zip");
  }

  /**
   * What was written.
   *
   * @param uri of the file, on its Flink file system
   * @param sha256 of its bytes, in lower-case hexadecimal
   */
  public record Written(String uri, String sha256, long bytes) {}

  private Path path(long version) {
    return new Path(directory, String.format(Locale.ROOT, "%s-v%012d.zip", encoder, version));
  }

  /** Whether a version's file lies here. */
  public boolean exists(long version) throws IOException {
    return directory.getFileSystem().exists(path(version));
  }

  /** Writes a version; no reader sees half of it. */
  public Written write(EncoderFile.Contents contents) throws IOException {
    Path target = path(contents.version());
    MessageDigest digest = DigestUtils.getSha256Digest();
    long bytes =
        FlinkFiles.write(
            target,
            file -> {
              DigestOutputStream digesting = new DigestOutputStream(file, digest);
              EncoderFile.write(contents, digesting);
              digesting.flush();
            });
    return new Written(target.toUri().toString(), HexFormat.of().formatHex(digest.digest()), bytes);
  }

  /**
   * Reads an announced version.
   *
   * @throws IOException if the file is missing, is not the announced one, or is no encoder file
   */
  public static EncoderFile.Contents read(EncoderAnnouncement announcement) throws IOException {
    return AnnouncedFile.read(announcement, FlinkFiles::open);
  }

  /**
   * Reads a version that lies here.
   *
   * @throws IOException if it does not, or is no encoder file
   */
  public EncoderFile.Contents read(long version) throws IOException {
    try (InputStream in = directory.getFileSystem().open(path(version))) {
      return EncoderFile.read(in);
    }
  }

  /**
   * Removes the files of old versions.
   *
   * @param keep newest versions that stay, counted from {@code newest} back
   * @param needed the oldest version that may be asked for; it and later ones stay
   * @param newest the published version; files of later ones stay and do not count
   */
  public void removeOld(int keep, long needed, long newest) throws IOException {
    List<Long> versions = FlinkFiles.numbers(directory, names);
    versions.removeIf(v -> v > newest); // of a run that was undone; written again in time
    int removable = versions.size() - keep;
    for (int i = 0; i < removable && versions.get(i) < needed; i++) {
      directory.getFileSystem().delete(path(versions.get(i)), false);
    }
  }
}
