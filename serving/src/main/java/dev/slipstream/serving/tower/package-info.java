/** The context towers of recommenders, read from the files of their published versions. */
package dev.slipstream.serving.tower;
