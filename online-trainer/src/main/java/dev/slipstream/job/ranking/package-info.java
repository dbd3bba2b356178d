/**
 * How a recommender ranks what users take, told before it learns from it and side by side with its
 * published versions and a challenger.
 */
package dev.slipstream.job.ranking;
