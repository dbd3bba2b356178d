/**
 * What learning knows of a modality: how its samples become rows of bytes, how rows become the
 * input of an encoder, and which views of them are positives of each other.
 */
package dev.slipstream.input;
