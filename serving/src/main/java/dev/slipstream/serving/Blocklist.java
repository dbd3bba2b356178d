package dev.slipstream.serving;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Items that are not answered: ids in a file, one on each line. The file is looked at once a second
 * and read again when it has changed; one that cannot be read any more leaves the ids as they were.
 * Thread-safe.
 */
public final class Blocklist {

  private static final Logger LOG = LoggerFactory.getLogger(Blocklist.class);
  private static final long MAX_BYTES = 64 << 20;
  private static final long LOOK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final String file;
  private volatile Set<String> ids = Set.of();
  private volatile long lookedNanos;
  private FileTime modified;

  private Blocklist(String file) {
    this.file = file;
  }

  /**
   * The ids of a file.
   *
   * @param file empty for none
   * @throws IllegalArgumentException if it cannot be read, or is larger than 64 MiB
   */
  public static Blocklist of(String file) {
    Blocklist list = new Blocklist(file);
    if (!file.isEmpty()) {
      try {
        list.read();
      } catch (IOException e) {
        throw new IllegalArgumentException(
            ServingConfig.BLOCKLIST.key()
                + ": must be a readable file of ids in UTF-8, one on each line, was "
                + file
                + " ("
                + e
                + ")",
            e);
      }
    }
    return list;
  }

  /** Whether an item is not to be answered. */
  public boolean blocks(String id) {
    if (!file.isEmpty() && System.nanoTime() - lookedNanos > LOOK_AGAIN_NANOS) {
      lookAgain();
    }
    return ids.contains(id);
  }

  private synchronized void lookAgain() {
    try {
      read();
    } catch (IOException e) {
      LOG.warn("{} is not read again: {}", file, e.toString());
    }
  }

  private synchronized void read() throws IOException {
    lookedNanos = System.nanoTime();
    Path path = Path.of(file);
    FileTime now = Files.getLastModifiedTime(path);
    if (now.equals(modified)) {
      return;
    }
    if (Files.size(path) > MAX_BYTES) {
      throw new IOException("must be <= " + MAX_BYTES + " bytes, was " + Files.size(path));
    }
    try (Stream<String> lines = Files.readString(path).lines()) {
      ids =
          lines
              .map(String::strip)
              .filter(line -> !line.isEmpty())
              .collect(Collectors.toUnmodifiableSet());
    } catch (CharacterCodingException e) {
      throw new IOException("must be UTF-8", e);
    }
    modified = now;
  }
}
