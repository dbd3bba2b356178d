package dev.slipstream.infra.cli;

import dev.slipstream.infra.data.AudioData;
import dev.slipstream.infra.data.DataSet;
import dev.slipstream.infra.data.Item;
import dev.slipstream.wire.Topics;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends sounds. */
@Command(
    name = "audio",
    description = {
      "Sends the sounds of a folder or a ZIP (WAV, AIFF, FLAC, Ogg Vorbis, MP3) to 'raw.audio'."
    },
    footer = {
      "",
      "Examples:",
      "  slipstream produce audio recordings/",
      "  slipstream produce audio fsdd.zip --order iid --rate 200"
    })
final class ProduceAudioCommand implements Runnable {

  @Spec private CommandSpec spec;
  @Mixin private ProduceOptions options;

  @Parameters(paramLabel = "PATH", description = "Folder or ZIP with sounds.")
  private Path path;

  @Override
  public void run() {
    options.check();
    try (DataSet<Item> set = AudioData.open(path)) {
      options.send(set, "sounds", Topics.RAW_AUDIO.name(), spec.commandLine().getOut());
    }
  }
}
