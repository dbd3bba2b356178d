package dev.slipstream.serving.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipstream.serving.index.IvfIndex;
import dev.slipstream.serving.index.VectorIndex;
import dev.slipstream.wire.Origin;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * The invariant the catalogue exists for. Version {@code v} embeds every item as the same unit
 * vector {@code e_v}: two vectors of one version have cosine 1, of two versions 0.
 */
class CatalogueProperties {

  private static final int VERSIONS = 6;

  private record Arrival(int version, String id, boolean removal) {}

  @Provide
  Arbitrary<List<Arrival>> arrivals() {
    Arbitrary<Arrival> arrival =
        Combinators.combine(
                Arbitraries.integers().between(0, VERSIONS - 1),
                Arbitraries.integers().between(0, 11).map(i -> "item-" + i),
                Arbitraries.integers().between(0, 19).map(i -> i == 0))
            .as(Arrival::new);
    return arrival.list().ofMaxSize(120);
  }

  @Property(tries = 500)
  void neverComparesVectorsOfTwoVersions(@ForAll("arrivals") List<Arrival> arrivals) {
    Catalogue catalogue = new Catalogue(0.9, 10, Duration.ofHours(1), CatalogueProperties::index);
    long lastServed = -1;
    for (Arrival arrival : arrivals) {
      apply(catalogue, arrival);

      CatalogueStatus status = catalogue.status();
      assertThat(status.servedVersion()).isGreaterThanOrEqualTo(lastServed);
      assertThat(status.fillingVersion())
          .matches(v -> v == -1 || v > status.servedVersion(), "newer than the served version");
      assertThat(status.knownItems()).isLessThanOrEqualTo(10);
      lastServed = status.servedVersion();
      catalogue.served().ifPresent(CatalogueProperties::assertOneVersion);
      for (int version = 0; version < VERSIONS; version++) {
        int asked = version;
        catalogue
            .pinned(version)
            .ifPresent(
                pinned -> {
                  assertThat(pinned.version()).isEqualTo(asked);
                  assertOneVersion(pinned);
                });
      }
    }
  }

  @Property(tries = 500)
  void changesVersionOnlyWhenTheNextCoversEnough(@ForAll("arrivals") List<Arrival> arrivals) {
    Catalogue catalogue = new Catalogue(0.9, 10, Duration.ofHours(1), CatalogueProperties::index);
    for (Arrival arrival : arrivals) {
      CatalogueStatus before = catalogue.status();
      apply(catalogue, arrival);
      CatalogueStatus after = catalogue.status();

      if (before.servedVersion() >= 0 && after.servedVersion() != before.servedVersion()) {
        assertThat((double) after.servedItems()).isGreaterThanOrEqualTo(0.9 * after.knownItems());
      }
    }
  }

  private static void apply(Catalogue catalogue, Arrival arrival) {
    if (arrival.removal()) {
      catalogue.remove(arrival.id());
      return;
    }
    float[] vector = new float[VERSIONS];
    vector[arrival.version()] = 1;
    Item item = new Item(Origin.getDefaultInstance(), "image/png", 0, arrival.version());
    catalogue.put(arrival.version(), arrival.id(), item, vector);
  }

  /** Lists from the third item on. */
  private static VectorIndex index(int width, int expectedItems) {
    return new IvfIndex(width, 2, expectedItems, 1, Runnable::run);
  }

  private static void assertOneVersion(Generation served) {
    List<String> all = served.sample(Integer.MAX_VALUE);
    assertThat(all).hasSize(served.size());
    for (String id : all) {
      assertThat(served.vector(id)[(int) served.version()]).isEqualTo(1f);
      assertThat(served.item(id).embedTimeMillis()).isEqualTo(served.version());
      assertThat(served.neighbors(id, 100))
          .hasSize(served.size() - 1)
          .allMatch(neighbor -> neighbor.similarity() == 1);
    }
  }
}
