/**
 * From ranked candidates to an answer, as pure functions: {@link
 * dev.slipstream.serving.recommend.Diversity} keeps the like of one item from filling it, {@link
 * dev.slipstream.serving.recommend.EpsilonGreedy} and {@link
 * dev.slipstream.serving.recommend.ThompsonSampling} give items a chance of which little is known.
 * No HTTP, no state; the same candidates and the same seed give the same answer.
 */
package dev.slipstream.serving.recommend;
