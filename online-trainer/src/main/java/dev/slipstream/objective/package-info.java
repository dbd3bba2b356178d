/**
 * Objectives: what is predicted from what. One class per method, each the order of one training
 * step; the state it works on belongs to the learner.
 */
package dev.slipstream.objective;
