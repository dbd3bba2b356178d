/**
 * How the job is set: as a whole, for each encoder and each pair, and on the way to a task manager.
 */
package dev.slipstream.job.settings;
