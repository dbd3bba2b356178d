package dev.slipstream.infra.cli;

import dev.slipstream.infra.data.DataSet;
import dev.slipstream.infra.data.ImageData;
import dev.slipstream.infra.data.ImageItem;
import dev.slipstream.wire.Topics;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends images. */
@Command(
    name = "images",
    description = "Sends the images of a folder, a ZIP or an IDX file to 'raw.image'.",
    footer = {
      "",
      "Examples:",
      "  slipstream produce images ~/Pictures",
      "  slipstream produce images photos.zip --order iid --rate 50",
      "  slipstream produce images train-images-idx3-ubyte.gz --bootstrap-servers kafka:9092"
    })
final class ProduceImagesCommand implements Runnable {

  @Spec private CommandSpec spec;
  @Mixin private ProduceOptions options;

  @Parameters(paramLabel = "PATH", description = "Folder, ZIP or IDX file with images.")
  private Path path;

  @Override
  public void run() {
    options.check();
    try (DataSet<ImageItem> set = ImageData.open(path)) {
      options.send(set, "images", Topics.RAW_IMAGE.name(), spec.commandLine().getOut());
    }
  }
}
