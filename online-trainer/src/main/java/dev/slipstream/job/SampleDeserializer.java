package dev.slipstream.job;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.slipstream.wire.Sample;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads samples. Bytes that are none are counted, logged and left out: they must not stop a job.
 */
final class SampleDeserializer implements DeserializationSchema<Sample> {

  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(SampleDeserializer.class);

  private transient Counter undecodable;

  @Override
  public void open(InitializationContext context) {
    undecodable = context.getMetricGroup().counter("undecodableSamples");
  }

  /** The sample, or null (which Flink leaves out) for bytes that are none. */
  @Override
  public Sample deserialize(byte[] message) {
    if (message == null) {
      return skip("no value");
    }
    try {
      return Sample.parseFrom(message);
    } catch (InvalidProtocolBufferException e) {
      return skip(e.getMessage());
    }
  }

  private Sample skip(String reason) {
    undecodable.inc();
    LOG.warn("A record of the samples topic is no sample and was skipped: {}", reason);
    return null;
  }

  @Override
  public boolean isEndOfStream(Sample next) {
    return false;
  }

  @Override
  public TypeInformation<Sample> getProducedType() {
    return ProtobufTypeInfo.ofMessage(Sample.class);
  }
}
