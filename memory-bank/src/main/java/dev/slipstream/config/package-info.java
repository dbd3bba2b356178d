/**
 * Options declared once: key, default, unit, check and text; help, documentation and validation
 * come from it.
 */
package dev.slipstream.config;
