package dev.slipstream.job.publication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipstream.wire.Sample;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnchorsTest {

  private final Anchors<Sample> anchors = new Anchors<>(3);

  @Test
  void theFirstItemsStayAsTheyFirstCame() {
    for (String item : List.of("a", "b", "a", "c", "d")) {
      offer(item);
    }

    assertThat(items()).containsExactly("a", "b", "c");
  }

  @Test
  void oneThatGoesMakesPlaceForALaterOne() {
    List.of("a", "b", "c").forEach(this::offer);

    assertThat(anchors.remove(sample -> !sample.getItemId().equals("b"))).containsExactly(2, 0);
    offer("d");

    assertThat(items()).containsExactly("b", "d");
  }

  @Test
  void largeOnesAreFewer() {
    Anchors<Sample> many = new Anchors<>(100);
    for (int i = 0; i < 100; i++) {
      many.offer("" + i, Sample.newBuilder().setContentType("x".repeat(1 << 20)).build());
    }

    assertThat(many.elements()).hasSize(7);
  }

  private void offer(String item) {
    anchors.offer(item, Sample.newBuilder().setItemId(item).build());
  }

  private List<String> items() {
    return anchors.elements().stream().map(Sample::getItemId).toList();
  }
}
