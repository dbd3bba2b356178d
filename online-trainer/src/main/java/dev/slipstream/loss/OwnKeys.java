package dev.slipstream.loss;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds which keys are of a query's own item. */
final class OwnKeys {

  private final Device device;
  private final int queries;
  private final Map<Long, List<Integer>> queriesOf;

  private OwnKeys(Device device, int queries, Map<Long, List<Integer>> queriesOf) {
    this.device = device;
    this.queries = queries;
    this.queriesOf = queriesOf;
  }

  /** Of queries with these items. */
  static OwnKeys of(Device device, long[] items) {
    Map<Long, List<Integer>> queriesOf = new HashMap<>();
    for (int query = 0; query < items.length; query++) {
      queriesOf.computeIfAbsent(items[query], item -> new ArrayList<>(1)).add(query);
    }
    return new OwnKeys(device, items.length, queriesOf);
  }

  /**
   * What excludes own keys when it is added to the logits of keys {@code from} to {@code to}, a
   * matrix {@code [N, to - from]}; empty if none of them is any query's own.
   */
  Optional<Matrix> mask(long[] items, int from, int to) {
    float[] mask = null;
    for (int key = from; key < to; key++) {
      for (int query : queriesOf.getOrDefault(items[key], List.of())) {
        if (mask == null) {
          mask = new float[queries * (to - from)];
        }
        mask[query * (to - from) + key - from] = Logits.EXCLUDED;
      }
    }
    return Optional.ofNullable(mask).map(values -> device.of(values, queries, to - from));
  }
}
