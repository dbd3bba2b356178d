/**
 * A learner's versions: when one is due, whether it is published, held or rolled back, and the
 * files they lie in.
 */
package dev.slipstream.job.publication;
