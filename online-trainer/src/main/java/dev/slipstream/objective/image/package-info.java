/**
 * Methods that learn from images alone: what was done to an image, where its parts lie, what is
 * missing of it.
 */
package dev.slipstream.objective.image;
