package dev.slipstream.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import dev.slipstream.wire.DeadLetter;
import dev.slipstream.wire.DeadLetter.Reason;
import dev.slipstream.wire.ImageFeatures;
import dev.slipstream.wire.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the stream owes an event, whatever its featurizer does. */
class EventProcessorTest {

  private static final long NOW = 1_770_000_000_000L;

  private final IngestCounters counters = new IngestCounters();

  @ParameterizedTest
  @MethodSource("faults")
  void aFaultOfADecoderBecomesADeadLetter(Throwable fault) {
    DeadLetter letter =
        (DeadLetter)
            process(
                (event, sample) -> {
                  if (fault instanceof Error e) {
                    throw e;
                  }
                  throw (RuntimeException) fault;
                });

    assertThat(letter.getReason()).isEqualTo(Reason.CORRUPT);
    assertThat(letter.getDetail()).isEqualTo("It cannot be decoded: tail is missing.");
    assertThat(letter.getPayload().toStringUtf8()).isEqualTo("bytes");
    assertThat(counters.snapshot().refusedInAll()).isEqualTo(1);
  }

  static Stream<Throwable> faults() {
    return Stream.of(
        new IllegalStateException("tail\u001bis missing"),
        new StackOverflowError("tail is missing"),
        new OutOfMemoryError("tail is missing"));
  }

  @Test
  void aSampleThatNoBrokerWouldTakeBecomesADeadLetter() {
    ImageFeatures.Builder large =
        ImageFeatures.newBuilder().setPixels(ByteString.copyFrom(new byte[1_000_000]));

    DeadLetter letter = (DeadLetter) process((event, sample) -> sample.setImage(large));

    assertThat(letter.getReason()).isEqualTo(Reason.PAYLOAD_TOO_LARGE);
    assertThat(letter.getDetail()).endsWith("; at most 1000000 are taken.");
  }

  @Test
  void theFeaturizerSeesTheEventAndFillsTheSample() {
    List<RawEvent> seen = new ArrayList<>();

    Sample sample =
        (Sample)
            process(
                (event, out) -> {
                  seen.add(event);
                  out.setContentType("text/plain");
                });

    assertThat(sample.getItemId()).isEqualTo("item");
    assertThat(sample.getContentType()).isEqualTo("text/plain");
    assertThat(seen).hasSize(1);
    assertThat(seen.get(0).payload()).isEqualTo("bytes".getBytes(UTF_8));
    assertThat(seen.get(0).contentType()).isEmpty();
    assertThat(seen.get(0).pairId()).isEqualTo("item");
    assertThat(seen.get(0).eventTimeMillis()).isEqualTo(NOW);
  }

  /** What one event gives. */
  private MessageLite process(Featurizer featurizer) {
    MockProcessorContext<byte[], MessageLite> context = new MockProcessorContext<>();
    context.setRecordMetadata("raw.text", 0, 5);
    context.setCurrentSystemTimeMs(NOW);
    IngestConfig config = IngestConfig.from(IngestFixture.settings(Map.of()));
    EventProcessor processor =
        new EventProcessor(config, counters, new SampleReader(config, featurizer), "yes", "no");
    processor.init(context);

    processor.process(new Record<>("item".getBytes(UTF_8), "bytes".getBytes(UTF_8), NOW));

    assertThat(context.forwarded()).hasSize(1);
    return context.forwarded().get(0).record().value();
  }
}
