/** The {@code slipstream} command line: one class for each verb. */
package dev.slipstream.infra.cli;
