package dev.slipstream.recommend;

import dev.slipstream.state.StateFormat;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Writes and reads the recommender's whole state. Items are written once, those of the catalogue
 * first and in its order, then those that only histories and choices still know; all else refers to
 * them by number.
 */
final class RecommendState {

  private static final int MOST_VALUES = 1 << 16;

  private RecommendState() {}

  static void write(
      DataOutputStream out, RecommendConfig config, Towers towers, RecommendMemory memory)
      throws IOException {
    StateFormat.writeBeginning(out);
    StateFormat.writeText(out, "recommend");
    StateFormat.writeText(out, fingerprint(towers, config));
    out.writeLong(memory.seen());
    out.writeLong(memory.steps());
    out.writeLong(memory.newestMillis());
    out.writeInt(memory.oldest());
    Map<Item, Integer> numbers = number(memory);
    out.writeInt(memory.catalogue().items().size());
    out.writeInt(numbers.size());
    for (Item item : inOrder(numbers)) {
      writeItem(out, item);
    }
    writeInts(out, memory.catalogue().free().stream().mapToInt(slot -> slot).toArray());
    out.writeInt(memory.histories().all().size());
    for (Map.Entry<String, List<Met>> history : memory.histories().all().entrySet()) {
      out.writeUTF(history.getKey());
      writeMet(out, history.getValue(), numbers);
    }
    writeInts(out, memory.queue().stream().mapToInt(numbers::get).toArray());
    writeChoices(out, memory.replay(), numbers);
    writeChoices(out, memory.pending(), numbers);
    towers.save(out);
    out.write(StateFormat.END);
  }

  static void read(
      DataInputStream in, RecommendConfig config, Towers towers, RecommendMemory memory)
      throws IOException {
    StateFormat.requireBeginning(in);
    requireSame("kind", "recommend", StateFormat.readText(in));
    requireSame("the declaration", fingerprint(towers, config), StateFormat.readText(in));
    memory.restore(
        StateFormat.readCount(in, "interactions"),
        StateFormat.readCount(in, "steps"),
        in.readLong(),
        count(in, "oldest", config.replayCapacity()));
    int known = count(in, "items", config.items());
    int all = count(in, "items met", Integer.MAX_VALUE);
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < all; i++) {
      items.add(readItem(in, config));
    }
    List<Integer> free = new ArrayList<>();
    for (int slot : readInts(in, "free slots", config.ids())) {
      free.add(slot);
    }
    memory.catalogue().restore(items.subList(0, Math.min(known, all)), free);
    memory.histories().all().clear();
    int users = count(in, "users", config.users());
    for (int i = 0; i < users; i++) {
      String user = in.readUTF();
      memory.histories().all().put(user, readMet(in, items, config.remembered()));
    }
    memory.queue().clear();
    for (int number : readInts(in, "queue", config.queue())) {
      memory.queue().add(item(items, number));
    }
    readChoices(in, memory.replay(), items, config, config.replayCapacity());
    readChoices(in, memory.pending(), items, config, config.batchSize());
    towers.restore(in);
    StateFormat.requireMark(in, StateFormat.END, "end");
  }

  /** What a state fits: the towers as declared, and the bounds. */
  private static String fingerprint(Towers towers, RecommendConfig config) {
    return DigestUtils.sha256Hex(
        towers.context().spec().configuration().toJson()
            + towers.content().spec().configuration().toJson()
            + config);
  }

  private static Map<Item, Integer> number(RecommendMemory memory) {
    Map<Item, Integer> numbers = new LinkedHashMap<>();
    memory.catalogue().items().forEach(item -> number(numbers, item));
    memory.histories().all().values().forEach(met -> met.forEach(m -> number(numbers, m.item())));
    memory.queue().forEach(item -> number(numbers, item));
    for (List<Choice> choices : List.of(memory.replay(), memory.pending())) {
      for (Choice choice : choices) {
        number(numbers, choice.item());
        choice.recent().forEach(met -> number(numbers, met.item()));
      }
    }
    return numbers;
  }

  private static void number(Map<Item, Integer> numbers, Item item) {
    numbers.putIfAbsent(item, numbers.size());
  }

  private static Item[] inOrder(Map<Item, Integer> numbers) {
    Item[] items = new Item[numbers.size()];
    numbers.forEach((item, number) -> items[number] = item);
    return items;
  }

  private static void writeItem(DataOutputStream out, Item item) throws IOException {
    out.writeUTF(item.id);
    out.writeUTF(item.group);
    out.writeInt(item.slot);
    out.writeLong(item.metMillis);
    writeInts(out, item.words);
    StateFormat.writeFloats(out, item.values);
    StateFormat.writeFloats(out, item.vector); // what is ranked by until the next refresh
    out.writeLong(item.embeddedAt);
  }

  private static Item readItem(DataInputStream in, RecommendConfig config) throws IOException {
    Item item = new Item(in.readUTF());
    item.group = in.readUTF();
    item.slot = count(in, "slot", config.ids());
    item.metMillis = in.readLong();
    item.words = readInts(in, "words", config.words());
    item.values = StateFormat.readFloats(in, "values", MOST_VALUES);
    item.vector = StateFormat.readFloats(in, "values", MOST_VALUES);
    item.embeddedAt = in.readLong();
    return item;
  }

  private static void writeMet(DataOutputStream out, List<Met> all, Map<Item, Integer> numbers)
      throws IOException {
    out.writeInt(all.size());
    for (Met met : all) {
      out.writeInt(numbers.get(met.item()));
      out.writeBoolean(met.taken());
      out.writeBoolean(met.refused());
    }
  }

  private static List<Met> readMet(DataInputStream in, List<Item> items, int most)
      throws IOException {
    int size = count(in, "history", most);
    List<Met> all = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      all.add(new Met(item(items, in.readInt()), in.readBoolean(), in.readBoolean()));
    }
    return all;
  }

  private static void writeChoices(
      DataOutputStream out, List<Choice> choices, Map<Item, Integer> numbers) throws IOException {
    out.writeInt(choices.size());
    for (Choice choice : choices) {
      out.writeUTF(choice.user());
      writeInts(out, choice.context().ids());
      StateFormat.writeFloats(out, choice.context().weights());
      writeMet(out, choice.recent(), numbers);
      out.writeInt(numbers.get(choice.item()));
      out.writeFloat(choice.weight());
      out.writeLong(choice.timeMillis());
    }
  }

  private static void readChoices(
      DataInputStream in, List<Choice> into, List<Item> items, RecommendConfig config, int most)
      throws IOException {
    into.clear();
    int size = count(in, "choices", most);
    for (int i = 0; i < size; i++) {
      String user = in.readUTF();
      FeatureRow row =
          new FeatureRow(
              readInts(in, "ids", MOST_VALUES), StateFormat.readFloats(in, "values", MOST_VALUES));
      List<Met> recent = List.copyOf(readMet(in, items, config.history()));
      Item taken = item(items, in.readInt());
      into.add(new Choice(user, row, recent, taken, in.readFloat(), in.readLong()));
    }
  }

  private static void writeInts(DataOutputStream out, int[] values) throws IOException {
    out.writeInt(values.length);
    for (int value : values) {
      out.writeInt(value);
    }
  }

  private static int[] readInts(DataInputStream in, String name, int most) throws IOException {
    int[] values = new int[count(in, name, most)];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readInt();
    }
    return values;
  }

  private static Item item(List<Item> items, int number) throws IOException {
    if (number < 0 || number >= items.size()) {
      throw StateFormat.damaged("item", "from 0 to " + (items.size() - 1), number);
    }
    return items.get(number);
  }

  private static int count(DataInputStream in, String name, int most) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > most) {
      throw StateFormat.damaged(name, "from 0 to " + most, count);
    }
    return count;
  }

  private static void requireSame(String name, String ours, String saved) throws IOException {
    if (!ours.equals(saved)) {
      throw StateFormat.damaged(name, ours + "; use the same settings or start anew", saved);
    }
  }
}
