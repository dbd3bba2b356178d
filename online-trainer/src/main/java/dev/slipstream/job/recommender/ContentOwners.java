package dev.slipstream.job.recommender;

import dev.slipstream.wire.ContentPart;
import dev.slipstream.wire.ItemContent;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Remembers whose part each sample is: of a pair, the pair's. A withdrawal names the sample alone
 * and is sent to where the part went; a sample that comes again as part of another item is
 * withdrawn from the one before. Changes are keyed by sample.
 */
final class ContentOwners extends KeyedProcessFunction<String, ItemContent, ItemContent> {

  private static final long serialVersionUID = 1;

  private transient MapState<String, String> owners;

  @Override
  public void open(OpenContext context) {
    owners =
        getRuntimeContext()
            .getMapState(new MapStateDescriptor<>("owners", Types.STRING, Types.STRING));
  }

  @Override
  public void processElement(ItemContent change, Context context, Collector<ItemContent> out)
      throws Exception {
    ContentPart part = change.getParts(0);
    String before = owners.get(part.getName());
    if (part.getGone()) {
      if (before != null) {
        owners.remove(part.getName());
        out.collect(change.toBuilder().setItemId(before).build());
      }
      return;
    }
    if (before != null && !before.equals(change.getItemId())) {
      out.collect(gone(part, before));
    }
    if (!change.getItemId().equals(before)) {
      owners.put(part.getName(), change.getItemId());
    }
    out.collect(change);
  }

  private static ItemContent gone(ContentPart part, String item) {
    return ItemContent.newBuilder()
        .setItemId(item)
        .addParts(
            ContentPart.newBuilder()
                .setName(part.getName())
                .setSampleId(part.getSampleId())
                .setGone(true))
        .build();
  }
}
