package dev.slipstream.serving.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.slipstream.serving.index.ExactIndex;
import dev.slipstream.serving.index.IvfIndex;
import dev.slipstream.wire.Origin;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class CatalogueTest {

  private static final Item ITEM = new Item(Origin.getDefaultInstance(), "image/png", 1, 2);
  private static final float[] VECTOR = {1, 0};

  private long nanoTime;
  private final Catalogue catalogue =
      new Catalogue(
          0.75,
          4,
          Duration.ofNanos(100),
          (width, expected) -> new ExactIndex(width),
          () -> nanoTime);

  @Test
  void servesNothingAtFirst() {
    assertThat(catalogue.served()).isEmpty();
    assertThat(catalogue.status()).isEqualTo(new CatalogueStatus(0, 0, -1, 0, -1, 0));
  }

  @Test
  void servesTheFirstVersionFromItsFirstItem() {
    put(7, "a");

    assertThat(catalogue.status()).isEqualTo(new CatalogueStatus(1, 0, 7, 1, -1, 0));
  }

  @Test
  void servesTheNextVersionOnceItCoversEnough() {
    putAll(0, "a", "b", "c", "d");

    putAll(5, "a", "b");
    CatalogueStatus before = catalogue.status();
    put(5, "c");

    assertThat(before).isEqualTo(new CatalogueStatus(4, 0, 0, 4, 5, 2));
    assertThat(before.fillingCoverage()).isEqualTo(0.5);
    assertThat(catalogue.status()).isEqualTo(new CatalogueStatus(4, 0, 5, 3, -1, 0));
  }

  @Test
  void keepsAnsweringFromTheGenerationARequestTook() {
    putAll(0, "a", "b");
    Generation taken = catalogue.served().orElseThrow();

    putAll(1, "a", "b");

    assertThat(taken.version()).isZero();
    assertThat(taken.neighbors("a", 1)).hasSize(1);
    assertThat(catalogue.served().orElseThrow().version()).isEqualTo(1);
  }

  @Test
  void keepsTheVersionServedBeforeForAWhile() {
    putAll(0, "a", "b");
    putAll(1, "a", "b");

    nanoTime = 99;
    assertThat(catalogue.pinned(0).orElseThrow().neighbors("a", 1)).hasSize(1);
    catalogue.remove("b");
    put(0, "c");
    assertThat(catalogue.pinned(0).orElseThrow().size()).isEqualTo(1);
    assertThat(catalogue.pinned(1)).isEqualTo(catalogue.served());
    nanoTime = 100;
    assertThat(catalogue.pinned(0)).isEmpty();
    assertThat(catalogue.pinned(1)).isEqualTo(catalogue.served());
    assertThat(catalogue.pinned(7)).isEmpty();
  }

  @Test
  void tellsANewIndexHowManyItemsToExpect() {
    List<Integer> expected = new ArrayList<>();
    Catalogue watched =
        new Catalogue(
            1,
            10,
            Duration.ZERO,
            (width, items) -> {
              expected.add(items);
              return new ExactIndex(width);
            });

    watched.put(0, "a", ITEM, VECTOR);
    watched.put(0, "b", ITEM, VECTOR);
    watched.put(1, "a", ITEM, VECTOR);

    assertThat(expected).containsExactly(0, 2);
    assertThat(watched.pinned(1)).isEmpty();
  }

  @Test
  void servesANewVersionOnlyWhenItsListsAreReady() {
    int items = 3_000;
    Queue<Runnable> later = new ArrayDeque<>();
    Catalogue large =
        new Catalogue(
            1,
            items,
            Duration.ZERO,
            (width, expected) -> new IvfIndex(width, 20, expected, 0.9, later::add));
    for (int i = 0; i < items; i++) {
      large.put(0, "item-" + i, ITEM, VECTOR);
    }
    later.remove().run();

    for (int i = 0; i < items; i++) {
      large.put(1, "item-" + i, ITEM, VECTOR);
    }
    CatalogueStatus covered = large.status();
    later.remove().run();

    assertThat(covered).isEqualTo(new CatalogueStatus(items, 0, 0, items, 1, items));
    assertThat(large.status()).isEqualTo(new CatalogueStatus(items, 0, 1, items, -1, 0));
    assertThat(large.served().orElseThrow().isSettled()).isTrue();
  }

  @Test
  void servesAWholeVersionThoughANewerOneBeginsBeforeItsListsAreReady() {
    int items = 3_000;
    Queue<Runnable> later = new ArrayDeque<>();
    Catalogue large =
        new Catalogue(
            1,
            items,
            Duration.ofHours(1),
            (width, expected) -> new IvfIndex(width, 20, expected, 0.9, later::add));
    for (int version = 0; version < 3; version++) {
      for (int i = 0; i < items; i++) {
        large.put(version, "item-" + i, ITEM, VECTOR);
      }
      later.remove().run();
    }
    for (int i = 0; i < items; i++) {
      large.put(3, "item-" + i, ITEM, VECTOR);
    }

    large.put(4, "item-0", ITEM, VECTOR);
    List<Long> held = large.held().stream().map(Generation::version).toList();
    List<Long> kept = large.generations().stream().map(Generation::version).toList();
    later.remove().run();

    assertThat(held).containsExactly(2L);
    assertThat(kept).as("in a local checkpoint").containsExactly(2L, 3L, 4L);
    assertThat(large.status()).isEqualTo(new CatalogueStatus(items, 0, 3, items, 4, 1));
    assertThat(large.held()).extracting(Generation::version).containsExactly(3L, 2L);
  }

  @Test
  void addsLateItemsToTheServedVersion() {
    putAll(0, "a", "b", "c", "d");
    putAll(1, "a", "b", "c");

    put(1, "d");

    assertThat(catalogue.served().orElseThrow().size()).isEqualTo(4);
  }

  @Test
  void passesOverVersionsThatAreNotWantedAnyMore() {
    putAll(3, "a", "b", "c");
    put(5, "a");

    put(4, "b"); // newer than the served, older than the one being filled
    put(2, "d"); // older than the served

    assertThat(catalogue.status()).isEqualTo(new CatalogueStatus(4, 0, 3, 3, 5, 1));
    assertThat(catalogue.knows("d")).isTrue();
  }

  @Test
  void dropsAnUnfinishedVersionForANewerOne() {
    putAll(0, "a", "b", "c", "d");
    putAll(1, "a", "b");

    put(2, "a");

    assertThat(catalogue.status()).isEqualTo(new CatalogueStatus(4, 0, 0, 4, 2, 1));
  }

  @Test
  void refusesMoreItemsThanItMayHold() {
    putAll(0, "a", "b", "c", "d", "e");
    put(0, "a");

    assertThat(catalogue.status()).isEqualTo(new CatalogueStatus(4, 1, 0, 4, -1, 0));
    assertThat(catalogue.knows("e")).isFalse();
  }

  @Test
  void forgetsRemovedItemsInBothVersions() {
    putAll(0, "a", "b", "c", "d");
    putAll(1, "a", "b");

    catalogue.remove("a");
    catalogue.remove("d");

    assertThat(catalogue.status()).isEqualTo(new CatalogueStatus(2, 0, 0, 2, 1, 1));
    assertThat(catalogue.served().orElseThrow().item("a")).isNull();
  }

  @Test
  void servesTheFullerVersionAfterARestartInMidChange() {
    put(0, "a"); // compaction has left the latest vector of each item
    putAll(1, "b", "c");
    catalogue.remove("x");

    catalogue.restored();

    assertThat(catalogue.status()).isEqualTo(new CatalogueStatus(3, 0, 1, 2, -1, 0));
  }

  @Test
  void refusesAVectorOfAnotherWidthThanItsVersion() {
    put(0, "a");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> catalogue.put(0, "b", ITEM, new float[3]))
        .withMessage("vector: must have 2 values, was 3");
    assertThat(catalogue.knows("b")).isFalse();
  }

  private void putAll(long version, String... ids) {
    for (String id : ids) {
      put(version, id);
    }
  }

  private void put(long version, String id) {
    catalogue.put(version, id, ITEM, VECTOR);
  }
}
