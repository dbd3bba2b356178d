package dev.slipstream.serving.catalogue;

/**
 * Counts of a {@link Catalogue} at one moment.
 *
 * @param knownItems items some version has embedded
 * @param refusedItems vectors refused because the catalogue was full
 * @param servedVersion the version served; -1 if none
 * @param servedItems its items
 * @param fillingVersion the newer version being filled; -1 if none
 * @param fillingItems its items
 */
public record CatalogueStatus(
    int knownItems,
    long refusedItems,
    long servedVersion,
    int servedItems,
    long fillingVersion,
    int fillingItems) {

  /** Share of the known items the version being filled has embedded; 0 if there is none. */
  public double fillingCoverage() {
    return knownItems == 0 ? 0 : (double) fillingItems / knownItems;
  }
}
