package dev.slipstream.infra.data;

import dev.slipstream.ingest.image.DecodedImage;
import dev.slipstream.ingest.image.ImageDecoder;
import dev.slipstream.ingest.image.ImageShape;
import dev.slipstream.wire.RefusedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Opens data sets of images: a folder or ZIP of image files, or IDX files as of MNIST. */
public final class ImageData {

  private static final String KINDS =
      "a folder or ZIP with PNG, JPEG, GIF or BMP files, or an IDX file of images";
  private static final int SAMPLED_FOR_SHAPE = 16;

  private ImageData() {}

  /**
   * Opens a data set.
   *
   * @param path of a folder with image files or the four files of an MNIST-like set, a ZIP, or an
   *     IDX file of images
   * @throws IllegalArgumentException in one line, if there is nothing there, it is no data set, or
   *     it holds no image
   */
  public static DataSet<ImageItem> open(Path path) {
    return open(path, FileLabels.byFolder());
  }

  /** {@link #open(Path)}, with the classes of files told in another way. */
  public static DataSet<ImageItem> open(Path path, FileLabels labels) {
    Optional<Path> train = IdxSource.find(path, "train");
    if (train.isEmpty()) {
      return DataSet.open(path, KINDS, there -> source(there, labels));
    }
    DataSet<ImageItem> set =
        DataSet.open(path, KINDS, folder -> Optional.of(IdxSource.open(train.get())));
    return IdxSource.find(path, "t10k")
        .map(test -> set.withTestPart(DataSet.open(test, KINDS, there -> source(there, labels))))
        .orElse(set);
  }

  private static Optional<ItemSource<ImageItem>> source(Path path, FileLabels labels)
      throws IOException {
    Optional<FileTree> files = FileTree.open(path, Modality.IMAGE::isFile);
    if (files.isPresent()) {
      return Optional.of(
          FileSource.of(
              files.get(),
              labels,
              (entry, file) ->
                  new ImageItem.Encoded(
                      entry.id(),
                      entry.label(),
                      Modality.IMAGE.mediaType(entry.id()).orElseThrow(),
                      file)));
    }
    return IdxSource.isIdx(path) ? Optional.of(IdxSource.open(path)) : Optional.empty();
  }

  /**
   * A shape that suits the set, from its first images: their own size if they share one of at most
   * 64 pixels a side, else 64x64; colour if any has it.
   *
   * @throws IllegalArgumentException if none of the first images can be decoded
   */
  public static ImageShape suggestedShape(DataSet<ImageItem> set) {
    ImageDecoder decoder =
        ImageDecoder.of(FileTree.MAX_FILE_BYTES, 100_000_000L, Duration.ofMinutes(1));
    List<DecodedImage> images = new ArrayList<>();
    String problem = "";
    for (ImageItem item : set.items(Order.IID, 0, SAMPLED_FOR_SHAPE)) {
      try {
        images.add(item.decode(decoder));
      } catch (RefusedException e) {
        problem = item.id() + ": " + e.getMessage();
      }
    }
    if (images.isEmpty()) {
      throw new IllegalArgumentException(
          "data: must hold images that can be decoded, was " + set + " (" + problem + ")");
    }
    return shapeOf(images);
  }

  private static ImageShape shapeOf(List<DecodedImage> images) {
    DecodedImage first = images.get(0);
    boolean same =
        images.stream().allMatch(i -> i.height() == first.height() && i.width() == first.width());
    boolean small = Math.max(first.height(), first.width()) <= 64;
    boolean large = Math.min(first.height(), first.width()) >= 8;
    int channels = images.stream().mapToInt(DecodedImage::channels).max().orElseThrow();
    return same && small && large
        ? new ImageShape(first.height(), first.width(), channels)
        : new ImageShape(64, 64, channels);
  }
}
