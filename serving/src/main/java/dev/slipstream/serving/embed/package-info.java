/** Contents of requests as vectors, made by the encoder versions that are served. */
package dev.slipstream.serving.embed;
