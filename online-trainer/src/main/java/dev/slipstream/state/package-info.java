/** The format that learners' states are written in. */
package dev.slipstream.state;
