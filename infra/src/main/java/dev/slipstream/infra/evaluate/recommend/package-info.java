/** Recommenders that a learned one is measured against, and the measuring. */
package dev.slipstream.infra.evaluate.recommend;
