/**
 * Views: randomly changed copies of a batch, made with tensor operations on the device that will
 * encode them. What is drawn depends on seed, encoder, step, view and position alone.
 */
package dev.slipstream.view;
