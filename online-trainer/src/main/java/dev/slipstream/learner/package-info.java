/**
 * The momentum learner: both encoders' flat parameters, the optimiser's vectors, the queue and the
 * counters, as one state that is saved, restored and compared as a whole.
 */
package dev.slipstream.learner;
