/**
 * Whether a learner is in order, told without labels at the pace of its versions: what it is
 * measured by, when there is an alarm, and the state it goes back to.
 */
package dev.slipstream.job.guard;
