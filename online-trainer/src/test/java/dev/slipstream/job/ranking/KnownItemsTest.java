package dev.slipstream.job.ranking;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KnownItemsTest {

  @Test
  void eachNewItemTakesAnothersPlaceInTurn() {
    KnownItems items = of(3, "a", "b", "c", "d", "e", "a", "f");

    assertThat(items.all()).containsExactly("f", "e", "a");
    assertThat(items.contains("b")).isFalse();
    assertThat(items.contains("f")).isTrue();
  }

  @Test
  void theLastItemTakesThePlaceOfOneThatIsRemoved() {
    KnownItems items = of(3, "a", "b", "c", "d");

    items.remove("b");
    items.remove("b");
    items.remove("c");
    items.add("e");
    items.remove("e");

    assertThat(items.all()).containsExactly("d");
    assertThat(items.contains("d")).isTrue();
    assertThat(items.contains("e")).isFalse();
  }

  @Test
  void whatIsSavedIsReadBackAndGoesOnTheSameWay() throws IOException {
    KnownItems items = of(3, "a", "b", "c", "d");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    items.save(new DataOutputStream(bytes));
    KnownItems restored = of(3, "x");

    restored.restore(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    items.add("e");
    restored.add("e");

    assertThat(restored.all())
        .containsExactlyElementsOf(items.all())
        .containsExactly("d", "e", "c");
  }

  private static KnownItems of(int capacity, String... ids) {
    KnownItems items = new KnownItems(capacity);
    Stream.of(ids).forEach(items::add);
    return items;
  }
}
