package dev.slipstream.job;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.slipstream.config.Settings;
import dev.slipstream.job.flink.ProtobufTypeInfo;
import dev.slipstream.job.learner.LearnerOperator;
import dev.slipstream.job.settings.JobSettings;
import dev.slipstream.wire.EncoderAnnouncement;
import dev.slipstream.wire.ImageFeatures;
import dev.slipstream.wire.Origin;
import dev.slipstream.wire.Sample;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;

/** A job small enough for tests: 8x8 grey images, batches of 8, one step each. */
public final class JobFixtures {

  public static final int SIDE = 8;

  private JobFixtures() {}

  public static JobSettings settings(Path directory, Map<String, String> more) {
    return JobSettings.of(() -> TrainJob.OPTIONS, plain(directory, more));
  }

  public static Settings plain(Path directory, Map<String, String> more) {
    Map<String, String> values = new HashMap<>();
    values.put("image.height", "" + SIDE);
    values.put("image.width", "" + SIDE);
    values.put("encoder.architecture", "peer-conv");
    values.put("encoder.projection", "8");
    values.put("encoder.threads", "1");
    values.put("learner.batch-size", "8");
    values.put("learner.steps-per-batch", "1");
    values.put("job.publish-every-steps", "4");
    values.put("job.encoders-uri", directory.resolve("encoders").toString());
    values.put("job.checkpoints-uri", directory.resolve("checkpoints").toString());
    values.putAll(more);
    return Settings.defaults(TrainJob.OPTIONS).with(values);
  }

  /**
   * A learner at work, its first timer past.
   *
   * @param state null for a new one
   */
  public static <T extends Message> OneInputStreamOperatorTestHarness<T, EncoderAnnouncement> start(
      LearnerOperator<T> learner, Class<T> type, OperatorSubtaskState state) throws Exception {
    var harness = new OneInputStreamOperatorTestHarness<>(learner, serializer(type));
    open(harness, EncoderAnnouncement.class, state);
    harness.setProcessingTime(1);
    return harness;
  }

  /**
   * Begins an operator's life.
   *
   * @param output what it sends
   * @param state null for a new one
   */
  public static <T extends Message> void open(
      AbstractStreamOperatorTestHarness<T> harness, Class<T> output, OperatorSubtaskState state)
      throws Exception {
    harness.setup(serializer(output));
    if (state == null) {
      harness.initializeEmptyState();
    } else {
      harness.initializeState(state);
    }
    harness.open();
  }

  /** Writes messages as the job does. */
  public static <T extends Message> TypeSerializer<T> serializer(Class<T> type) {
    return ProtobufTypeInfo.ofMessage(type).createSerializer(new SerializerConfigImpl());
  }

  /** The picture is a function of the number. */
  public static Sample sample(int number) {
    byte[] pixels = new byte[SIDE * SIDE];
    new Random(number).nextBytes(pixels);
    return sample("item-" + number, number, SIDE, pixels);
  }

  public static Sample sample(String item, int number, int side, byte[] pixels) {
    return Sample.newBuilder()
        .setItemId(item)
        .setEventTimeMillis(1_700_000_000_000L + number)
        .setOrigin(Origin.newBuilder().setTopic("raw.image").setPartition(0).setOffset(number))
        .setContentType("image/png")
        .setImage(
            ImageFeatures.newBuilder()
                .setHeight(side)
                .setWidth(side)
                .setChannels(1)
                .setPixels(ByteString.copyFrom(pixels)))
        .build();
  }
}
