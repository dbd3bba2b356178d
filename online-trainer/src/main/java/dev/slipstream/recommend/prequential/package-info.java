/**
 * Testing a recommender on the stream it learns from: an interaction is first ranked, then learned
 * (prequential evaluation: Gama, Sebastião and Rodrigues, "On evaluating stream learning
 * algorithms", Machine Learning 90, 2013).
 */
package dev.slipstream.recommend.prequential;
