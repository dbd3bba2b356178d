/**
 * The HTTP API: one method per endpoint, each of which parses, asks and formats. Errors are {@code
 * application/problem+json}.
 */
package dev.slipstream.serving.http;
