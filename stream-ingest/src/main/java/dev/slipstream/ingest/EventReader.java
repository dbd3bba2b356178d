package dev.slipstream.ingest;

import com.google.protobuf.MessageLite;
import dev.slipstream.wire.Origin;
import dev.slipstream.wire.RefusedException;
import org.apache.kafka.streams.processor.api.Record;

/** Makes of a raw event what readers of its topic take. Used by one thread at a time. */
interface EventReader {

  /**
   * Reads an event.
   *
   * @param origin of the event
   * @param nowMillis Unix time
   * @throws RefusedException if it cannot be used; it becomes a dead letter
   */
  Result read(Record<byte[], byte[]> event, Origin origin, long nowMillis) throws RefusedException;

  /**
   * What goes on.
   *
   * @param key of the record
   */
  record Result(byte[] key, MessageLite message) {}
}
