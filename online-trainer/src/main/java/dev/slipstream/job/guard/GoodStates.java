package dev.slipstream.job.guard;

import dev.slipstream.job.flink.FlinkFiles;
import dev.slipstream.learner.Learner;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.flink.core.fs.Path;

/**
 * States of a learner that were found good, as files beside its versions: checkpoints then hold no
 * second state, and memory none at all. A file's name never changes, so that a run that was undone
 * by a restore replaces it by the same bytes.
 */
public final class GoodStates {

  private final Path directory;
  private final String learner;
  private final Pattern names;

  /**
   * The states of one learner.
   *
   * @param directory a Flink file-system URI or a local path; made when first written to
   */
  public GoodStates(String directory, String learner) {
    this.directory = FlinkFiles.directory(directory);
    this.learner = learner;
    this.names = Pattern.compile(Pattern.quote(learner) + "-good-(\\d{12,18})\\.state");
  }

  private Path path(long step) {
    return new Path(directory, String.format(Locale.ROOT, "%s-good-%012d.state", learner, step));
  }

  /** Writes the present state. */
  public void write(Learner state) throws IOException {
    FlinkFiles.write(path(state.steps()), state::save);
  }

  /** Whether the state of a step lies here. */
  public boolean exists(long step) throws IOException {
    return directory.getFileSystem().exists(path(step));
  }

  /** The bytes of a state, as its learner saved them. */
  public InputStream open(long step) throws IOException {
    return directory.getFileSystem().open(path(step));
  }

  /**
   * Removes old states.
   *
   * @param needed the oldest step that may be asked for
   */
  public void removeBefore(long needed) throws IOException {
    for (long step : FlinkFiles.numbers(directory, names)) {
      if (step < needed) {
        directory.getFileSystem().delete(path(step), false);
      }
    }
  }
}
