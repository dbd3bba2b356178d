/**
 * Methods that learn from texts, one class for each. Samples carry hashed words and symbols: a
 * class to predict is a word's bucket, and a sentence or segment is a half of a text, cut between
 * two words.
 */
package dev.slipstream.objective.text;
