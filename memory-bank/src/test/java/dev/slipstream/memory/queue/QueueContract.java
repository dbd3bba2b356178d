package dev.slipstream.memory.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Scope;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** What the queue must do on every device. */
abstract class QueueContract {

  private static final int WIDTH = 3;

  /** Of so many items the keys come, in turn. */
  private static final int ITEMS = 3;

  /** Counts every key ever made, so that each is unlike any other. */
  private int serial;

  abstract Device device();

  private record Key(List<Float> values, long step, long eventTime, long item) {}

  @Test
  void startsEmptyAndShowsOnlyWhatWasEnqueued() {
    try (ContrastiveQueue queue = queue(5)) {
      assertThat(queue.capacity()).isEqualTo(5);
      assertThat(queue.width()).isEqualTo(WIDTH);
      assertThat(queue.filled()).isZero();
      assertThat(queue.head()).isZero();
      assertThat(queue.encoderSteps()).isEmpty();

      enqueue(queue, new ArrayDeque<>(), 2, 1);

      assertThat(queue.filled()).isEqualTo(2);
      assertThat(queue.head()).isEqualTo(2);
      assertThat(keys(queue)).hasSize(2);
    }
  }

  @Test
  void anEmptyQueueHasNoKeysToShow() {
    try (ContrastiveQueue queue = queue(5)) {
      String message = "queue: must hold at least 1 key, was empty; remember some first";
      assertThatIllegalStateException().isThrownBy(queue::keys).withMessage(message);
      assertThatIllegalStateException().isThrownBy(queue::ages).withMessage(message);
    }
  }

  @Test
  void tellsHowOldItsKeysAre() {
    try (ContrastiveQueue queue = queue(3);
        Scope scope = device().scope()) {
      queue.remember(device().zeros(2, WIDTH), 7, new long[] {1_000, 500}, new long[2]);
      queue.remember(device().zeros(2, WIDTH), 10, new long[] {2_000, 3_000}, new long[2]);

      assertThat(queue.encoderSteps()).containsExactly(10, 7, 10);
      assertThat(queue.eventTimes()).containsExactly(3_000, 500, 2_000);
      assertThat(queue.ages()).isEqualTo(new KeyAges(7, 10, 9, 500, 3_000));
    }
  }

  @Test
  void outlivesTheScopeItWasMadeIn() {
    ContrastiveQueue queue;
    try (Scope scope = device().scope()) {
      queue = queue(2);
    }
    try (queue) {
      enqueue(queue, new ArrayDeque<>(), 1, 1);
      assertThat(keys(queue)).hasSize(1);
    }
  }

  @Property(tries = 60)
  void behavesAsAModelDoes(
      @ForAll @IntRange(min = 1, max = 17) int capacity,
      @ForAll @Size(max = 12) List<@IntRange(min = 1, max = 40) Integer> batches) {
    Deque<Key> model = new ArrayDeque<>();
    try (ContrastiveQueue queue = queue(capacity)) {
      long step = 0;
      for (int batch : batches) {
        enqueue(queue, model, batch, ++step);

        assertThat(queue.filled()).isEqualTo(model.size());
        assertThat(queue.head()).isBetween(0, capacity - 1);
        assertThat(oldestFirst(queue)).containsExactlyElementsOf(model);
      }
    }
  }

  @Property(tries = 30)
  void goesOnFromASavedStateBitForBit(
      @ForAll @IntRange(min = 1, max = 17) int capacity,
      @ForAll @Size(max = 5) List<@IntRange(min = 1, max = 20) Integer> batches)
      throws IOException {
    try (ContrastiveQueue queue = queue(capacity);
        ContrastiveQueue restored = queue(capacity)) {
      batches.forEach(batch -> enqueue(queue, new ArrayDeque<>(), batch, batch));
      enqueue(restored, new ArrayDeque<>(), 2, 99);
      byte[] saved = save(queue);

      restore(restored, saved);
      assertThat(save(restored)).isEqualTo(saved);

      int again = serial;
      enqueue(queue, new ArrayDeque<>(), 4, 5);
      serial = again;
      enqueue(restored, new ArrayDeque<>(), 4, 5);
      assertThat(save(restored)).isEqualTo(save(queue));
      assertThat(oldestFirst(restored)).isEqualTo(oldestFirst(queue));
    }
  }

  @Test
  void savesAndRestoresMoreThanOneChunk() throws IOException {
    try (ContrastiveQueue queue = new ContrastiveQueue(device(), 1021, 127);
        ContrastiveQueue restored = new ContrastiveQueue(device(), 1021, 127);
        Scope scope = device().scope()) {
      float[] values = new float[1500 * 127];
      for (int i = 0; i < values.length; i++) {
        values[i] = i;
      }
      queue.remember(device().of(values, 1500, 127), 1, new long[1500], new long[1500]);

      restore(restored, save(queue));

      assertThat(restored.keys().toArray())
          .containsExactly(Arrays.copyOfRange(values, 479 * 127, 1500 * 127));
    }
  }

  @Test
  void refusesAStateOfAnotherSize() throws IOException {
    try (ContrastiveQueue queue = queue(5);
        ContrastiveQueue other = queue(6);
        ContrastiveQueue wider = new ContrastiveQueue(device(), 5, 4)) {
      byte[] saved = save(queue);

      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> restore(other, saved))
          .withMessage(
              "queue state: must be of capacity 6 as configured, was 5;"
                  + " restore it with the options it was saved with");
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> restore(wider, saved))
          .withMessage(
              "queue state: must be of width 4 as configured, was 3;"
                  + " restore it with the options it was saved with");
    }
  }

  @Test
  void isUnchangedByATruncatedState() throws IOException {
    try (ContrastiveQueue queue = queue(4)) {
      enqueue(queue, new ArrayDeque<>(), 6, 1);
      byte[] saved = save(queue);

      for (int length = 0; length < saved.length; length++) {
        byte[] part = Arrays.copyOf(saved, length);
        assertThatExceptionOfType(EOFException.class).isThrownBy(() -> restore(queue, part));
      }
      assertThat(save(queue)).isEqualTo(saved);
    }
  }

  @Test
  void refusesAStateThatContradictsItself() throws IOException {
    int[][] damaged = {{-1, 0}, {5, 0}, {4, 4}, {4, -1}, {2, 3}, {Integer.MAX_VALUE, 0}};
    try (ContrastiveQueue queue = queue(4)) {
      for (int[] filledAndHead : damaged) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(0x51_55_45_02);
        out.writeInt(4);
        out.writeInt(WIDTH);
        out.writeInt(filledAndHead[0]);
        out.writeInt(filledAndHead[1]);

        assertThatExceptionOfType(IOException.class)
            .isThrownBy(() -> restore(queue, bytes.toByteArray()))
            .withMessage(
                "queue state: must have its head behind its "
                    + filledAndHead[0]
                    + " rows, was at "
                    + filledAndHead[1]);
      }
    }
  }

  @Test
  void refusesWhatIsNoQueueAndKeysThatAreNoNumbers() throws IOException {
    try (ContrastiveQueue queue = queue(1);
        Matrix broken = device().of(new float[] {1, Float.NaN, 1}, 1, WIDTH)) {
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> restore(queue, new byte[] {0, 0, 0, 42}))
          .withMessage("queue state: must begin as such a state does, was 2a");

      queue.remember(broken, 1, new long[1], new long[1]);
      byte[] saved = save(queue);
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> restore(queue, saved))
          .withMessage("queue state: keys: must be finite, was NaN");
    }
  }

  @Test
  void refusesBadArguments() {
    refuses(() -> queue(0), "capacity: must be from 1 to 1048576, was 0");
    refuses(
        () -> new ContrastiveQueue(device(), 2, 0),
        "width: must be from 1 to 65536 with 2 rows, was 0");
    refuses(
        () -> new ContrastiveQueue(device(), 1 << 20, 2048),
        "width: must be from 1 to 2047 with 1048576 rows, was 2048");
    try (ContrastiveQueue queue = queue(4);
        Scope scope = device().scope()) {
      refuses(
          () -> queue.remember(device().zeros(2, 5), 1, new long[2], new long[2]),
          "keys: must be [*, 3], was [2, 5]");
      refuses(
          () -> queue.remember(device().zeros(2, 3), 1, new long[3], new long[2]),
          "eventTimes: must be 2, one for each key, was 3");
      refuses(
          () -> queue.remember(device().zeros(2, 3), 1, new long[2], new long[1]),
          "items: must be 2, one for each key, was 1");
    }
  }

  @Property(tries = 60)
  void forgetsAnItemAndKeepsTheOthersInTheirOrder(
      @ForAll @IntRange(min = 1, max = 9) int capacity,
      @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 1, max = 5) Integer> batches) {
    try (ContrastiveQueue queue = queue(capacity)) {
      Deque<Key> model = new ArrayDeque<>();
      int step = 0;
      for (int batch : batches) {
        enqueue(queue, model, batch, step);
        long item = step++ % ITEMS;
        int before = model.size();
        model.removeIf(key -> key.item() == item);

        assertThat(queue.forget(item)).isEqualTo(before - model.size());
        assertThat(oldestFirst(queue)).containsExactlyElementsOf(model);
      }
    }
  }

  // ---- helpers ----

  private static void refuses(Runnable call, String message) {
    assertThatIllegalArgumentException().isThrownBy(call::run).withMessage(message);
  }

  private ContrastiveQueue queue(int capacity) {
    return new ContrastiveQueue(device(), capacity, WIDTH);
  }

  /** Adds a batch of new keys to the queue and to its model. */
  private void enqueue(ContrastiveQueue queue, Deque<Key> model, int batch, long step) {
    float[] values = new float[batch * WIDTH];
    long[] times = new long[batch];
    long[] items = new long[batch];
    for (int row = 0; row < batch; row++) {
      serial++;
      times[row] = serial * 10L;
      items[row] = serial % ITEMS;
      List<Float> key = new ArrayList<>();
      for (int col = 0; col < WIDTH; col++) {
        values[row * WIDTH + col] = serial + col / 10f;
        key.add(values[row * WIDTH + col]);
      }
      if (model.size() == queue.capacity()) {
        model.removeFirst();
      }
      model.addLast(new Key(key, step, times[row], items[row]));
    }
    try (Matrix keys = device().of(values, batch, WIDTH)) {
      queue.remember(keys, step, times, items);
    }
  }

  private List<Key> oldestFirst(ContrastiveQueue queue) {
    List<Key> keys = keys(queue);
    int oldest = queue.filled() == queue.capacity() ? queue.head() : 0;
    List<Key> sorted = new ArrayList<>(keys.subList(oldest, keys.size()));
    sorted.addAll(keys.subList(0, oldest));
    return sorted;
  }

  private List<Key> keys(ContrastiveQueue queue) {
    List<Key> keys = new ArrayList<>();
    if (queue.filled() == 0) {
      return keys;
    }
    float[] values;
    try (Scope scope = device().scope()) {
      values = queue.keys().toArray();
    }
    for (int row = 0; row < queue.filled(); row++) {
      List<Float> key = new ArrayList<>();
      for (int col = 0; col < WIDTH; col++) {
        key.add(values[row * WIDTH + col]);
      }
      keys.add(
          new Key(key, queue.encoderSteps()[row], queue.eventTimes()[row], queue.items()[row]));
    }
    return keys;
  }

  private static byte[] save(ContrastiveQueue queue) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    queue.save(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static void restore(ContrastiveQueue queue, byte[] bytes) throws IOException {
    queue.restore(new DataInputStream(new ByteArrayInputStream(bytes)));
  }
}
