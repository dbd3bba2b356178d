package dev.slipstream.infra.cli;

import dev.slipstream.infra.data.Columns;
import dev.slipstream.infra.data.Modality;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which columns of a table hold an item's modalities. */
final class PairColumnOptions {

  @Mixin private ColumnOptions columns;

  @Option(
      names = "--image-column",
      paramLabel = "COLUMN",
      description = "Path of the image, relative to the table (default: image if there is one).")
  private Optional<String> image = Optional.empty();

  @Option(
      names = "--audio-column",
      paramLabel = "COLUMN",
      description = "Path of the sound, relative to the table (default: audio if there is one).")
  private Optional<String> audio = Optional.empty();

  Columns columns() {
    Map<Modality, String> files = new EnumMap<>(Modality.class);
    image.ifPresent(column -> files.put(Modality.IMAGE, column));
    audio.ifPresent(column -> files.put(Modality.AUDIO, column));
    return columns.columns(files);
  }
}
