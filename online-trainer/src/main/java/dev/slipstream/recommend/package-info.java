/**
 * Recommending items for a context: what is known of who took what, and whatever ranks items by it.
 */
package dev.slipstream.recommend;
