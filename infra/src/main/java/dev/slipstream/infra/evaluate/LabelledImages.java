package dev.slipstream.infra.evaluate;

import dev.slipstream.infra.data.DataSet;
import dev.slipstream.infra.data.DataSet.Order;
import dev.slipstream.infra.data.ImageItem;
import dev.slipstream.ingest.image.ImageDecoder;
import dev.slipstream.ingest.image.ImageFeaturizer;
import dev.slipstream.ingest.image.ImageShape;
import dev.slipstream.wire.RefusedException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Images with their classes, in memory, for a probe.
 *
 * @param pixels unsigned bytes, {@code [N, shape.size()]}, row-major
 * @param labels index of each row's class; its length is N
 */
public record LabelledImages(byte[] pixels, int[] labels) {

  /** N. */
  public int rows() {
    return labels.length;
  }

  /**
   * The first images of every class, in file order, about {@code most} in all: no class is missing
   * however the file is ordered.
   *
   * @param classes all classes; a label's index is its place here
   * @throws IllegalArgumentException if no image has a class
   */
  public static LabelledImages read(
      DataSet<ImageItem> set,
      List<String> classes,
      int most,
      ImageShape shape,
      ImageDecoder decoder) {
    ImageFeaturizer featurizer = ImageFeaturizer.to(shape);
    int share = Math.max(1, most / Math.max(1, classes.size()));
    Map<String, Integer> taken = new HashMap<>();
    ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    List<Integer> labels = new ArrayList<>();
    for (ImageItem item : set.items(Order.FILE, 0, Long.MAX_VALUE)) {
      int label = item.label().map(classes::indexOf).orElse(-1);
      if (label < 0 || taken.getOrDefault(item.label().get(), 0) >= share) {
        continue;
      }
      try {
        pixels.writeBytes(featurizer.pixels(item.decode(decoder)));
      } catch (RefusedException e) {
        continue; // what cannot be decoded is counted where the stream is read
      }
      taken.merge(item.label().get(), 1, Integer::sum);
      labels.add(label);
    }
    if (labels.isEmpty()) {
      throw new IllegalArgumentException(
          "data: must have classes to be evaluated (a folder for each class, or IDX labels beside"
              + " the images), was without");
    }
    return new LabelledImages(
        pixels.toByteArray(), labels.stream().mapToInt(Integer::intValue).toArray());
  }
}
