/** The page: plain HTML, CSS and JavaScript from the jar, fed by the HTTP API alone. */
package dev.slipstream.serving.page;
