/** An item's original picture, fetched from where its raw event lies. */
package dev.slipstream.serving.content;
