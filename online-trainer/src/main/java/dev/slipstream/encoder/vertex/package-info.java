/**
 * DL4J vertices without parameters for what DL4J has none of: positions as rows, attention over
 * them and their mean. They are part of a graph's JSON; who opens a file that names them needs this
 * package.
 */
package dev.slipstream.encoder.vertex;
