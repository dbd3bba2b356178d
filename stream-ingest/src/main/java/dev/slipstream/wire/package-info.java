/**
 * Everything that crosses a topic: the protobuf messages, their codecs, the topics and how Kafka is
 * reached.
 */
package dev.slipstream.wire;
