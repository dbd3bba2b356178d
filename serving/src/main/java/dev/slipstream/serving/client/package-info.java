/** A client of the HTTP interface. It needs the JDK and Jackson, nothing else of Slipstream. */
package dev.slipstream.serving.client;
