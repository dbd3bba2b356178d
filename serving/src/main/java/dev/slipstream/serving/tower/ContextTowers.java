package dev.slipstream.serving.tower;

import dev.slipstream.encoder.AnnouncedFile;
import dev.slipstream.recommend.ContextEmbedder;
import dev.slipstream.wire.EncoderAnnouncement;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The context towers that were announced, by version. Files are read in the background: the newest
 * when it is announced, so that it is there before its items are, others when they are asked for.
 * Kept are those of versions whose items are held, and a few of the newest. Thread-safe.
 */
public final class ContextTowers {

  private static final Logger LOG = LoggerFactory.getLogger(ContextTowers.class);

  /** Versions of one encoder that are known, be their files read or not. */
  private static final int KNOWN = 256;

  /** Newest versions whose towers are kept though none of their items may be here yet. */
  private static final int AHEAD = 3;

  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final AnnouncedFile.Files files;
  private final Executor background;
  private final Held held;
  private final Map<String, TreeMap<Long, Tower>> towers = new TreeMap<>();
  private boolean live;

  /** Says which versions' items are held. */
  @FunctionalInterface
  public interface Held {

    /** Whether items of this version may be asked for, or will be soon. */
    boolean holds(String recommender, long version);
  }

  /**
   * None yet.
   *
   * @param files where versions lie
   * @param background reads them, one at a time
   */
  public ContextTowers(AnnouncedFile.Files files, Executor background, Held held) {
    this.files = files;
    this.background = background;
    this.held = held;
  }

  /** Takes in the news of a version; what is no context tower's is passed over. */
  public synchronized void announced(EncoderAnnouncement announcement) {
    if (!TowerName.isContext(announcement.getEncoder())) {
      return;
    }
    TreeMap<Long, Tower> versions =
        towers.computeIfAbsent(
            TowerName.recommender(announcement.getEncoder()), name -> new TreeMap<>());
    Tower known = versions.get(announcement.getVersion());
    if (known == null || !known.announcement.getSha256().equals(announcement.getSha256())) {
      versions.put(announcement.getVersion(), new Tower(announcement));
    }
    if (versions.size() > KNOWN) {
      versions.pollFirstEntry();
    }
    if (live) {
      load(versions.get(announcement.getVersion()));
    }
  }

  /** To be called once, when all that lay in Kafka has been taken in. */
  public synchronized void restored() {
    live = true;
    towers.forEach(
        (name, versions) -> {
          load(versions.lastEntry().getValue());
          versions.values().stream()
              .filter(tower -> held.holds(name, tower.announcement.getVersion()))
              .forEach(this::load);
        });
  }

  /** Recommenders that were told of, by name. */
  public synchronized List<String> names() {
    return List.copyOf(towers.keySet());
  }

  /** A version's tower; empty while it is not read, which is begun. */
  public synchronized Optional<ContextEmbedder> find(String recommender, long version) {
    Tower tower = tower(recommender, version);
    if (tower == null) {
      return Optional.empty();
    }
    load(tower);
    return Optional.ofNullable(tower.embedder);
  }

  /** Why {@link #find} has nothing, for people. */
  public synchronized String problem(String recommender, long version) {
    Tower tower = tower(recommender, version);
    if (tower == null) {
      return "no context tower of version " + version + " was announced";
    }
    return tower.problem == null
        ? "the context tower of version " + version + " is being read"
        : "the context tower of version " + version + " cannot be read: " + tower.problem;
  }

  private Tower tower(String recommender, long version) {
    TreeMap<Long, Tower> versions = towers.get(recommender);
    return versions == null ? null : versions.get(version);
  }

  private void load(Tower tower) {
    boolean failedLately =
        tower.problem != null && System.nanoTime() - tower.triedNanos < RETRY_NANOS;
    if (tower.embedder == null && !tower.loading && !failedLately) {
      tower.loading = true;
      background.execute(() -> read(tower));
    }
  }

  private void read(Tower tower) {
    ContextEmbedder read = null;
    String problem = null;
    try {
      read = ContextEmbedder.of(AnnouncedFile.read(tower.announcement, files));
    } catch (IOException | IllegalArgumentException e) {
      problem = e.getMessage();
      LOG.warn("context tower: {}", problem);
    }
    done(tower, read, problem);
  }

  private synchronized void done(Tower tower, ContextEmbedder read, String problem) {
    tower.loading = false;
    tower.embedder = read;
    tower.problem = problem;
    tower.triedNanos = System.nanoTime();
    String name = TowerName.recommender(tower.announcement.getEncoder());
    List<Tower> loaded = new ArrayList<>();
    for (Tower other : towers.get(name).descendingMap().values()) {
      if (other.embedder != null) {
        loaded.add(other);
      }
    }
    for (int i = AHEAD; i < loaded.size(); i++) {
      Tower old = loaded.get(i);
      if (old != tower && !held.holds(name, old.announcement.getVersion())) {
        old.embedder = null;
      }
    }
  }

  /** A version; its fields belong to the lock of the towers. */
  private static final class Tower {

    private final EncoderAnnouncement announcement;
    private ContextEmbedder embedder;
    private boolean loading;
    private String problem;
    private long triedNanos;

    Tower(EncoderAnnouncement announcement) {
      this.announcement = announcement;
    }
  }
}
