package dev.slipstream.serving.catalogue;

/**
 * One encoder as it is served.
 *
 * @param name on every topic
 * @param catalogue the items it has embedded
 * @param learning how it fares
 */
public record ServedEncoder(String name, Catalogue catalogue, Learning learning) {}
