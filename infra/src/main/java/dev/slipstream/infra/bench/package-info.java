/** Whole-process benchmarks: what is measured, how, and nothing of how it is printed. */
package dev.slipstream.infra.bench;
