/**
 * Serving: {@link dev.slipstream.serving.ServingApp} wires catalogue, index, pictures, routes and
 * page together.
 */
package dev.slipstream.serving;
