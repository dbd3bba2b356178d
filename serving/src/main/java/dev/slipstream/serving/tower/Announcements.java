package dev.slipstream.serving.tower;

import dev.slipstream.wire.EncoderAnnouncement;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The versions that were announced, the newest of each encoder. Thread-safe. */
public final class Announcements {

  /** Versions of one encoder. */
  private static final int KNOWN = 256;

  private final Map<String, TreeMap<Long, EncoderAnnouncement>> byEncoder = new HashMap<>();

  /** Takes in one; an encoder's name has passed {@code ServedEncoders}, which bounds them. */
  public synchronized void add(EncoderAnnouncement announcement) {
    TreeMap<Long, EncoderAnnouncement> versions =
        byEncoder.computeIfAbsent(announcement.getEncoder(), name -> new TreeMap<>());
    versions.put(announcement.getVersion(), announcement);
    if (versions.size() > KNOWN) {
      versions.pollFirstEntry();
    }
  }

  /** That of a version, if it is one of the newest. */
  public synchronized Optional<EncoderAnnouncement> find(String encoder, long version) {
    TreeMap<Long, EncoderAnnouncement> versions = byEncoder.get(encoder);
    return versions == null ? Optional.empty() : Optional.ofNullable(versions.get(version));
  }
}
