package dev.slipstream.infra.data;

import java.nio.file.Path;

/** Opens data sets of sounds. */
public final class AudioData {

  private static final String KINDS =
      "a folder or ZIP with WAV, AIFF, FLAC, Ogg Vorbis or MP3 files";

  private AudioData() {}

  /** {@link #open(Path, FileLabels)}, the classes being the folders. */
  public static DataSet<Item> open(Path path) {
    return open(path, FileLabels.byFolder());
  }

  /**
   * Opens a folder or a ZIP, of which each file is a sound.
   *
   * @throws IllegalArgumentException in one line, if there is nothing there, it is no data set, or
   *     it holds no sound
   */
  public static DataSet<Item> open(Path path, FileLabels labels) {
    return DataSet.open(
        path,
        KINDS,
        there ->
            FileTree.open(there, Modality.AUDIO::isFile)
                .map(files -> FileSource.encoded(files, labels, Modality.AUDIO)));
  }
}
