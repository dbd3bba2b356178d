package dev.slipstream.encoder;

import dev.slipstream.wire.EncoderAnnouncement;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.codec.digest.DigestUtils;

/** Reads the files of announced versions, wherever they lie. */
public final class AnnouncedFile {

  private AnnouncedFile() {}

  /** Opens files by their URI. Thread-safe. */
  @FunctionalInterface
  public interface Files {

    /** The file's bytes from the first on; whoever asked closes them. */
    InputStream open(String uri) throws IOException;
  }

  /**
   * Reads an announced version.
   *
   * @throws IOException if the file is missing, is not the announced one, is larger than {@link
   *     EncoderFile#MAX_BYTES}, or is no encoder file
   */
  public static EncoderFile.Contents read(EncoderAnnouncement announcement, Files files)
      throws IOException {
    long length = announcement.getFileBytes();
    if (length < 0 || length > EncoderFile.MAX_BYTES) {
      throw new IOException(
          "%s: must be <= %d bytes, was %d"
              .formatted(announcement.getUri(), EncoderFile.MAX_BYTES, length));
    }
    byte[] bytes;
    try (InputStream in = files.open(announcement.getUri())) {
      bytes = in.readNBytes((int) length + 1);
    }
    String found = DigestUtils.sha256Hex(bytes);
    if (!found.equals(announcement.getSha256())) {
      throw new IOException(
          "%s: sha256 must be %s, was %s"
              .formatted(announcement.getUri(), announcement.getSha256(), found));
    }
    return EncoderFile.read(new ByteArrayInputStream(bytes));
  }
}
