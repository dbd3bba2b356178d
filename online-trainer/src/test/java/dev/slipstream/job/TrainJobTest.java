package dev.slipstream.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipstream.config.Settings;
import dev.slipstream.encoder.EncoderConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainJobTest {

  @TempDir Path directory;

  @Test
  void everyStatefulOperatorHasANameOfItsOwnForItsState() {
    StreamGraph graph = graph(Map.of("encoder.name", "shoes", "job.parallelism", "3"));

    assertThat(graph.getStreamNodes())
        .filteredOn(node -> node.getTransformationUID() != null)
        .extracting(StreamNode::getTransformationUID)
        .contains(
            "learner-samples-shoes", "learner-shoes", "refresher-samples-shoes", "refresher-shoes");
    assertThat(node(graph, "learner-shoes").getParallelism()).isEqualTo(1);
    assertThat(node(graph, "refresher-shoes").getParallelism()).isEqualTo(3);
  }

  @Test
  void aPairHasAJoinALearnerAndARefresherForEachTower() {
    StreamGraph graph = graph(Map.of("job.pairs", "text-image", "job.parallelism", "2"));

    assertThat(graph.getStreamNodes())
        .filteredOn(node -> node.getTransformationUID() != null)
        .extracting(StreamNode::getTransformationUID)
        .contains(
            "learner-samples-text-image",
            "join-text-image",
            "learner-text-image",
            "refresher-text-image.text",
            "refresher-text-image.image")
        .doesNotContain("learner-image");
    assertThat(node(graph, "join-text-image").getParallelism()).isEqualTo(1);
    assertThat(node(graph, "refresher-text-image.image").getParallelism()).isEqualTo(2);
  }

  @Test
  void checkpointsGoToAnAbsoluteUri() {
    StreamExecutionEnvironment env = new StreamExecutionEnvironment(new Configuration());

    TrainJob.build(env, JobFixtures.plain(directory, Map.of("job.checkpoints-uri", "here")));

    assertThat(env.getConfiguration().get(CheckpointingOptions.CHECKPOINTS_DIRECTORY))
        .startsWith("file:/")
        .endsWith(Path.of("here").toAbsolutePath().toString());
  }

  @Test
  void readsFileThenEnvironmentThenCommandLine() throws IOException {
    Path file = Files.writeString(directory.resolve("job.properties"), "encoder.name=file\n");
    Map<String, String> environment = Map.of("SLIPSTREAM_ENCODER_NAME", "environment");

    assertThat(name(new String[] {"--config", file.toString()}, Map.of())).isEqualTo("file");
    assertThat(name(new String[] {"--config", file.toString()}, environment))
        .isEqualTo("environment");
    assertThat(
            name(
                new String[] {"--set", "encoder.name=line", "--config", file.toString()},
                environment))
        .isEqualTo("line");
  }

  @Test
  void refusesArgumentsItDoesNotKnow() {
    assertThatThrownBy(() -> TrainJob.parse(new String[] {"--sett", "a=b"}, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("arguments: must be [--config FILE] [--set KEY=VALUE]..., was [--sett, a=b]");
  }

  private static String name(String[] args, Map<String, String> environment) {
    Settings settings = TrainJob.parse(args, environment);
    return settings.get(EncoderConfig.NAME);
  }

  private StreamGraph graph(Map<String, String> more) {
    StreamExecutionEnvironment env = new StreamExecutionEnvironment(new Configuration());
    TrainJob.build(env, JobFixtures.plain(directory, more));
    return env.getStreamGraph();
  }

  private static StreamNode node(StreamGraph graph, String uid) {
    return graph.getStreamNodes().stream()
        .filter(node -> uid.equals(node.getTransformationUID()))
        .findFirst()
        .orElseThrow();
  }
}
